package io.crossmem.cli;

import java.io.IOException;
import java.util.Arrays;

/**
 * Times a copy: the median over slices of a few milliseconds, so that other programs disturb it
 * little.
 */
final class CopyTimer {
  private static final long SLICE_NANOS = 5_000_000;
  private static final int LEAST_SLICES = 3;

  private CopyTimer() {}

  /** One copy. */
  interface Copy {
    void run() throws IOException;
  }

  /** Nanoseconds per copy; a part of the given time is used for warming up. */
  static double nanos(Copy copy, double seconds) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    slice(copy, (long) (seconds * 1e9 / 5));
    double[] slices = new double[LEAST_SLICES];
    int count = 0;
    while (count < LEAST_SLICES || System.nanoTime() < end) {
      if (count == slices.length) {
        slices = Arrays.copyOf(slices, 2 * count);
      }
      slices[count++] = slice(copy, SLICE_NANOS);
    }
    Arrays.sort(slices, 0, count);
    return slices[count / 2];
  }

  private static double slice(Copy copy, long nanos) throws IOException {
    long start = System.nanoTime();
    long now;
    int copies = 0;
    do {
      copy.run();
      copies++;
      now = System.nanoTime();
    } while (now - start < nanos);
    return (double) (now - start) / copies;
  }
}
