package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.LIMIT;
import static io.crossmem.bench.suite.Suite.KIB;
import static io.crossmem.bench.suite.Suite.MIB;

import io.crossmem.bench.report.Metric;
import java.io.IOException;
import java.util.List;

/**
 * The time of writing and reading a message without sending it, in Java and in C: this part of the
 * time of fresh messages does not depend on the system.
 */
final class Touching {
  private static final String NAME = "written and read, nothing sent";
  private static final int[] SIZES = {4 * KIB, 64 * KIB, MIB, 16 * MIB};

  private final Suite suite;

  Touching(Suite suite) {
    this.suite = suite;
  }

  /** Number of points. */
  int points() {
    return sizes().length;
  }

  private int[] sizes() {
    return suite.sizes(SIZES, 64 * KIB);
  }

  void run() throws IOException {
    try (Contest contest = suite.contest()) {
      contest.enter("buffers in Java", LIMIT, () -> Systems.java("Java", 2, "messages"));
      contest.enter(
          "arrays in Java", LIMIT, true, any -> true, () -> Systems.java("Java", 2, "messages"));
      if (Floors.areBuilt()) {
        contest.enter("memory in C", LIMIT, Floors::idle);
      }
      for (int bytes : sizes()) {
        Point point = Point.fresh(NAME, "touch", "plain", bytes);
        suite.measure(contest, point, List.of(Metric.LATENCY));
      }
    }
  }
}
