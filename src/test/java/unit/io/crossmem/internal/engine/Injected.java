package io.crossmem.internal.engine;

/** The exception that a walk injects; without a stack trace, since it is thrown often. */
final class Injected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Injected(String what) {
    super(what, null, false, false);
  }

  /** The same as an Error, as for a lack of memory. */
  static final class Shortage extends Error {
    private static final long serialVersionUID = 1L;

    Shortage(String what) {
      super(what, null, false, false);
    }
  }
}
