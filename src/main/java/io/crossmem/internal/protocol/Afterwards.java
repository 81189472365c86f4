package io.crossmem.internal.protocol;

/** What is done after the engine's lock was given back, since it may run code of the user's. */
public abstract class Afterwards {
  private Afterwards next;

  /** Must not throw. */
  protected abstract void run();

  Afterwards before(Afterwards others) {
    next = others;
    return this;
  }

  /** This, and all that it was chained to. */
  public final void runAll() {
    for (Afterwards one = this; one != null; one = one.next) {
      one.run();
    }
  }
}
