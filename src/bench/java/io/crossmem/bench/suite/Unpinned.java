package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.OURS;
import static io.crossmem.bench.suite.Suite.KIB;
import static io.crossmem.bench.suite.Suite.MIB;

import io.crossmem.bench.report.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Half round trips of ranks that the kernel places, as in most programs. */
final class Unpinned {
  private static final String NAME = "half round trip, not pinned";
  private static final int[] SIZES = {8, 4 * KIB, 64 * KIB, MIB};

  private final Suite suite;

  Unpinned(Suite suite) {
    this.suite = suite;
  }

  /** Number of points. */
  int points() {
    return sizes().length;
  }

  private int[] sizes() {
    return suite.sizes(SIZES, 8, 64 * KIB);
  }

  void run() throws IOException {
    Ranks ranks = Ranks.unpinned(2);
    try (Contest contest = suite.contest()) {
      contest.enter("crossmem", OURS, () -> Systems.java("crossmem", ranks, "messages", Map.of()));
      new MpiPeers(suite.report(), contest).enter(ranks);
      UcxPeers.enter(contest, ranks);
      for (int bytes : sizes()) {
        suite.measure(
            contest, Point.hot(NAME, "pingpong", "plain", bytes), List.of(Metric.LATENCY));
      }
    }
  }
}
