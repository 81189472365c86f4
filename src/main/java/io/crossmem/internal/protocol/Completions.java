package io.crossmem.internal.protocol;

import java.util.concurrent.locks.LockSupport;

/** Ends operations, and counts them, so that the engine knows whether anybody is to be woken. */
public final class Completions {
  private int count; // since it was last taken

  public void receive(Operation operation, int from, int tag, long bytes) {
    Thread waiter = operation.waiter();
    operation.complete(from, tag, bytes);
    count(waiter);
  }

  public void send(Operation operation, int self) {
    Thread waiter = operation.waiter();
    operation.complete(self, operation.tag(), operation.length());
    count(waiter);
  }

  public void fail(Operation operation, FailureCause why) {
    Thread waiter = operation.waiter();
    operation.fail(why);
    count(waiter);
  }

  private void count(Thread waiter) {
    count++;
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
}
