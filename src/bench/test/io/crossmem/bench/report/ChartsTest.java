package io.crossmem.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChartsTest {
  private static final int PEERS = 15;
  private static final List<String> KINDS = List.of("latency", "bandwidth", "ratio-to-best-peer");

  private final Case busy = busy();

  @BeforeAll
  static void fonts() {
    Requires.that(canDraw(), "needs a font: apt-get install fontconfig fonts-dejavu-core");
  }

  private static boolean canDraw() {
    try {
      return !charts(Rows.cases(Rows.ours(8, 1), Rows.ours(64, 1))).isEmpty();
    } catch (Error e) { // see Report
      return false;
    }
  }

  private static List<Picture> charts(List<Case> cases) {
    return new Charts(new Looks(cases), new Canvas("a machine")).draw(cases.get(0));
  }

  /** Two ways of ours, many peers and a limit, at many sizes. */
  private static Case busy() {
    List<Measured> rows = new ArrayList<>();
    for (long size = 8; size <= 1 << 27; size *= 4) {
      add(rows, size, "crossmem read", Role.OURS, 1000 + size / 10.0);
      add(rows, size, "crossmem messages", Role.OURS, 60 + size / 40.0);
      for (int i = 0; i < PEERS; i++) {
        add(rows, size, "peer " + i, Role.PEER, 100 * (i + 1) + size / (i + 1.0));
      }
      add(rows, size, "memcpy", Role.LIMIT, 5 + size / 50.0);
    }
    return Rows.cases(rows).get(0);
  }

  private static void add(List<Measured> rows, long size, String system, Role role, double nanos) {
    rows.add(Rows.of(Rows.CASE, size, system, role, Metric.LATENCY, nanos));
    rows.add(Rows.of(Rows.CASE, size, system, role, Metric.BANDWIDTH, size / nanos));
  }

  @Test
  void aCaseHasAPictureOfEachKindNamedPlainly() {
    assertEquals(
        KINDS.stream().map(kind -> "copy-4-kib-pages-hot-" + kind + ".png").toList(),
        charts(List.of(busy)).stream().map(Picture::file).toList());
  }

  @Test
  void picturesAreOfTheSizeThatIsPromisedAndNotEmpty() throws IOException {
    for (Picture picture : charts(List.of(busy))) {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png()));

      assertEquals(Canvas.WIDTH, image.getWidth());
      assertEquals(Canvas.HEIGHT, image.getHeight());
      int[] pixels = image.getRGB(0, 0, Canvas.WIDTH, Canvas.HEIGHT, null, 0, Canvas.WIDTH);
      long colours = IntStream.of(pixels).distinct().count();
      assertTrue(colours > 50, picture.file() + " has " + colours + " colours");
    }
  }

  @Test
  void everySystemHasALine() {
    Charts charts = new Charts(new Looks(List.of(busy)), new Canvas("a machine"));

    assertEquals(
        busy.systems().size(), charts.chart(busy, Metric.LATENCY).getSeriesCollection().size());
    int ours = charts.ratioChart(busy, Metric.LATENCY).getSeriesCollection().size();
    assertEquals(2, ours);
  }

  @Test
  void noTwoSystemsOfAChartLookAlike() {
    Looks looks = new Looks(List.of(busy));

    Set<String> seen = new HashSet<>();
    for (String system : busy.systems().keySet()) {
      Look look = looks.of(system);
      assertTrue(seen.add(look.colour() + " " + look.marker()), system);
    }
  }

  @Test
  void aSystemLooksTheSameInEveryCase() {
    Case other = Rows.cases(Rows.of("other", 8, "peer 7", Role.PEER, Metric.LATENCY, 1)).get(0);
    Looks looks = new Looks(List.of(busy, other));

    assertEquals(new Looks(List.of(busy)).of("peer 7"), looks.of("peer 7"));
    assertNotEquals(looks.of("peer 6"), looks.of("peer 7"));
  }

  @Test
  void oneSizeMakesNoLine() {
    assertEquals(List.of(), charts(Rows.cases(Rows.ours(8, 50), Rows.peer(8, 100))));
  }

  @Test
  void zerosAreLeftOutOfALogarithmicPicture() {
    List<Case> cases =
        Rows.cases(
            Rows.of(Rows.CASE, 8, "crossmem", Role.OURS, Metric.CPU, 0),
            Rows.of(Rows.CASE, 64, "crossmem", Role.OURS, Metric.CPU, 2));

    assertEquals(
        Set.of("copy-4-kib-pages-hot-cpu.png"),
        charts(cases).stream().map(Picture::file).collect(Collectors.toSet()));
  }

  @Test
  void anAxisHoldsItsValuesBetweenRoundNumbers() {
    assertEquals(new Axis(50, 20_000, true), Axis.around(List.of(60.0, 900.0, 15_000.0)));
    assertEquals(new Axis(100, 1000, true), Axis.around(List.of(100.0, 1000.0)));
  }

  @Test
  void valuesAboutTheSameHaveALinearAxis() {
    Axis axis = Axis.around(List.of(0.99, 1.1));

    assertTrue(!axis.logarithmic() && axis.min() < 0.99 && axis.min() > 0.9 && axis.max() > 1.1);
  }
}
