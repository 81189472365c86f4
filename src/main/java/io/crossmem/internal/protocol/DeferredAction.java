package io.crossmem.internal.protocol;

/** An action to run after the engine's lock is released, since it may run the user's code. */
public abstract class DeferredAction {
  private DeferredAction next;

  /** Must not throw. */
  protected abstract void run();

  DeferredAction before(DeferredAction others) {
    next = others;
    return this;
  }

  /** Runs this action and all that it is chained to. A running one may be chained again. */
  public final void runAll() {
    for (DeferredAction one = this; one != null; ) {
      DeferredAction following = one.next;
      one.run();
      one = following;
    }
  }
}
