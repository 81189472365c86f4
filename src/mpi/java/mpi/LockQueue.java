package mpi;

import java.util.ArrayDeque;
import java.util.Deque;

/** An exclusive or shared lock of a window on several nodes, granted in the order of requests. */
final class LockQueue {
  /** Tells a rank that it has the lock; false if the rank has failed. */
  interface Grant {
    boolean to(int origin, int tag);
  }

  private record Wish(int origin, int tag, boolean alone) {}

  private final Grant grant;
  private final Deque<Wish> waiting = new ArrayDeque<>();
  private boolean isAlone; // one rank has it alone
  private int sharing; // how many ranks

  LockQueue(Grant grant) {
    this.grant = grant;
  }

  void add(int origin, int tag, boolean alone) {
    waiting.add(new Wish(origin, tag, alone));
    grantNext();
  }

  void releaseAlone() {
    isAlone = false;
    grantNext();
  }

  void releaseShared() {
    sharing--;
    grantNext();
  }

  private void grantNext() {
    while (!waiting.isEmpty() && !isAlone && (sharing == 0 || !waiting.peek().alone)) {
      Wish next = waiting.remove();
      if (grant.to(next.origin, next.tag)) {
        isAlone = next.alone;
        sharing += next.alone ? 0 : 1;
      }
    }
  }
}
