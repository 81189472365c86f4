package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.OURS;
import static io.crossmem.bench.report.Role.PEER;
import static io.crossmem.bench.suite.Suite.KIB;
import static io.crossmem.bench.suite.Suite.MIB;

import io.crossmem.bench.report.Metric;
import io.crossmem.bench.report.Report;
import java.io.IOException;
import java.util.List;

/** Collective operations among two ranks and among four. */
final class CollectiveSuite {
  private static final List<String> OPERATIONS =
      List.of("broadcast", "allgather", "alltoall", "reduce", "allreduce");
  private static final int[] SIZES = {8, KIB, 16 * KIB, 256 * KIB, 2 * MIB, 16 * MIB};
  private static final int[] QUICK = {8, 64 * KIB, 512 * KIB};
  private static final int[] GROUPS = {2, 4};
  private static final List<String> HOW =
      List.of(
          "Time of consecutive operations in the slowest rank. The size is that of"
              + " the data that each rank gives to each other rank; sums are of doubles.",
          "Two ranks are pinned to one core each. Four are placed by the kernel: if there are fewer"
              + " cores they share them, in Open MPI with --oversubscribe.",
          "Every rank checks the data from every other rank: one word each time, and all words at"
              + " the end.");

  private final Suite suite;

  CollectiveSuite(Report report, Pace pace) {
    suite = new Suite("collective", report, pace);
  }

  void run() throws IOException {
    int[] sizes = suite.sizes(SIZES, QUICK);
    suite.begin(GROUPS.length * (1 + OPERATIONS.size() * sizes.length), HOW);
    for (int ranks : GROUPS) {
      try (Contest contest = suite.contest()) {
        contest.enter("crossmem", OURS, () -> Systems.java("crossmem", ranks, "messages"));
        if (Systems.hasOtherBuild()) {
          contest.enter(
              "crossmem, other build",
              PEER,
              () -> Systems.otherBuild("crossmem, other build", ranks, "messages"));
        } else {
          new MpiPeers(suite.report(), contest).enter(Ranks.of(ranks));
        }
        String among = ", " + ranks + " ranks";
        suite.measure(
            contest, Point.hot("barrier" + among, "barrier", "plain", 8), List.of(Metric.LATENCY));
        for (String operation : OPERATIONS) {
          for (int bytes : sizes) {
            Point point = Point.hot(operation + among, operation, "plain", bytes);
            suite.measure(contest, point, List.of(Metric.LATENCY));
          }
        }
      }
    }
  }
}
