package mpi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An exclusive or shared lock of a window on several nodes, granted in the order of requests. */
final class LockQueue {
  /** What it needs to know of the ranks, and tells them. */
  interface Ranks {
    boolean isAlive(int rank);

    /** Tells a rank that it has the lock; false if the rank has failed. */
    boolean tryGrant(int origin, int tag);

    /** Tells a rank that it never gets the lock, since the holder has failed. */
    void refuse(int origin, int tag, int holder);
  }

  private record Wish(int origin, int tag, boolean alone) {}

  private final Ranks ranks;
  private final Deque<Wish> waiting = new ArrayDeque<>();
  private final List<Integer> holders = new ArrayList<>();
  private boolean isAlone; // there is one holder, which has it alone

  LockQueue(Ranks ranks) {
    this.ranks = ranks;
  }

  void add(int origin, int tag, boolean alone) {
    waiting.add(new Wish(origin, tag, alone));
    grantNext();
  }

  void release(int holder) {
    holders.remove((Integer) holder);
    isAlone = false; // it was shared, or this was the only holder
    grantNext();
  }

  private void grantNext() {
    while (!waiting.isEmpty() && !isAlone && (holders.isEmpty() || !waiting.peek().alone)) {
      Wish next = waiting.remove();
      if (ranks.tryGrant(next.origin, next.tag)) {
        isAlone = next.alone;
        holders.add(next.origin);
      }
    }
  }

  boolean isAnyWaiting() {
    return !waiting.isEmpty();
  }

  /** A rank that has failed keeps the lock: what it has changed may be incomplete. */
  void refuseIfHolderFailed() {
    for (int holder : holders) {
      if (isAnyWaiting() && !ranks.isAlive(holder)) {
        waiting.forEach(wish -> ranks.refuse(wish.origin, wish.tag, holder));
        waiting.clear();
      }
    }
  }
}
