package io.crossmem.bench.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeTimesTest {
  private static final long START = 1_000_000_000_000L;

  private final AgeTimes times = new AgeTimes(START);

  private void add(double ageSeconds, long nanos) {
    times.add(START + (long) (ageSeconds * 1e9), nanos);
  }

  private List<String> lines() {
    return times.lines().lines().toList();
  }

  private double nanosOf(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void ageIsTheOneThatTheRoundTripEndedInAndOlderOnesBelongToTheLast() {
    add(0.0626, 1000);
    add(0.1249, 1000);
    add(0.125, 1000);
    add(1.99, 1000);
    add(2.1, 1000);
    add(9, 1000);

    assertEquals(
        List.of("age 0", "age 1", "age 4", "age 5"),
        lines().stream().skip(1).map(line -> line.substring(0, line.lastIndexOf(' '))).toList());
  }

  @Test
  void firstMessageIsRememberedEvenOfAProcessTooYoungForAnAge() {
    add(0.01, 500_000);
    add(0.02, 500_000);

    assertEquals(List.of("first 10000000"), lines());
  }

  /** Half of the median of 7 round trips, of which 3 were slow. */
  @Test
  void stragglersDoNotMoveTheMedian() {
    for (int i = 0; i < 4; i++) {
      add(0.3, 2000);
    }
    for (int i = 0; i < 3; i++) {
      add(0.3, 50_000_000);
    }

    assertEquals(1000, nanosOf(lines().get(1)), 1000 / 32.0);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 31, 32, 33, 63, 64, 65, 511, 1_000_003, 40_000_000_000L})
  void timeIsKeptToWithinThreePercent(long nanos) {
    add(0.3, nanos);

    double kept = 2 * nanosOf(lines().get(1));
    assertTrue(Math.abs(kept - nanos) <= Math.max(1, nanos / 32.0), nanos + " became " + kept);
  }
}
