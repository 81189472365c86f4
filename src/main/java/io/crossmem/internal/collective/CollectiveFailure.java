package io.crossmem.internal.collective;

import io.crossmem.internal.protocol.FailureCause;

/**
 * Why a collective operation failed in this rank: the first failure, in world ranks. The
 * communicator makes the user's exception of it. What was thrown, by an operation of the user's or
 * by the machine, is in the cause as it was.
 */
public final class CollectiveFailure extends Exception {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // it goes no further than to the caller
  private final FailureCause why;

  private final long capacity;

  CollectiveFailure(FailureCause why, long capacity) {
    super(why.detail(), why.thrown(), false, false); // nobody sees where this was made
    this.why = why;
    this.capacity = capacity;
  }

  public FailureCause why() {
    return why;
  }

  /** Bytes of the message that failed, if one did, as this rank expected it. */
  public long capacity() {
    return capacity;
  }
}
