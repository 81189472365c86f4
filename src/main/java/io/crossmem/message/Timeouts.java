package io.crossmem.message;

import java.time.Duration;
import java.util.Objects;

/** How long a call waits, as the user says it. */
final class Timeouts {
  /** In ns it is still a long. */
  private static final Duration LONGEST = Duration.ofDays(10_000);

  private Timeouts() {}

  /** From 0 to {@link #LONGEST}. */
  static Duration limit(Duration timeout) {
    if (Objects.requireNonNull(timeout, "timeout").isNegative()) {
      return Duration.ZERO;
    }
    return timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
  }

  /** Such as {@code 8 s} or {@code 300 ms}. */
  static String text(Duration timeout) {
    long nanos = timeout.toNanos();
    if (nanos % 1_000_000_000 == 0) {
      return nanos / 1_000_000_000 + " s";
    }
    return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + " ms" : nanos + " ns";
  }
}
