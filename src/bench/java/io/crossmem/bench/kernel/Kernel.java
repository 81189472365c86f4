package io.crossmem.bench.kernel;

import java.io.IOException;

/**
 * One rank of a program with real communication. {@code src/bench/native/kernels} has the same
 * arithmetic in C.
 */
public interface Kernel {
  /** Resets to the initial state; not timed. */
  void reset() throws IOException;

  /** One iteration, all ranks together. */
  void iterate() throws IOException;

  /**
   * A checksum of the result, computed by all ranks together; not timed.
   *
   * @return the same in every rank, and apart from rounding the same for any number of ranks
   */
  double checksum() throws IOException;
}
