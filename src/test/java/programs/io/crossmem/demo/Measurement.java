package io.crossmem.demo;

import java.util.List;
import java.util.stream.LongStream;

/**
 * The time of one way for one size.
 *
 * @param size bytes of one transfer
 * @param transfers how many were timed
 * @param medianNanos median time
 */
record Measurement(int size, int transfers, long medianNanos) {
  static Measurement of(int size, LongStream nanos) {
    long[] rising = nanos.sorted().toArray();
    return new Measurement(size, rising.length, rising[rising.length / 2]);
  }

  /** Combines turns: the median of their medians, so that a single disturbed turn has no effect. */
  static Measurement ofTurns(List<Measurement> turns) {
    long[] medians = turns.stream().mapToLong(Measurement::medianNanos).sorted().toArray();
    int transfers = turns.stream().mapToInt(Measurement::transfers).sum();
    return new Measurement(turns.get(0).size, transfers, medians[medians.length / 2]);
  }

  /** In GB/s; 1 GB is 10^9 bytes. */
  double bytesPerNano() {
    return (double) size / medianNanos;
  }

  long bytes() {
    return (long) size * transfers;
  }
}
