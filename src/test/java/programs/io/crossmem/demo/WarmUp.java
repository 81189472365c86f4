package io.crossmem.demo;

import java.util.Arrays;
import java.util.Locale;

/**
 * Decides how long to warm up: a JVM interprets code before it compiles it. At least one second,
 * then until times are stable for some rounds, with a limit.
 */
final class WarmUp {
  /** Sizes that use all code paths. */
  static final int[] SIZES = {8, 64 << 10, 1 << 20};

  /** Time of a turn. */
  static final long TURN_NANOS = 15_000_000;

  private static final double FASTER = 0.85;
  private static final int ENOUGH = 3; // consecutive rounds in which nothing was much faster
  private static final double LEAST_SECONDS = 1;
  private static final double MOST_SECONDS = 5;

  private final long start = System.nanoTime();
  private final long[] best;
  private int rounds;
  private int even;
  private double seconds;

  /** {@code turns}: in a round. */
  WarmUp(int turns) {
    best = new long[turns];
    Arrays.fill(best, Long.MAX_VALUE);
  }

  /** After a round: whether another one is needed. {@code nanos}: the time of each turn. */
  boolean goesOn(long[] nanos) {
    boolean faster = false;
    for (int i = 0; i < best.length; i++) {
      faster |= nanos[i] < FASTER * best[i];
      best[i] = Math.min(best[i], nanos[i]);
    }
    rounds++;
    even = faster ? 0 : even + 1;
    seconds = (System.nanoTime() - start) / 1e9;
    return seconds < LEAST_SECONDS || (even < ENOUGH && seconds < MOST_SECONDS);
  }

  /** The result. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "warmed up for %.1f s, %d rounds of %d kinds of transfer: %s",
        seconds,
        rounds,
        best.length,
        even < ENOUGH ? "times are still falling" : "times are stable");
  }
}
