package io.crossmem.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class AgeChartsTest {
  private static final double[] AGES = {0.0625, 0.5, 2};

  private final List<Case> cases = cases();

  private static List<Case> cases() {
    List<Measured> rows = new ArrayList<>();
    for (double age : AGES) {
      String name = Ages.name("half round trip", age);
      rows.add(Rows.of(name, 8, "crossmem", Role.OURS, Metric.LATENCY, 1000 / age));
      if (age > 0.1) { // it took longer to begin
        rows.add(Rows.of(name, 8, "socket", Role.PEER, Metric.LATENCY, 5000));
      }
    }
    rows.add(Rows.of(Ages.name("another", 1), 8, "crossmem", Role.OURS, Metric.LATENCY, 7));
    rows.add(Rows.ours(8, 50));
    return Rows.cases(rows);
  }

  @Test
  void caseTellsItsAge() {
    assertEquals(OptionalDouble.of(0.0625), Ages.of(cases.get(0)));
    assertEquals(OptionalDouble.of(2), Ages.of(cases.get(2)));
    assertEquals(OptionalDouble.empty(), Ages.of(cases.get(4)));
  }

  @Test
  void seriesAreTheCasesThatDifferInAgeOnly() {
    assertEquals(cases.subList(0, 3), Ages.series(cases.get(1), cases));
  }

  @Test
  void systemHasALineOfTheAgesAtWhichItHadMessages() {
    Looks looks = new Looks(List.of(AgeCharts.drawn(cases)));
    AgeCharts charts = new AgeCharts(looks, new Canvas(List.of("a machine")));

    XYChart chart = charts.chart(cases.subList(0, 3), 8, Result::median);

    double[] ours = chart.getSeries("crossmem").getXData();
    double[] socket = chart.getSeries("socket").getXData();
    assertEquals(List.of(-4.0, -1.0, 1.0), List.of(ours[0], ours[1], ours[2]));
    assertEquals(2, socket.length);
  }
}
