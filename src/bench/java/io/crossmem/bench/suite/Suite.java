package io.crossmem.bench.suite;

import io.crossmem.bench.report.Measured;
import io.crossmem.bench.report.Metric;
import io.crossmem.bench.report.Quantities;
import io.crossmem.bench.report.Report;
import io.crossmem.bench.report.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The common part of the suites: converts turns to rows. */
final class Suite {
  static final int KIB = 1 << 10;
  static final int MIB = 1 << 20;

  private static final int LEAST_BYTES_FOR_CPU = 4 << 10; // below, reading it costs more

  private static final int TINY_SIZES = 2;
  private static final Pattern ONLY =
      Pattern.compile(System.getProperty("crossmem.bench.only", ""));

  private final String name;
  private final Report report;
  private final Pace pace;

  Suite(String name, Report report, Pace pace) {
    this.name = name;
    this.report = report;
    this.pace = pace;
  }

  Report report() {
    return report;
  }

  Contest contest() {
    return new Contest(report, pace);
  }

  boolean isQuick() {
    return !pace.equals(Pace.FULL);
  }

  /** All sizes in a full run, only some in a quick run. */
  int[] sizes(int[] full, int... quick) {
    if (pace.equals(Pace.TINY)) {
      return Arrays.copyOf(quick, Math.min(quick.length, TINY_SIZES));
    }
    return isQuick() ? quick : full;
  }

  void begin(int points, List<String> howMeasured) {
    report.suite(name, points, howMeasured);
  }

  /** Whether the point is selected: its case and size match the pattern of --only. */
  private static boolean isWanted(Point point) {
    return ONLY.matcher(point.name() + ", " + Quantities.bytes(point.bytes())).find();
  }

  /** Measures a point with one-way messages, and the processor time of only the transfers. */
  void copy(Contest contest, Point point) throws IOException {
    if (!isWanted(point)) {
      return;
    }
    report.next(point.name(), point.bytes());
    List<Series> timed = contest.compare(point);
    List<Measured> rows = new ArrayList<>();
    for (Series series : timed) {
      rows.add(row(series, point, Metric.LATENCY, series.nanos()));
      rows.add(row(series, point, Metric.BANDWIDTH, bandwidth(series, point)));
    }
    if (point.bytes() >= LEAST_BYTES_FOR_CPU) {
      for (Series series : contest.processorTurns(timed, point)) {
        rows.add(row(series, point, Metric.CPU, series.cpuSecondsPerGigabyte()));
      }
    }
    report.add(rows);
  }

  /** Measures a point whose metrics all come from the same turns. */
  void measure(Contest contest, Point point, List<Metric> metrics) throws IOException {
    if (!isWanted(point)) {
      return;
    }
    report.next(point.name(), point.bytes());
    List<Measured> rows = new ArrayList<>();
    for (Series series : contest.compare(point)) {
      for (Metric metric : metrics) {
        rows.add(row(series, point, metric, values(series, point, metric)));
      }
    }
    report.add(rows);
  }

  /** Measures which part of a core each system uses while one rank waits in a receive. */
  void waiting(Contest contest, int millis) throws IOException {
    Point point = Point.hot("waiting in a receive", "idle", "plain", Long.BYTES);
    if (!isWanted(point)) {
      return;
    }
    report.next(point.name(), point.bytes());
    List<Measured> rows = new ArrayList<>();
    for (Series series : contest.once(point, millis)) {
      rows.add(row(series, point, Metric.IDLE, series.coresPercent()));
    }
    report.add(rows);
  }

  private static double[] values(Series series, Point point, Metric metric) {
    return switch (metric) {
      case LATENCY -> series.nanos();
      case BANDWIDTH -> bandwidth(series, point);
      case RATE -> inverse(series.nanos(), 1e9);
      case CPU -> series.cpuSecondsPerGigabyte();
      case ALLOCATED -> series.allocated();
      case IDLE -> series.coresPercent();
      case RATIO -> throw new IllegalArgumentException("no ratio is measured here");
    };
  }

  /** Bytes per nanosecond, which are GB/s. */
  private static double[] bandwidth(Series series, Point point) {
    return inverse(series.nanos(), point.bytes());
  }

  private static double[] inverse(double[] nanos, double dividend) {
    double[] result = new double[nanos.length];
    for (int i = 0; i < nanos.length; i++) {
      result[i] = dividend / nanos[i];
    }
    return result;
  }

  private Measured row(Series series, Point point, Metric metric, double[] values) {
    int bytes = point.exercise().equals("barrier") ? 0 : point.bytes();
    Result result = Result.of(name, point.name(), bytes, series.contender().name(), metric, values);
    boolean inC = !series.contender().compiles();
    return new Measured(result, series.contender().role(), inC, series.isVerified());
  }
}
