package io.crossmem.bench.suite;

/**
 * How much time a point gets.
 *
 * @param turns that every system has, by turns
 * @param turnNanos of one
 * @param warmUpNanos before them, the same for all; JVMs go on until they get no faster
 * @param repeats most rounds of turns that a contest does again, for other programs disturbed them
 */
record Pace(int turns, long turnNanos, long warmUpNanos, int repeats) {
  private static final int LARGE = 32 << 20;
  private static final int LEAST_TURNS = 3;
  private static final int FIRST = 8;

  static final Pace FULL = new Pace(9, 20_000_000, 100_000_000, 100);
  static final Pace QUICK = new Pace(3, 4_000_000, 25_000_000, 10);

  /** For tests of what is told, whatever the times are. */
  static final Pace TINY = new Pace(1, 100_000, 0, 0);

  /** A message that takes longer than a turn is also filled and checked for longer. */
  Pace of(int bytes) {
    return bytes < LARGE
        ? this
        : new Pace(Math.min(turns, LEAST_TURNS), turnNanos, warmUpNanos / 10, repeats);
  }

  /** For JVMs and each kind of message, before the first of several points that do the same. */
  long firstNanos() {
    return FIRST * warmUpNanos;
  }
}
