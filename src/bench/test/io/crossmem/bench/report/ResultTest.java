package io.crossmem.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ResultTest {
  @Test
  void whatCsvSaysIsReadAgain() {
    Result result =
        new Result(
            "copy", "4 KiB pages, \"hot\"", 8, "a, b", Metric.CPU, 0.001234, 1e-7, 123456, 21);

    assertEquals(result, Result.parse(result.csv()));
  }

  @Test
  void csvHasTheColumnsOfItsHeaderAndQuotesOnlyWhatNeedsIt() {
    Result result =
        new Result(
            "copy", "4 KiB pages, hot", 4096, "crossmem", Metric.LATENCY, 900, 899.5, 1e9, 5);

    assertEquals(
        "copy,\"4 KiB pages, hot\",4096,crossmem,latency,ns,900,899.5,1000000000,5", result.csv());
    assertEquals(Csv.fields(Result.HEADER).size(), Csv.fields(result.csv()).size());
  }

  @Test
  void aNameWithALineBreakIsRefused() {
    Result result = new Result("copy", "a\nb", 8, "crossmem", Metric.CPU, 1, 1, 1, 1);

    assertThrows(IllegalArgumentException.class, result::csv);
  }

  @Test
  void anotherUnitThanTheMetricsIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Result.parse("copy,hot,8,crossmem,latency,us,1,1,1,1"));
  }

  @Test
  void notANumberIsRefused() {
    assertRefused(Double.NaN, 1, 2, 1);
    assertRefused(1, Double.NaN, 2, 1);
    assertRefused(1, 1, Double.NaN, 1);
    assertRefused(1, 1, Double.POSITIVE_INFINITY, 1);
  }

  @Test
  void aMedianOutsideOfTheRunsIsRefused() {
    assertRefused(3, 1, 2, 21);
    assertRefused(0.5, 1, 2, 21);
  }

  @Test
  void negativeNumbersAndNoRunsAreRefused() {
    assertRefused(-1, -1, -1, 21);
    assertRefused(1, 1, 1, 0);
  }

  private static void assertRefused(double median, double min, double max, int runs) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Result("copy", "hot", 8, "crossmem", Metric.LATENCY, median, min, max, runs));
  }

  @Test
  void turnsBecomeTheirMedianAndTheirEnds() {
    Result result =
        Result.of("copy", "hot", 8, "crossmem", Metric.LATENCY, new double[] {5, 1, 9, 2, 3});

    assertEquals(3, result.median());
    assertEquals(1, result.min());
    assertEquals(9, result.max());
    assertEquals(5, result.runs());
    assertTrue(result.csv().endsWith(",3,1,9,5"));
  }
}
