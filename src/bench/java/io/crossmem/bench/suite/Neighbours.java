package io.crossmem.bench.suite;

import java.io.IOException;

/** The other programs of this machine: whether they disturb. */
interface Neighbours {
  /** From here on they are watched. */
  void watch() throws IOException;

  /** How many processors they kept busy since then; 0 if they took too little to disturb. */
  double busyCores() throws IOException;

  /** Those of this machine. */
  static Neighbours here() {
    return new Neighbours() {
      private ProcessorTimes start;

      @Override
      public void watch() throws IOException {
        start = ProcessorTimes.now();
      }

      @Override
      public double busyCores() throws IOException {
        return disturbing(start, ProcessorTimes.now());
      }
    };
  }

  /**
   * Less than a tenth of a processor is what an idle machine has always to do. Times of processes
   * are rounded to ticks, so that some of those tell nothing.
   */
  static double disturbing(ProcessorTimes start, ProcessorTimes end) {
    final int leastTicks = 5;
    final double leastCores = 0.1;
    long ticks = end.ofOthersSince(start);
    double cores = (double) ticks * ProcessorTimes.TICK_NANOS / (end.nanos() - start.nanos());
    return ticks < leastTicks || cores < leastCores ? 0 : cores;
  }
}
