package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;

/** The communicators of this process in one group; closing the last one leaves the group. */
final class Communicators {
  private final LockedProgress locked;
  private final Progress progress;
  private final Connections connections;
  private final Waiter waiter;

  // Under the lock:
  private int open;
  private int contextsMade;

  Communicators(LockedProgress locked, Waiter waiter) {
    this.locked = locked;
    this.progress = locked.progress;
    this.connections = progress.connections;
    this.waiter = waiter;
  }

  void add() {
    locked.lock();
    try {
      locked.requireOpen();
      open++;
    } finally {
      locked.unlock();
    }
  }

  /**
   * A number for a communicator that no process uses for another one: each process has its own
   * range. 0 is the communicator of all ranks.
   */
  int newNumber() {
    locked.lock();
    try {
      long number = 1L + connections.rank() + (long) contextsMade * connections.size();
      if (number > Integer.MAX_VALUE / 2) {
        throw new IllegalStateException("too many communicators were made");
      }
      contextsMade++;
      return (int) number;
    } finally {
      locked.unlock();
    }
  }

  /** Closes a communicator's contexts; if it is the last communicator, leaves the group. */
  void close(Context... contexts) {
    locked.lock();
    try {
      if (contexts[0].isClosed()) {
        return;
      }
      progress.failures.close(contexts);
      locked.updateActive();
    } finally {
      locked.unlock();
    }
    locked.parked.unparkAll();
    waiter.awaitQuietly(() -> !progress.recvFaults.isHolding());
    boolean isLast = false;
    locked.lock();
    try {
      isLast = --open == 0;
      if (isLast) {
        locked.leave();
      }
    } finally {
      locked.unlock();
    }
    if (isLast) {
      locked.sayRest();
    }
  }
}
