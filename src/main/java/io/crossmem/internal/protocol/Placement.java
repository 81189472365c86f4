package io.crossmem.internal.protocol;

import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Scratch;
import io.crossmem.internal.shm.TypedView;

/** Puts what came into the memory of a receive, or combines it with what is there. */
public final class Placement {
  private final Scratch scratch;
  private final UserCode userCode;
  private final RingCopies copies;

  public Placement(int maxPayload, UserCode userCode, RingCopies copies) {
    this.scratch = new Scratch(maxPayload);
    this.userCode = userCode;
    this.copies = copies;
  }

  /** Why a receive cannot take a message; null if it can. */
  public static FailureCause refusal(Operation receive, int source, int tag, long length) {
    if (length > receive.length()) {
      return FailureCause.truncated(source, tag, length);
    }
    ElementType type = receive.payload().type();
    return length % type.bytes() == 0 ? null : FailureCause.misfit(source, tag, length, type);
  }

  /**
   * Places a part of a message.
   *
   * @param offset of the part in the message
   * @return why that failed: the memory is gone, or the user's operation threw; null if it did not
   */
  public FailureCause place(Operation receive, long offset, TypedView from, int at, int length) {
    try {
      put(receive, offset, from, at, length);
      return null;
    } catch (Throwable e) { // also what Java's compiler knows nothing of, out of a lambda of Kotlin
      return FailureCause.threw(e);
    }
  }

  /** The same of a part that lies in the ring from a peer. */
  public FailureCause placeFromRing(Peer peer, Operation receive, long offset, int at, int length) {
    long began = copies.begin(length);
    FailureCause failure = place(receive, offset, peer.in.memory, at, length);
    copies.end(peer, length, began);
    return failure;
  }

  /** The same; throws what the memory or the operation throws, whatever it is. */
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
