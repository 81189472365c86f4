package io.crossmem.demo;

import java.util.stream.LongStream;

/**
 * What one way took for one size.
 *
 * @param size bytes of one transfer
 * @param transfers how many were timed
 * @param medianNanos time of the one in the middle
 */
record Measurement(int size, int transfers, long medianNanos) {
  static Measurement of(int size, LongStream nanos) {
    long[] rising = nanos.sorted().toArray();
    return new Measurement(size, rising.length, rising[rising.length / 2]);
  }

  /** GB/s, a GB being 10^9 bytes. */
  double bytesPerNano() {
    return (double) size / medianNanos;
  }

  long bytes() {
    return (long) size * transfers;
  }
}
