package io.crossmem.bench.report;

import java.util.Comparator;
import java.util.List;

/**
 * The y axis of a chart. It is logarithmic, begins and ends at 1, 2 or 5 times a power of ten, and
 * only as many ticks have labels as fit. If all values are similar, it is linear.
 */
record Axis(double min, double max, boolean logarithmic) {
  private static final double SAME = 2.5;
  private static final double ROUNDING = 1e-9;

  /** An axis for all of the values, or for 1 if there are none. */
  static Axis around(List<Double> values) {
    double smallest = values.stream().min(Comparator.naturalOrder()).orElse(1.0);
    double largest = values.stream().max(Comparator.naturalOrder()).orElse(1.0);
    if (largest < SAME * smallest) {
      double margin = 0.05 * (largest - smallest) + 0.01 * largest;
      return new Axis(smallest - margin, largest + margin, false);
    }
    return new Axis(below(smallest), above(largest), true);
  }

  private static double below(double value) {
    double decade = decade(value);
    double digit = value / decade + ROUNDING;
    return decade * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
  }

  private static double above(double value) {
    double decade = decade(value);
    double digit = value / decade - ROUNDING;
    return decade * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  private static double decade(double value) {
    return Math.pow(10, Math.floor(Math.log10(value) + ROUNDING));
  }

  /** Whether a tick has a label. Ticks of a logarithmic axis are 1 to 9 times a power of ten. */
  boolean labels(double tick) {
    long digit = Math.round(tick / decade(tick));
    double decades = Math.log10(max / min);
    return !logarithmic || digit == 1 || (decades < 4 && (digit == 2 || digit == 5));
  }
}
