package io.crossmem.bench.report;

import static io.crossmem.bench.report.Rows.cases;
import static io.crossmem.bench.report.Rows.ours;
import static io.crossmem.bench.report.Rows.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static Summary only(Measured... rows) {
    List<Summary> all = Summary.of(cases(rows));
    assertEquals(1, all.size());
    return all.get(0);
  }

  @Test
  void pointsWithinFivePercentAreNobodys() {
    Summary summary =
        only(
            ours(8, 106),
            peer(8, 100),
            ours(64, 104),
            peer(64, 100),
            ours(512, 97),
            peer(512, 100),
            ours(4096, 90),
            peer(4096, 100));

    assertEquals(new Summary("copy", 4, 1, 0, 1), summary);
    assertEquals(
        "copy: at 1 of 4 points a peer is faster by more than 5 % and beyond noise (at 0 a peer in"
            + " C), at 1 crossmem is faster; 2 are equal.",
        summary.sentence());
  }

  @Test
  void pointsWithinNoiseAreNobodys() {
    Measured noisy = Rows.of(Rows.CASE, 8, "crossmem", Role.OURS, Metric.LATENCY, 130, 99, 140);

    assertEquals(new Summary("copy", 1, 0, 0, 0), only(noisy, peer(8, 100)));
  }

  @Test
  void onlyOursAndPeersAreCompared() {
    Measured limit = Rows.of(Rows.CASE, 8, "memcpy", Role.LIMIT, Metric.LATENCY, 5);
    Measured forced = Rows.of(Rows.CASE, 8, "crossmem by split", Role.FORCED, Metric.LATENCY, 5);

    assertEquals(new Summary("copy", 1, 0, 0, 1), only(ours(8, 50), peer(8, 100), limit, forced));
    assertEquals(List.of(), Summary.of(cases(ours(8, 50), limit, forced)));
  }

  @Test
  void peersInCAreCountedApart() {
    Result inC = Rows.of(Rows.CASE, 8, "MPI", Role.PEER, Metric.LATENCY, 90).result();

    assertEquals(
        new Summary("copy", 1, 1, 0, 0),
        only(ours(8, 80), peer(8, 50), new Measured(inC, Role.PEER, true, true)));
    assertEquals(
        new Summary("copy", 1, 1, 1, 0),
        only(ours(8, 100), peer(8, 50), new Measured(inC, Role.PEER, true, true)));
  }

  @Test
  void severalSuitesAreAlsoCountedTogether() {
    Result result = ours(8, 50).result();
    Result other =
        Result.of("message", "rate", 8, "crossmem", Metric.RATE, new double[] {100, 100, 100});
    Result faster =
        Result.of("message", "rate", 8, "ring", Metric.RATE, new double[] {200, 200, 200});
    List<Case> cases =
        cases(
            new Measured(result, Role.OURS, true),
            peer(8, 100),
            new Measured(other, Role.OURS, true),
            new Measured(faster, Role.PEER, true, true));

    assertEquals(
        List.of(
            new Summary("copy", 1, 0, 0, 1),
            new Summary("message", 1, 1, 1, 0),
            new Summary("all", 2, 1, 1, 1)),
        Summary.of(cases));
  }
}
