package io.crossmem.internal.protocol;

import io.crossmem.internal.data.ElementType;

/**
 * Why an operation failed. Ranks are those of the whole group; the communicator translates them.
 *
 * @param kind what happened
 * @param rank the rank it concerns; -1 if none
 * @param bytes length of the message that did not fit
 * @param tag of the message that did not fit
 * @param detail more information as text, or null
 * @param thrown the exception, for {@link Kind#THREW} and {@link Kind#NO_RING}; else null
 */
public record FailureCause(
    Kind kind, int rank, long bytes, int tag, String detail, Throwable thrown) {
  /** What happened. */
  public enum Kind {
    /** The process of the rank ended. */
    PEER_DIED,
    /** The rank closed its communicators. */
    PEER_LEFT,
    /** The rank lives, but sent a malformed entry, or a ring to or from it cannot be mapped. */
    PEER_LOST,
    /** Nothing was heard from the rank's node for too long. */
    PEER_UNHEARD,
    /** This rank's communicator was closed. */
    CLOSED,
    /** The rank's communicator was closed before it received the message. */
    PEER_CLOSED,
    /** The sender cancelled the message. */
    WITHDRAWN,
    /** The message is longer than the receive buffer. */
    TRUNCATED,
    /** The message is not a whole number of elements. */
    MISFIT,
    /** The message is shorter than expected in this collective operation. */
    SHORT,
    /** The receive was cancelled. */
    CANCELLED,
    /** The user's operation or memory threw an exception. */
    THREW,
    /** There is no shared memory for a ring to the rank. */
    NO_RING
  }

  public static FailureCause of(Kind kind, int rank) {
    return new FailureCause(kind, rank, 0, 0, null, null);
  }

  public static FailureCause of(Kind kind, int rank, String detail) {
    return new FailureCause(kind, rank, 0, 0, detail, null);
  }

  public static FailureCause threw(Throwable thrown) {
    return new FailureCause(Kind.THREW, -1, 0, 0, null, thrown);
  }

  /** {@code bytes}: the length of the message. */
  public static FailureCause tooShort(int rank, int tag, long bytes) {
    return new FailureCause(Kind.SHORT, rank, bytes, tag, null, null);
  }

  static FailureCause truncated(int rank, int tag, long bytes) {
    return new FailureCause(Kind.TRUNCATED, rank, bytes, tag, null, null);
  }

  static FailureCause misfit(int rank, int tag, long bytes, ElementType type) {
    return new FailureCause(Kind.MISFIT, rank, bytes, tag, type.name(), null);
  }

  /** Whether it is that the rank is gone. */
  public boolean isPeerGone() {
    return switch (kind) {
      case PEER_DIED, PEER_LEFT, PEER_LOST, PEER_UNHEARD -> true;
      default -> false;
    };
  }
}
