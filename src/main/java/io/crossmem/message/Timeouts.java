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
}
