package io.crossmem.demo;

import java.util.Arrays;

/**
 * What one way took for one size.
 *
 * @param nanos each transfer's time, by rising time
 */
record Measurement(int size, long[] nanos) {
  Measurement {
    Arrays.sort(nanos);
  }

  long medianNanos() {
    return nanos[nanos.length / 2];
  }

  /** GB/s, a GB being 10^9 bytes. */
  double bytesPerNano() {
    return (double) size / medianNanos();
  }

  int transfers() {
    return nanos.length;
  }

  long bytes() {
    return (long) size * nanos.length;
  }
}
