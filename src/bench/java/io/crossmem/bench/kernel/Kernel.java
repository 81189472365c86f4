package io.crossmem.bench.kernel;

import java.io.IOException;

/**
 * A program with real communication, as one rank sees it. {@code src/bench/native/kernels} has the
 * same arithmetic in C.
 */
public interface Kernel {
  /** Puts everything back to where it began; not timed. */
  void reset() throws IOException;

  /** One iteration, all ranks together. */
  void iterate() throws IOException;

  /**
   * What shows that the result is right, computed by all ranks together; not timed.
   *
   * @return the same in every rank, and but for rounding the same for any number of ranks
   */
  double checksum() throws IOException;
}
