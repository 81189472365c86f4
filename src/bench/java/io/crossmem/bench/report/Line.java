package io.crossmem.bench.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A system in a chart. The logarithms of sizes are drawn, since sizes are powers of two: so the
 * ticks are at round sizes.
 */
record Line(String system, List<Double> logSizes, List<Double> values) {

  static Line of(Case all, String system, Metric metric) {
    List<Result> results =
        all.of(metric).stream()
            .map(Measured::result)
            .filter(result -> result.system().equals(system))
            .toList();
    return of(system, results, Result::sizeBytes, Result::median);
  }

  /** The time of a system relative to the fastest. */
  static Line relative(Case all, String system, Metric metric) {
    List<Long> sizes =
        all.sizes().stream()
            .filter(size -> Selection.relative(all, size, system, metric).isPresent())
            .toList();
    return of(
        system,
        sizes,
        Long::doubleValue,
        size -> Selection.relative(all, size, system, metric).orElseThrow());
  }

  /** Zero has no logarithm, so it is left out. */
  private static <T> Line of(
      String system, List<T> points, ToDoubleFunction<T> size, ToDoubleFunction<T> value) {
    List<T> drawable =
        points.stream()
            .filter(point -> size.applyAsDouble(point) > 0 && value.applyAsDouble(point) > 0)
            .toList();
    return new Line(
        system,
        drawable.stream().map(point -> Math.log(size.applyAsDouble(point)) / Math.log(2)).toList(),
        drawable.stream().map(value::applyAsDouble).toList());
  }

  boolean isEmpty() {
    return values.isEmpty();
  }
}
