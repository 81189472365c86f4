package io.crossmem.bench.message;

import java.util.Arrays;
import java.util.Locale;

/** Numbers as people read them, and what is in the middle of many. */
final class Quantities {
  private Quantities() {}

  static String bytes(long bytes) {
    if (bytes >= 1 << 20) {
      return (bytes >> 20) + " MiB";
    }
    return bytes >= 1 << 10 ? (bytes >> 10) + " KiB" : bytes + " B";
  }

  static String time(double nanos) {
    if (nanos < 1e3) {
      return threeDigits(nanos) + " ns";
    }
    return nanos < 1e6 ? threeDigits(nanos / 1e3) + " us" : threeDigits(nanos / 1e6) + " ms";
  }

  static String threeDigits(double value) {
    return String.format(
        Locale.ROOT,
        value < 1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f",
        value);
  }

  static double median(double[] values) {
    return quantile(values, 0.5);
  }

  static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(q * (sorted.length - 1))];
  }
}
