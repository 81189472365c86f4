package io.crossmem.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Columns on a terminal: a row for each size, a time and a speed for each way. */
final class Table {
  private static final String ROW_HEAD = "%7s";
  private static final String CELL = "  %8s %6s";

  private final PrintStream out;
  private final List<String> rowHead;

  /**
   * A table that is not printed yet.
   *
   * @param rowHead headings of the first columns
   */
  Table(PrintStream out, String... rowHead) {
    this.out = out;
    this.rowHead = List.of(rowHead);
  }

  /** Prints a line above the measured columns. */
  void printNames(List<String> names) {
    out.print(format(ROW_HEAD, "").repeat(rowHead.size()));
    names.forEach(name -> out.print(format("  %15s", name)));
    out.println();
  }

  /** Prints the last line of the heading, for a number of columns. */
  void printUnits(int columns) {
    rowHead.forEach(name -> out.print(format(ROW_HEAD, name)));
    out.println(format(CELL, "time", "GB/s").repeat(columns));
  }

  /** Begins a row; the cells follow when they are measured. */
  void printRowHead(Object... values) {
    for (Object value : values) {
      out.print(format(ROW_HEAD, value));
    }
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
    return nanos < 1_000_000 ? threeDigits(nanos / 1e3) + " us" : threeDigits(nanos / 1e6) + " ms";
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
