package io.crossmem.bench.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Measurements of a suite that belong in one chart, at one or several sizes. */
record Case(String suite, String name, List<Measured> rows) {

  /** Ascending. */
  List<Long> sizes() {
    return rows.stream().map(row -> row.result().sizeBytes()).distinct().sorted().toList();
  }

  /** In the order in which they were added. */
  Map<String, Role> systems() {
    return systems(rows);
  }

  /** The systems with this metric. */
  Map<String, Role> systems(Metric metric) {
    return systems(of(metric));
  }

  private static Map<String, Role> systems(List<Measured> rows) {
    Map<String, Role> systems = new LinkedHashMap<>();
    rows.forEach(row -> systems.putIfAbsent(row.result().system(), row.role()));
    return systems;
  }

  List<Metric> metrics() {
    return Arrays.stream(Metric.values()).filter(metric -> !of(metric).isEmpty()).toList();
  }

  /**
   * The most important metric. Latency and bandwidth of a case come from the same measurement, so
   * one of them is enough for comparisons.
   */
  Optional<Metric> speed() {
    return metrics().stream().filter(Metric::isSpeed).findFirst();
  }

  List<Measured> of(Metric metric) {
    return rows.stream().filter(row -> row.result().metric() == metric).toList();
  }

  Optional<Result> at(long sizeBytes, String system, Metric metric) {
    return of(metric).stream()
        .map(Measured::result)
        .filter(result -> result.sizeBytes() == sizeBytes && result.system().equals(system))
        .findFirst();
  }

  /** The best result of a role at a size. */
  Optional<Result> best(long sizeBytes, Role role, Metric metric) {
    return best(sizeBytes, metric, row -> row.role() == role);
  }

  /** The best result of the peers in C at a size. */
  Optional<Result> bestPeerInC(long sizeBytes, Metric metric) {
    return best(sizeBytes, metric, row -> row.role() == Role.PEER && row.inC());
  }

  private Optional<Result> best(long sizeBytes, Metric metric, Predicate<Measured> wanted) {
    return of(metric).stream()
        .filter(row -> wanted.test(row) && row.result().sizeBytes() == sizeBytes)
        .map(Measured::result)
        .reduce((a, b) -> metric.isBetter(b.median(), a.median()) ? b : a);
  }
}
