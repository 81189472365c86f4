package io.crossmem.internal.engine;

import io.crossmem.internal.network.Network;

/** When threads that wait poll the network, and for how long they sleep meanwhile. */
final class NetworkTurns {
  private final LockedProgress locked;
  private final Network network; // null if all ranks are on this node

  NetworkTurns(LockedProgress locked) {
    this.locked = locked;
    this.network = locked.progress.connections.network();
  }

  /** Whether something has just arrived from another node, so that each look should poll. */
  boolean isLively() {
    return network != null && network.isLively();
  }

  /** Polls the network if it is due; returns whether there was progress. */
  boolean pollIfDue(long now) {
    return network != null && network.isDue(now) && poll();
  }

  /** The same, even if it is not due. */
  boolean poll() {
    if (network == null) {
      return false;
    }
    locked.lock();
    try {
      return network.poll() && locked.advance();
    } finally {
      locked.unlock();
    }
  }

  /** How long a thread may sleep: nothing wakes it when something arrives from another node. */
  long limitSleep(long nanos) {
    return network == null ? nanos : Math.min(nanos, network.nap());
  }

  /**
   * Does what is due if no other thread does it: polls the network, checks the peers, and sends
   * heartbeats.
   *
   * @return once this rank has left: whether all others have left as well; null while it is not
   *     known
   */
  Boolean keep() {
    locked.lock();
    try {
      if (network.poll()) {
        locked.advanceQuietly();
      }
      locked.detector.check();
      locked.updateActive();
      boolean closed = locked.isClosed();
      locked.nodeStates.beat(closed, false);
      return closed ? haveOthersLeft() : null;
    } finally {
      locked.unlock();
    }
  }

  /** Entries for a failed rank would never be sent. */
  private Boolean haveOthersLeft() {
    Boolean orderly = locked.nodeStates.haveOthersLeft();
    boolean mayEnd = orderly != null && (!orderly || network.isFlushed());
    return mayEnd ? orderly : null;
  }
}
