package io.crossmem.bench.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a suite measured in the same way, at one size or at many: a chart's worth. */
record Case(String suite, String name, List<Measured> rows) {

  /** Ascending. */
  List<Long> sizes() {
    return rows.stream().map(row -> row.result().sizeBytes()).distinct().sorted().toList();
  }

  /** In the order in which they were added. */
  Map<String, Role> systems() {
    return systems(rows);
  }

  /** Those that have it. */
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
   * What is looked at first. Latency and bandwidth of one case are the same measurement, so one of
   * them is enough to compare by.
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

  /** The best of a role at a size. */
  Optional<Result> best(long sizeBytes, Role role, Metric metric) {
    return best(sizeBytes, metric, row -> row.role() == role);
  }

  /** The best of the peers in C at a size. */
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
