package io.crossmem.bench.report;

import static io.crossmem.bench.report.Rows.cases;
import static io.crossmem.bench.report.Rows.ours;
import static io.crossmem.bench.report.Rows.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegretTest {
  private static Measured by(String protocol, long size, double nanos) {
    return Rows.of(Rows.CASE, size, "crossmem by " + protocol, Role.FORCED, Metric.LATENCY, nanos);
  }

  private static final List<Case> CASES =
      cases(
          ours(8, 40),
          ours(1 << 16, 110),
          Rows.of(Rows.CASE, 1 << 16, "crossmem array", Role.OURS, Metric.LATENCY, 10),
          by("read", 1 << 16, 100),
          by("split", 1 << 16, 130),
          ours(1 << 20, 150),
          by("read", 1 << 20, 200),
          by("split", 1 << 20, 100),
          ours(1 << 22, 90),
          by("read", 1 << 22, 100),
          peer(1 << 22, 80));

  @Test
  void whatWasChosenIsComparedWithTheBestProtocolAtEachSizeTheWorstFirst() {
    List<Regret> regrets = Regret.of(CASES);

    assertEquals(List.of("split", "read", "read"), regrets.stream().map(Regret::protocol).toList());
    assertEquals(
        List.of(1.5, 1.1, 0.9), regrets.stream().map(each -> each.ratio().median()).toList());
  }

  @Test
  void medianAndWorstAreSaid() {
    assertEquals(
        "Time with the chosen protocol, relative to the best one, forced: median 1.10, worst 1.50,"
            + " of 3.",
        Regret.sentence(Regret.of(CASES)));
    assertTrue(
        VerdictText.of(CASES)
            .contains("  1.50  4 KiB pages, hot, 1 MiB: 150 ns, split 100 ns\n  1.10  "));
  }

  @Test
  void whereNothingWasForcedNothingIsSaid() {
    List<Case> cases = cases(ours(8, 50), peer(8, 100));

    assertEquals(List.of(), Regret.of(cases));
    assertFalse(VerdictText.of(cases).contains("Regret"));
  }
}
