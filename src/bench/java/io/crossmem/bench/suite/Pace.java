package io.crossmem.bench.suite;

/**
 * How much time is spent on a point.
 *
 * @param turns number of turns of every system
 * @param turnNanos duration of a turn
 * @param warmUpNanos warm-up before, the same for all; JVMs continue until they get no faster and
 *     their compilers are quiet
 * @param quietMillis most ms of compilation in a turn of all ranks after which a warm-up may end
 * @param repeats most rounds that a contest repeats because other programs disturbed them
 * @param coldMessages most messages of a cold turn, a power of two
 */
record Pace(
    int turns, long turnNanos, long warmUpNanos, long quietMillis, int repeats, int coldMessages) {
  private static final int LARGE = 32 << 20;
  private static final int LEAST_TURNS = 3;
  private static final int FIRST = 8;
  private static final int COLD = 1 << 12;
  private static final long ANY = Long.MAX_VALUE; // there is no time to wait for the compiler

  static final Pace FULL = new Pace(9, 20_000_000, 100_000_000, 2, 100, COLD);
  static final Pace QUICK = new Pace(3, 3_000_000, 8_000_000, ANY, 5, COLD);

  /** For tests of the report, without meaningful times. */
  static final Pace TINY = new Pace(1, 100_000, 0, ANY, 0, 1 << 4);

  /** Messages that take longer than a turn also take longer to fill and check. */
  Pace of(int bytes) {
    return bytes < LARGE
        ? this
        : new Pace(
            Math.min(turns, LEAST_TURNS),
            turnNanos,
            warmUpNanos / 10,
            quietMillis,
            repeats,
            coldMessages);
  }

  /** Warm-up of JVMs for each kind of message, before the first of several similar points. */
  long firstNanos() {
    return FIRST * warmUpNanos;
  }
}
