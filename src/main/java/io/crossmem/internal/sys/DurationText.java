package io.crossmem.internal.sys;

import java.time.Duration;

/** A duration as text, for example {@code 8 s} or {@code 300 ms}. */
public final class DurationText {
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1000 * MILLISECOND;

  private DurationText() {}

  /** For at most 292 years. */
  public static String of(Duration duration) {
    return ofNanos(duration.toNanos());
  }

  public static String ofNanos(long nanos) {
    if (nanos % SECOND == 0) {
      return nanos / SECOND + " s";
    }
    return nanos % MILLISECOND == 0 ? nanos / MILLISECOND + " ms" : nanos + " ns";
  }
}
