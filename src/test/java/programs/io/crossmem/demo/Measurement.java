package io.crossmem.demo;

import java.util.List;
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

  /**
   * Of turns at the same: the middle of their medians, so that one that was disturbed is no harm.
   */
  static Measurement ofTurns(List<Measurement> turns) {
    long[] medians = turns.stream().mapToLong(Measurement::medianNanos).sorted().toArray();
    int transfers = turns.stream().mapToInt(Measurement::transfers).sum();
    return new Measurement(turns.get(0).size, transfers, medians[medians.length / 2]);
  }

  /** GB/s, a GB being 10^9 bytes. */
  double bytesPerNano() {
    return (double) size / medianNanos;
  }

  long bytes() {
    return (long) size * transfers;
  }
}
