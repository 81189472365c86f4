package io.crossmem.internal.protocol;

import java.util.concurrent.locks.LockSupport;

/** Completes operations, and counts them, so that the engine knows whether to wake a thread. */
public final class Completions {
  private int count; // since the last take()
  private Operation ended; // a chain of those that have notified their listeners
  private DeferredAction deferred; // requested by listeners

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

  /** Number of operations completed since the last call. */
  public int take() {
    int taken = count;
    count = 0;
    return taken;
  }

  /**
   * Operations that are no longer needed, except by the code that has just completed them. They can
   * be reused after the lock is released. Null if there are none.
   */
  public Operation takeEnded() {
    Operation taken = ended;
    ended = null;
    return taken;
  }

  /** Called by a listener: runs an action after the lock is released. */
  public void defer(DeferredAction action) {
    deferred = action.before(deferred);
  }

  /** The actions to run after the lock is released; null if there are none. */
  public DeferredAction takeDeferred() {
    DeferredAction taken = deferred;
    deferred = null;
    return taken;
  }
}
