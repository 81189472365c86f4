package io.crossmem.message;

import java.time.Duration;
import java.util.Objects;

/** Checks the time limits that callers pass. */
final class Timeouts {
  /** Still fits into a long in ns. */
  private static final Duration LONGEST = Duration.ofDays(10_000);

  private Timeouts() {}

  /** From 0 to {@link #LONGEST}. */
  static Duration limit(Duration timeout) {
    if (Objects.requireNonNull(timeout, "timeout").isNegative()) {
      return Duration.ZERO;
    }
    return timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
  }
}
