package io.crossmem.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Columns on a terminal: a row for each size, a time and a speed for each way. */
final class Table {
  private static final String ROW_HEAD = "%7s %6s";
  private static final String CELL = "  %8s %6s";

  private final PrintStream out;

  Table(PrintStream out) {
    this.out = out;
  }

  void printHeader(List<String> ways) {
    StringBuilder names = new StringBuilder(format(ROW_HEAD, "", ""));
    StringBuilder units = new StringBuilder(format(ROW_HEAD, "size", "spans"));
    for (String way : ways) {
      names.append(format("  %15s", way));
      units.append(format(CELL, "time", "GB/s"));
    }
    out.println(names);
    out.println(units);
  }

  /** Begins a row; the cells follow as they are measured. */
  void printRowHead(int size, int spans) {
    out.print(format(ROW_HEAD, bytes(size), spans));
    out.flush();
  }

  void printCell(Measurement cell) {
    out.print(format(CELL, time(cell.medianNanos()), speed(cell.bytesPerNano())));
    out.flush();
  }

  void endRow() {
    out.println();
  }

  static String bytes(long bytes) {
    if (bytes >= 1 << 20) {
      return (bytes >> 20) + " MiB";
    }
    return bytes >= 1 << 10 ? (bytes >> 10) + " KiB" : bytes + " B";
  }

  private static String time(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    return nanos < 1_000_000
        ? threeDigits(nanos / 1e3) + " us"
        : threeDigits(nanos / 1e6) + " ms";
  }

  private static String speed(double gigabytesPerSecond) {
    return gigabytesPerSecond < 0.001 ? "<0.001" : threeDigits(gigabytesPerSecond);
  }

  private static String threeDigits(double value) {
    return format(value < 1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
