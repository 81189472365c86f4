package io.crossmem.bench.suite;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Checks whether the machine is idle before anything is measured. */
final class IdleCheck {
  private static final long MILLIS = 500;

  private IdleCheck() {}

  /** Watches for {@value #MILLIS} ms; returns a sentence if the machine is not idle. */
  static Optional<String> of(Neighbours neighbours) throws IOException {
    neighbours.watch();
    try {
      TimeUnit.MILLISECONDS.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    double busy = neighbours.busyCores();
    if (busy == 0) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "This machine is not idle: other programs keep %.1f of %d cores busy. Expect longer times,"
                + " and a run that takes longer.",
            busy,
            Runtime.getRuntime().availableProcessors()));
  }
}
