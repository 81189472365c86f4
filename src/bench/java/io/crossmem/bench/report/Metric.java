package io.crossmem.bench.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * The meaning of a number. The first four are measures of speed: a case is compared by the first of
 * them that it has.
 */
public enum Metric {
  LATENCY("ns", true, "Time"),
  BANDWIDTH("GB/s", false, "Bandwidth, GB/s"),
  RATE("messages/s", false, "Messages per second"),
  RATIO("1", true, "Time relative to C"),
  CPU("s/GB", true, "CPU seconds per GB"),
  ALLOCATED("B", true, "Java heap allocated per message"),
  IDLE("%", true, "CPU time while waiting, % of a core");

  static final String RELATIVE = "Time relative to the fastest";

  private final String unit;
  private final boolean lowerIsBetter;
  private final String title;

  Metric(String unit, boolean lowerIsBetter, String title) {
    this.unit = unit;
    this.lowerIsBetter = lowerIsBetter;
    this.title = title;
  }

  static Metric parse(String label) {
    return Arrays.stream(values())
        .filter(metric -> metric.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such metric: " + label));
  }

  /** The name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The unit of the numbers in files. 1 GB is 10^9 bytes. */
  public String unit() {
    return unit;
  }

  public boolean lowerIsBetter() {
    return lowerIsBetter;
  }

  /** For people, as a heading. */
  public String title() {
    return title;
  }

  boolean isSpeed() {
    return this != CPU && this != ALLOCATED && this != IDLE;
  }

  /** Heap allocations are usually 0, which a logarithmic axis cannot show; waiting has no size. */
  boolean isDrawn() {
    return this != ALLOCATED && this != IDLE;
  }

  /** For people, with its unit. */
  public String format(double value) {
    return switch (this) {
      case LATENCY -> Quantities.time(value);
      case BANDWIDTH -> Quantities.threeDigits(value) + " GB/s";
      case RATE -> Quantities.count(value) + "/s";
      case RATIO -> Quantities.threeDigits(value);
      case CPU -> Quantities.threeDigits(value) + " s/GB";
      case ALLOCATED -> Quantities.threeDigits(value) + " B";
      case IDLE -> Quantities.threeDigits(value) + " %";
    };
  }

  /** For people, without the unit if {@link #heading} has it. */
  String formatShort(double value) {
    return this == LATENCY || this == RATE ? format(value) : Quantities.threeDigits(value);
  }

  /** The heading of a column. */
  String heading() {
    return switch (this) {
      case LATENCY, RATE, RATIO -> label();
      case BANDWIDTH -> unit;
      case CPU -> "CPU s/GB";
      case ALLOCATED -> "heap B";
      case IDLE -> "% of a core";
    };
  }

  /** For an axis of round numbers. */
  String tick(double value) {
    String shorter = formatShort(value).replaceFirst("(\\.\\d*?)0+(?!\\d)", "$1");
    return shorter.replaceFirst("\\.(?!\\d)", "").replace(" us", " µs");
  }

  /** The better of two medians. */
  boolean isBetter(double one, double other) {
    return lowerIsBetter ? one < other : one > other;
  }
}
