package io.crossmem.bench.cold;

import java.io.IOException;

/**
 * Times of round trips by the age of the process: the median from each age to twice that age. Times
 * are counted in classes, 32 for each power of two, so that nothing is allocated. {@code
 * src/bench/native/cold/age_times.c} is the same in C.
 */
public final class AgeTimes {
  /** The first age. */
  public static final long FIRST_NANOS = 62_500_000;

  /** Number of ages, each twice the previous one. */
  public static final int AGES = 6;

  private static final int FINE = 32; // classes for each power of two
  private static final int FINE_BITS = 5;
  private static final int CLASSES = 40 * FINE;

  private final long start; // of the process, by System.nanoTime
  private final int[][] counts = new int[AGES][CLASSES];
  private long first; // age when the first message had returned

  AgeTimes(long start) {
    this.start = start;
  }

  /**
   * For this process: {@code CROSSMEM_BENCH_START} has its start time, in the format of bash's
   * EPOCHREALTIME.
   */
  static AgeTimes sinceStart() throws IOException {
    String start = System.getenv("CROSSMEM_BENCH_START");
    if (start == null) {
      throw new IOException("CROSSMEM_BENCH_START is not set");
    }
    long startMicros = Long.parseLong(start.replace(".", ""));
    long ageNanos = 1000 * (1000 * System.currentTimeMillis() - startMicros);
    return new AgeTimes(System.nanoTime() - ageNanos);
  }

  /** The age at a time. */
  long age(long now) {
    return now - start;
  }

  /** Adds a round trip that ended at a time. */
  void add(long end, long nanos) {
    long age = end - start;
    if (first == 0) {
      first = age;
    }
    if (age >= FIRST_NANOS) {
      int power = 63 - Long.numberOfLeadingZeros(age / FIRST_NANOS);
      counts[Math.min(power, AGES - 1)][classOf(nanos)]++;
    }
  }

  private static int classOf(long nanos) {
    int power = 63 - Long.numberOfLeadingZeros(nanos | 1);
    int shift = Math.max(0, power - FINE_BITS);
    return Math.min(CLASSES - 1, shift * FINE + (int) (nanos >>> shift));
  }

  /** The middle of a class. */
  private static double nanos(int number) {
    int shift = Math.max(0, number / FINE - 1);
    return (number - shift * FINE + 0.5) * (1L << shift);
  }

  /**
   * {@code first NANOS}, then for each age with times {@code age NUMBER NANOS}: half of the median.
   */
  String lines() {
    StringBuilder lines = new StringBuilder("first " + first + "\n");
    for (int age = 0; age < AGES; age++) {
      long left = 0;
      for (int count : counts[age]) {
        left += count;
      }
      if (left > 0) {
        lines.append("age ").append(age).append(' ').append(median(age, left) / 2).append('\n');
      }
    }
    return lines.toString();
  }

  private double median(int age, long total) {
    int number = 0;
    for (long seen = counts[age][0]; 2 * seen < total; seen += counts[age][number]) {
      number++;
    }
    return nanos(number);
  }
}
