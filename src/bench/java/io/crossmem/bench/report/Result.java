package io.crossmem.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * One row of results.csv: a measurement of a system in a case at a size.
 *
 * @param caze the exercise and the kind of memory: "one way, 4 KiB pages, hot"
 * @param sizeBytes of one message; 0 if nothing is sent
 * @param median over the runs, in the metric's unit
 * @param min of the runs
 * @param max of the runs
 * @param runs number of measured turns
 */
public record Result(
    String suite,
    String caze,
    long sizeBytes,
    String system,
    Metric metric,
    double median,
    double min,
    double max,
    int runs) {

  static final String HEADER = "suite,case,size_bytes,system,metric,unit,median,min,max,runs";

  static final int COLUMNS = 10;
  private static final MathContext SIX_DIGITS = new MathContext(6);

  public Result {
    require(!suite.isBlank() && !caze.isBlank() && !system.isBlank(), "a name is missing", system);
    require(sizeBytes >= 0 && runs >= 1, "a negative size or no runs", system);
    require(min >= 0 && Double.isFinite(max), "not a valid number: " + min + " .. " + max, system);
    require(min <= median && median <= max, median + " is not in " + min + " .. " + max, system);
  }

  /** From the values of each turn. */
  public static Result of(
      String suite, String caze, long sizeBytes, String system, Metric metric, double[] turns) {
    return new Result(
        suite,
        caze,
        sizeBytes,
        system,
        metric,
        Quantities.median(turns),
        Quantities.quantile(turns, 0),
        Quantities.quantile(turns, 1),
        turns.length);
  }

  /** For people. */
  String size() {
    return sizeBytes == 0 ? "nothing" : Quantities.bytes(sizeBytes);
  }

  /** Numbers are rounded to six digits, which is more than their precision. */
  String csv() {
    return Csv.line(
        List.of(
            suite,
            caze,
            Long.toString(sizeBytes),
            system,
            metric.label(),
            metric.unit(),
            rounded(median),
            rounded(min),
            rounded(max),
            Integer.toString(runs)));
  }

  public static Result parse(String line) {
    return of(Csv.fields(line), line);
  }

  /** {@code line}: the line of these fields, for the message. */
  static Result of(List<String> fields, String line) {
    require(fields.size() == COLUMNS, "not " + COLUMNS + " columns", line);
    Metric metric = Metric.parse(fields.get(4));
    require(metric.unit().equals(fields.get(5)), metric.label() + " is in " + metric.unit(), line);
    return new Result(
        fields.get(0),
        fields.get(1),
        Long.parseLong(fields.get(2)),
        fields.get(3),
        metric,
        Double.parseDouble(fields.get(6)),
        Double.parseDouble(fields.get(7)),
        Double.parseDouble(fields.get(8)),
        Integer.parseInt(fields.get(9)));
  }

  private static String rounded(double value) {
    return BigDecimal.valueOf(value).round(SIX_DIGITS).stripTrailingZeros().toPlainString();
  }

  private static void require(boolean condition, String complaint, String where) {
    if (!condition) {
      throw new IllegalArgumentException(complaint + ": " + where);
    }
  }
}
