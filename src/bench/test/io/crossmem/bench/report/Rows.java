package io.crossmem.bench.report;

import java.util.List;

/** Rows as a suite would hand them in. */
final class Rows {
  static final String SUITE = "copy";
  static final String CASE = "4 KiB pages, hot";

  private Rows() {}

  static Measured ours(long size, double nanos) {
    return of(CASE, size, "crossmem", Role.OURS, Metric.LATENCY, nanos);
  }

  static Measured peer(long size, double nanos) {
    return of(CASE, size, "socket", Role.PEER, Metric.LATENCY, nanos);
  }

  /** Verified; its runs lie within a hundredth of the median. */
  static Measured of(
      String caze, long size, String system, Role role, Metric metric, double median) {
    return of(caze, size, system, role, metric, median, 0.99 * median, 1.01 * median);
  }

  static Measured of(
      String caze,
      long size,
      String system,
      Role role,
      Metric metric,
      double median,
      double min,
      double max) {
    return new Measured(
        new Result(SUITE, caze, size, system, metric, median, min, max, 21), role, true);
  }

  static List<Case> cases(Measured... rows) {
    return cases(List.of(rows));
  }

  static List<Case> cases(List<Measured> rows) {
    Results results = new Results();
    results.add(rows);
    return results.cases();
  }
}
