package io.crossmem.bench.suite;

/**
 * How many ranks a system has, and where they run.
 *
 * @param pinned whether rank N has core N, with all threads of its process; else the kernel places
 *     them
 */
record Ranks(int count, boolean pinned) {
  private static final int PAIR = 2;

  /** Two are pinned. More may be more than there are cores. */
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
