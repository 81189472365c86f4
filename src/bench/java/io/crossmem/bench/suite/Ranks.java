package io.crossmem.bench.suite;

/**
 * The number of ranks of a system, and where they run.
 *
 * @param pinned whether rank N is pinned to core N with all its threads; else the kernel places it
 */
record Ranks(int count, boolean pinned) {
  private static final int PAIR = 2;

  /** Two ranks are pinned; more may exceed the number of cores. */
  static Ranks of(int count) {
    return new Ranks(count, count <= PAIR);
  }

  static Ranks pair() {
    return of(PAIR);
  }

  static Ranks unpinned(int count) {
    return new Ranks(count, false);
  }

  boolean mayShareCores() {
    return count > PAIR;
  }
}
