package io.crossmem.internal.collective;

import io.crossmem.internal.protocol.FailureCause;

/**
 * Why a collective operation failed in this rank: the first failure, with ranks of the whole group.
 * The communicator translates it into an exception for the user. An exception from the user's
 * operation or the JVM is the cause, unchanged.
 */
public final class CollectiveFailure extends Exception {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // it only goes to the caller
  private final FailureCause why;

  private final long capacity;

  CollectiveFailure(FailureCause why, long capacity) {
    super(why.detail(), why.thrown(), false, false); // its stack trace is never shown
    this.why = why;
    this.capacity = capacity;
  }

  public FailureCause why() {
    return why;
  }

  /** Expected length in bytes of the message that failed, if a message failed. */
  public long capacity() {
    return capacity;
  }
}
