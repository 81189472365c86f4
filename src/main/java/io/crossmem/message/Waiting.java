package io.crossmem.message;

/**
 * How a thread waits: it looks again and again for a moment, since an answer may be less than a
 * microsecond away; then it lets others run between two looks; then it sleeps.
 */
final class Waiting {
  /** What a thread should do before it looks again. */
  enum Step {
    LOOK,
    SLEEP
  }

  private final int eagerLooks;
  private final int politeLooks;
  private final int yields;

  /**
   * How to wait.
   *
   * @param crowded whether there are more ranks than cores: the one waited for may need this core
   */
  Waiting(boolean crowded) {
    eagerLooks = crowded ? 100 : 2000; // a few ns each
    politeLooks = crowded ? 0 : 500; // some 30 ns each
    yields = crowded ? 1000 : 0; // about a µs each, if nobody else wants the core
  }

  /**
   * Passes the time before a look.
   *
   * @param looks in vain since something last happened
   */
  @SuppressWarnings("ThreadPriorityCheck") // it helps, and nothing relies on it
  Step next(int looks) {
    if (looks <= eagerLooks) {
      return Step.LOOK;
    }
    if (looks <= eagerLooks + politeLooks) {
      Thread.onSpinWait();
      return Step.LOOK;
    }
    if (looks <= eagerLooks + politeLooks + yields) {
      Thread.yield();
      return Step.LOOK;
    }
    return Step.SLEEP;
  }

  /** Looks for news as long as it makes sense to do nothing else; whether there are any. */
  boolean lookFor(Wires wires) {
    for (int looks = 0; looks < eagerLooks; looks++) {
      if (wires.hasNews()) {
        return true;
      }
    }
    return false;
  }
}
