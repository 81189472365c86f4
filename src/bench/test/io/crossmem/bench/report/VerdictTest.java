package io.crossmem.bench.report;

import static io.crossmem.bench.report.Rows.cases;
import static io.crossmem.bench.report.Rows.ours;
import static io.crossmem.bench.report.Rows.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void listsTheSizesAtWhichAPeerIsFasterAndNoOthers() {
    Verdict verdict =
        Verdict.onSpeed(
            cases(
                ours(8, 200),
                peer(8, 100),
                ours(64, 150),
                peer(64, 100),
                ours(512, 90),
                peer(512, 100),
                ours(4096, 100),
                peer(4096, 100),
                ours(1 << 20, 50),
                peer(1 << 20, 100),
                ours(1 << 21, 101),
                peer(1 << 21, 100)));

    WhereNot only = verdict.worse().get(0);
    assertEquals(1, verdict.worse().size());
    assertEquals("8 B to 64 B, 2 MiB", only.sizes());
    assertEquals(2, only.worst().median());
    assertEquals(8, only.worst().ours().sizeBytes());
    assertEquals(
        "A peer is faster in 3 of 6 comparisons (a case at a size), in 1 of them within noise.",
        verdict.sentence());
  }

  @Test
  void theWorstCaseComesFirst() {
    Verdict verdict =
        Verdict.onSpeed(
            cases(
                Rows.of("a little", 8, "crossmem", Role.OURS, Metric.LATENCY, 110),
                Rows.of("a little", 8, "socket", Role.PEER, Metric.LATENCY, 100),
                Rows.of("faster", 8, "crossmem", Role.OURS, Metric.LATENCY, 90),
                Rows.of("faster", 8, "socket", Role.PEER, Metric.LATENCY, 100),
                Rows.of("much", 8, "crossmem", Role.OURS, Metric.LATENCY, 300),
                Rows.of("much", 8, "socket", Role.PEER, Metric.LATENCY, 100)));

    assertEquals(
        List.of("much", "a little"),
        verdict.worse().stream().map(each -> each.where().name()).toList());
  }

  @Test
  void theBestOfOursIsComparedWithTheBestPeer() {
    List<Ratio> ratios =
        Ratio.ofBest(
            cases(
                    ours(8, 500),
                    Rows.of(Rows.CASE, 8, "crossmem, better", Role.OURS, Metric.LATENCY, 40),
                    peer(8, 1000),
                    Rows.of(Rows.CASE, 8, "ring", Role.PEER, Metric.LATENCY, 80))
                .get(0),
            Metric.LATENCY);

    assertEquals(0.5, ratios.get(0).median());
    assertEquals("ring", ratios.get(0).peer().system());
  }

  @Test
  void ofBandwidthsTheHigherIsTheBetter() {
    Ratio ratio =
        Ratio.ofBest(
                cases(
                        Rows.of("hot", 8, "crossmem", Role.OURS, Metric.BANDWIDTH, 10, 8, 16),
                        Rows.of("hot", 8, "slow", Role.PEER, Metric.BANDWIDTH, 5, 5, 5),
                        Rows.of("hot", 8, "fast", Role.PEER, Metric.BANDWIDTH, 20, 16, 24))
                    .get(0),
                Metric.BANDWIDTH)
            .get(0);

    assertEquals("fast", ratio.peer().system());
    assertEquals(2, ratio.median());
    assertEquals(1, ratio.low());
    assertEquals(3, ratio.high());
    assertTrue(ratio.isSlower());
    assertFalse(ratio.isWithinNoise()); // our best, 16, does not reach their median
  }

  @Test
  void aLimitIsNoPeer() {
    Verdict verdict =
        Verdict.onSpeed(
            cases(ours(8, 100), Rows.of(Rows.CASE, 8, "memcpy", Role.LIMIT, Metric.LATENCY, 5)));

    assertEquals(0, verdict.compared());
    assertEquals("No peer was measured, so there is no comparison.", verdict.sentence());
  }

  @Test
  void aDisturbedRunDoesNotExcuseASlowerMedian() {
    Ratio slower =
        ratio(
            Rows.of("hot", 8, "a", Role.OURS, Metric.LATENCY, 130, 120, 900), peerOf(100, 95, 999));
    Ratio overlapping =
        ratio(
            Rows.of("hot", 8, "a", Role.OURS, Metric.LATENCY, 130, 99, 140), peerOf(100, 95, 105));

    assertFalse(slower.isWithinNoise());
    assertTrue(overlapping.isWithinNoise());
  }

  private static Measured peerOf(double median, double min, double max) {
    return Rows.of("hot", 8, "b", Role.PEER, Metric.LATENCY, median, min, max);
  }

  private static Ratio ratio(Measured ours, Measured peer) {
    return new Ratio(ours.result(), peer.result());
  }

  @Test
  void processorTimeIsComparedApart() {
    List<Case> cases =
        cases(
            ours(8, 50),
            peer(8, 100),
            Rows.of(Rows.CASE, 8, "crossmem", Role.OURS, Metric.CPU, 3),
            Rows.of(Rows.CASE, 8, "socket", Role.PEER, Metric.CPU, 2));

    assertEquals(
        "A peer is faster in none of 1 comparisons (a case at a size).",
        Verdict.onSpeed(cases).sentence());
    assertEquals(1.5, Verdict.onProcessors(cases).worse().get(0).worst().median());
  }

  @Test
  void aCaseIsComparedByItsLatencyAndNotByTheBandwidthThatFollowsFromIt() {
    Verdict verdict =
        Verdict.onSpeed(
            cases(
                ours(8, 200),
                peer(8, 100),
                Rows.of(Rows.CASE, 8, "crossmem", Role.OURS, Metric.BANDWIDTH, 0.04),
                Rows.of(Rows.CASE, 8, "socket", Role.PEER, Metric.BANDWIDTH, 0.08)));

    assertEquals(1, verdict.compared());
  }
}
