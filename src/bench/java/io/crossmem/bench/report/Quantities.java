package io.crossmem.bench.report;

import java.util.Arrays;
import java.util.Locale;

/** Formats numbers for people, and computes medians and quantiles. */
public final class Quantities {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB"};
  private static final int THOUSAND = 1000;

  private Quantities() {}

  /** Exact: in the largest unit of which it is a multiple. */
  public static String bytes(long bytes) {
    long value = bytes;
    int unit = 0;
    while (value != 0 && value % 1024 == 0 && unit < BINARY.length - 1) {
      value /= 1024;
      unit++;
    }
    return value + " " + BINARY[unit];
  }

  public static String time(double nanos) {
    return scaled(nanos, " ns", " us", " ms", " s");
  }

  /** {@code 12.3 M}. */
  static String count(double value) {
    return scaled(value, " ", " k", " M", " G");
  }

  /** In the first unit in which the value is below 1000. */
  private static String scaled(double value, String... units) {
    double rest = value;
    int unit = 0;
    while (rest >= 999.5 && unit < units.length - 1) {
      rest /= THOUSAND;
      unit++;
    }
    return threeDigits(rest) + units[unit];
  }

  public static String threeDigits(double value) {
    if (value == 0) {
      return "0";
    }
    return String.format(Locale.ROOT, "%." + decimals(value) + "f", value);
  }

  private static int decimals(double value) {
    if (value < 0.9995) {
      return value < 0.0995 ? 4 : 3;
    }
    return value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  }

  public static double median(double[] values) {
    return quantile(values, 0.5);
  }

  public static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(q * (sorted.length - 1))];
  }
}
