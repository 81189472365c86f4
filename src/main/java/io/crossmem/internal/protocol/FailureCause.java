package io.crossmem.internal.protocol;

import io.crossmem.internal.data.ElementType;

/**
 * Why an operation failed. Ranks are those of the group; who made the operation knows what they are
 * called in its communicator.
 *
 * @param kind what happened
 * @param rank whom it concerns; -1 if nobody in particular
 * @param bytes of the message that did not fit
 * @param tag of that message
 * @param detail words, where the kind says too little; else null
 * @param thrown what was thrown, for {@link Kind#THREW} and {@link Kind#NO_RING}; else null
 */
public record FailureCause(
    Kind kind, int rank, long bytes, int tag, String detail, Throwable thrown) {
  /** What happened. */
  public enum Kind {
    /** The process of the rank ended. */
    PEER_DIED,
    /** The rank closed its communicators. */
    PEER_LEFT,
    /** The rank lives, but no longer makes sense, or cannot be heard. */
    PEER_LOST,
    /** This rank's communicator was closed. */
    CLOSED,
    /** The rank's communicator was closed before it received the message. */
    PEER_CLOSED,
    /** The sender gave the message up. */
    WITHDRAWN,
    /** The message is longer than the room for it. */
    TRUNCATED,
    /** The message is not a whole number of elements. */
    MISFIT,
    /** The message is shorter than what all ranks should have sent. */
    SHORT,
    /** The receive was taken back. */
    CANCELLED,
    /** Something was thrown on the way: by the user's operation or by the user's memory. */
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

  static FailureCause truncated(int rank, int tag, long bytes) {
    return new FailureCause(Kind.TRUNCATED, rank, bytes, tag, null, null);
  }

  static FailureCause misfit(int rank, int tag, long bytes, ElementType type) {
    return new FailureCause(Kind.MISFIT, rank, bytes, tag, type.name(), null);
  }
}
