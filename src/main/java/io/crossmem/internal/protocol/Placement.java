package io.crossmem.internal.protocol;

import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Scratch;
import io.crossmem.internal.shm.TypedView;

/** Stores received data in the memory of a receive, or combines it with data there. */
public final class Placement {
  private final int maxPayload;
  private final Scratch scratch;
  private final UserCode userCode;
  private final RingCopies copies;

  public Placement(int maxPayload, UserCode userCode, RingCopies copies) {
    this.maxPayload = maxPayload;
    this.scratch = new Scratch(maxPayload);
    this.userCode = userCode;
    this.copies = copies;
  }

  /** Why a receive cannot accept a message; null if it can. */
  public static FailureCause refusal(Operation receive, int source, int tag, long length) {
    if (length > receive.length()) {
      return FailureCause.truncated(source, tag, length);
    }
    ElementType type = receive.payload().type();
    return type.fits(length) ? null : FailureCause.misfit(source, tag, length, type);
  }

  /**
   * Stores or combines a part of a message.
   *
   * @param offset of the part in the message
   * @return why it failed: the memory is gone, or the user's operation threw; null if it succeeded
   */
  public FailureCause place(Operation receive, long offset, TypedView from, int at, int length) {
    try {
      put(receive, offset, from, at, length);
      return null;
    } catch (Throwable e) { // also undeclared checked exceptions, for example from a Kotlin lambda
      return FailureCause.threw(e);
    }
  }

  /** The same for all of a message, which is combined in parts. */
  public FailureCause placeAll(IncomingMessage message, TypedView from) {
    Operation receive = message.operation;
    int length = (int) message.length;
    int most = receive.combination() == null ? length : maxPayload;
    FailureCause failure = null;
    for (int at = 0; at < length && failure == null; at += most) {
      failure = place(receive, at, from, at, Math.min(most, length - at));
    }
    return failure;
  }

  /** The same for a part in the ring from a peer. */
  public FailureCause placeFromRing(Peer peer, Operation receive, long offset, int at, int length) {
    long began = RingCopies.beginRead(peer, length);
    FailureCause failure = place(receive, offset, peer.in.memory, at, length);
    copies.endRead(peer, length, began);
    return failure;
  }

  /** The same, but throws the exception of the memory or the operation. */
  public void put(Operation receive, long offset, TypedView from, int at, int length) {
    if (receive.combination() == null) {
      receive.payload().copyIn(receive.offset() + offset, from, at, length);
    } else {
      combine(receive, offset, from, at, length);
    }
  }

  private void combine(Operation receive, long offset, TypedView from, int at, int length) {
    boolean runsUserCode = receive.combination().runsUserCode();
    if (runsUserCode) {
      userCode.enter();
    }
    try {
      receive
          .combination()
          .apply(scratch, receive.payload(), receive.offset(), offset, from, at, length);
    } finally {
      if (runsUserCode) {
        userCode.leave();
      }
    }
  }
}
