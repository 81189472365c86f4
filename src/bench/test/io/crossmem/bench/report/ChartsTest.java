package io.crossmem.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChartsTest {
  private static final int PEERS = 15;
  private static final List<String> KINDS =
      List.of("latency", "relative-to-the-fastest", "bandwidth");

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

  private static Run run(String machine, List<Case> cases) {
    return new Run(Machine.unknown(machine), cases, false);
  }

  private static List<Picture> charts(List<Case> cases) {
    return charts(List.of(run("a machine", cases)), cases.get(0));
  }

  private static List<Picture> charts(List<Run> runs, Case each) {
    return new Charts(runs, new Looks(Charts.drawn(runs)), new Canvas(List.of("foot"))).draw(each);
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
      assertEquals(picture.height(), image.getHeight());
      int[] pixels = image.getRGB(0, 0, Canvas.WIDTH, picture.height(), null, 0, Canvas.WIDTH);
      long colours = IntStream.of(pixels).distinct().count();
      assertTrue(colours > 50, picture.file() + " has " + colours + " colours");
    }
  }

  @Test
  void sixSystemsAreDrawnTheFastestOfEachRole() {
    Map<String, Role> drawn = Selection.of(List.of(busy), Metric.LATENCY);

    assertEquals(
        Set.of("crossmem read", "crossmem messages", "memcpy", "peer 0", "peer 8", "peer 14"),
        drawn.keySet()); // those three are the fastest at the most sizes
  }

  @Test
  void aPeerThatIsTheFastestSomewhereIsDrawnBeforeOneThatIsGoodEverywhere() {
    List<Measured> rows = new ArrayList<>();
    for (int at = 0; at < 8; at++) {
      long size = 8L << at;
      rows.add(Rows.ours(size, 50));
      for (int i = 0; i < 8; i++) {
        String peer = "peer " + i;
        rows.add(
            Rows.of(
                Rows.CASE,
                size,
                peer,
                Role.PEER,
                Metric.LATENCY,
                i == 7 && at == 7 ? 60 : 100 + 10 * i));
      }
    }

    Map<String, Role> drawn = Selection.of(Rows.cases(rows), Metric.LATENCY);

    assertEquals(
        List.of("crossmem", "peer 0", "peer 1", "peer 2", "peer 3", "peer 7"),
        List.copyOf(drawn.keySet()));
  }

  @Test
  void theSelectionLooksAtAllMachines() {
    List<Measured> rows = new ArrayList<>(busy.rows());
    rows.removeIf(row -> row.result().system().equals("peer 14"));
    for (long size : busy.sizes()) {
      rows.add(Rows.of(Rows.CASE, size, "only there", Role.PEER, Metric.LATENCY, 1));
    }

    assertTrue(
        Selection.of(List.of(busy, Rows.cases(rows).get(0)), Metric.LATENCY)
            .containsKey("only there"));
  }

  @Test
  void timeRelativeToTheFastestIsOneForIt() {
    assertEquals(1, Selection.relative(busy, 8, "crossmem messages", Metric.LATENCY).orElseThrow());
    double other = Selection.relative(busy, 8, "crossmem read", Metric.LATENCY).orElseThrow();
    assertEquals(1000.8 / 60.2, other, 1e-9);
    assertEquals(
        other, Selection.relative(busy, 8, "crossmem read", Metric.BANDWIDTH).orElseThrow(), 1e-9);
  }

  @Test
  void noTwoSystemsOfAChartLookAlike() {
    Map<String, Role> drawn = Selection.of(List.of(busy), Metric.LATENCY);
    Looks looks = new Looks(List.of(drawn));

    Set<Object> colours = new HashSet<>();
    Set<Object> lines = new HashSet<>();
    for (String system : drawn.keySet()) {
      Look look = looks.of(system);
      assertTrue(colours.add(look.colour()), system);
      assertTrue(lines.add(look.marker() + Arrays.toString(look.stroke().getDashArray())), system);
    }
  }

  @Test
  void aSystemLooksTheSameInEveryCase() {
    Map<String, Role> one = Map.of("peer 7", Role.PEER);
    Map<String, Role> another = Map.of("peer 6", Role.PEER);
    Looks looks = new Looks(List.of(one, another));

    assertEquals(new Looks(List.of(one)).of("peer 7"), looks.of("peer 7"));
    assertNotEquals(looks.of("peer 6"), looks.of("peer 7"));
  }

  @Test
  void machinesLieAboveEachOther() {
    Run here = run("here", List.of(busy));
    Run there = run("there", List.of(busy));
    Run nothing = run("nothing", List.of());

    int one = charts(List.of(here), busy).get(0).height();
    assertTrue(charts(List.of(here, there), busy).get(0).height() > 1.8 * one);
    assertEquals(one, charts(List.of(here, nothing), busy).get(0).height());
  }

  @Test
  void labelsMakeRoomForEachOtherWithinThePlot() {
    double[] apart = EndLabels.apart(new double[] {20, 100, 101, 102, 398, 399}, 30, 400);

    assertEquals(30, apart[0]);
    assertEquals(100, apart[1]);
    assertEquals(400, apart[5]);
    for (int i = 1; i < apart.length; i++) {
      assertTrue(apart[i] - apart[i - 1] >= 17, Arrays.toString(apart));
    }
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
            Rows.of(Rows.CASE, 64, "crossmem", Role.OURS, Metric.CPU, 2),
            Rows.of(Rows.CASE, 512, "crossmem", Role.OURS, Metric.CPU, 3));

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
