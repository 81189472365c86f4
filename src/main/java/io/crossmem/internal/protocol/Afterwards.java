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

  /** This, and all that it was chained to. One that is run may be chained anew meanwhile. */
  public final void runAll() {
    for (Afterwards one = this; one != null; ) {
      Afterwards following = one.next;
      one.run();
      one = following;
    }
  }
}
