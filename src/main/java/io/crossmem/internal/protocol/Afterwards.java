package io.crossmem.internal.protocol;

/** An action to run after the engine's lock is released, since it may run the user's code. */
public abstract class Afterwards {
  private Afterwards next;

  /** Must not throw. */
  protected abstract void run();

  Afterwards before(Afterwards others) {
    next = others;
    return this;
  }

  /** Runs this action and all that it is chained to. A running one may be chained again. */
  public final void runAll() {
    for (Afterwards one = this; one != null; ) {
      Afterwards following = one.next;
      one.run();
      one = following;
    }
  }
}
