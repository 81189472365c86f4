package io.crossmem.internal.protocol;

import java.util.concurrent.locks.LockSupport;

/** Ends operations, and counts them, so that the engine knows whether anybody is to be woken. */
public final class Completions {
  private int count; // since it was last taken
  private Operation ended; // the last that has told its listener; it knows the one before
  private Afterwards afterwards; // what listeners have asked for

  public void receive(Operation operation, int from, int tag, long bytes) {
    Thread waiter = operation.waiter();
    operation.complete(from, tag, bytes);
    count(operation, waiter);
  }

  public void send(Operation operation, int self) {
    Thread waiter = operation.waiter();
    operation.complete(self, operation.tag(), operation.length());
    count(operation, waiter);
  }

  public void fail(Operation operation, FailureCause why) {
    Thread waiter = operation.waiter();
    operation.fail(why);
    count(operation, waiter);
  }

  private void count(Operation operation, Thread waiter) {
    count++;
    if (operation.hasListener()) {
      operation.chain(ended);
      ended = operation;
    }
    if (waiter != null) {
      LockSupport.unpark(waiter);
    }
  }

  /** How many have ended since this was last called. */
  public int take() {
    int taken = count;
    count = 0;
    return taken;
  }

  /**
   * The operations of which nobody needs to know any more, but for those who have just ended them:
   * to be used again once the lock is given back. Null if there are none.
   */
  public Operation takeEnded() {
    Operation taken = ended;
    ended = null;
    return taken;
  }

  /** To be asked by a listener: does something once the lock was given back. */
  public void after(Afterwards what) {
    afterwards = what.before(afterwards);
  }

  /** What there is to do after the lock was given back; null if nothing. */
  public Afterwards takeAfterwards() {
    Afterwards taken = afterwards;
    afterwards = null;
    return taken;
  }
}
