package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.OURS;
import static io.crossmem.bench.report.Role.PEER;

import io.crossmem.bench.rank.State;
import io.crossmem.bench.report.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Columns of a matrix: blocks with gaps as long as the blocks, on both sides. */
final class VectorSuite {
  private static final int[] BLOCK_BYTES = {8, 64, 256, 1 << 10, 4 << 10};
  private static final int[] COUNTS = {16, 256, 4096, 1 << 16};
  private static final List<String> HOW =
      List.of(
          "One way, as in the suite copy; the size is that of the message: all blocks without"
              + " gaps.",
          "crossmem IovecArray reads the blocks by vectors that are prepared once. crossmem"
              + " messages sends them by a Layout, MPI by MPI_Type_vector. The packed variants copy"
              + " the blocks into one buffer, send it, and copy the blocks out of another, which is"
              + " part of the time.");

  private final Suite suite;

  VectorSuite(Report report, Pace pace) {
    suite = new Suite("vectors", report, pace);
  }

  void run() throws IOException {
    List<Point> points = points();
    suite.begin(points.size(), HOW);
    try (Contest contest = suite.contest()) {
      contest.enter("crossmem messages", OURS, () -> java("messages"));
      if (Systems.hasOtherBuild()) {
        String other = "crossmem messages, other build";
        contest.enter(other, PEER, () -> Systems.otherBuild(other, 2, "messages"));
      } else {
        enterOthers(contest);
      }
      for (Point point : points) {
        suite.copy(contest, point);
      }
    }
  }

  private void enterOthers(Contest contest) throws IOException {
    contest.enter("crossmem IovecArray", OURS, () -> java("iovec"));
    contest.enter("crossmem packed", OURS, () -> java("packed"));
    contest.enter("crossmem messages, packed", OURS, () -> java("packed-messages"));
    MpiPeers peers = new MpiPeers(suite.report(), contest);
    peers.enter(Ranks.pair(), " vector", Map.of());
    peers.enter(Ranks.pair(), " packed", Map.of("CROSSMEM_BENCH_VECTORS", "pack"));
  }

  private List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (int block : suite.sizes(BLOCK_BYTES, BLOCK_BYTES[1], BLOCK_BYTES[4])) {
      for (int count : suite.sizes(COUNTS, COUNTS[0], COUNTS[2])) {
        String name = "blocks of " + block + " B";
        points.add(new Point(name, "copy", "plain", State.HOT, block * count, count));
      }
    }
    return points;
  }

  private static RankGroup java(String transport) throws IOException {
    return Systems.java(transport, 2, transport);
  }
}
