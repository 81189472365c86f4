package io.crossmem.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The other programs of this machine: whether they disturb. */
interface Neighbours {
  /** From here on they are watched. */
  void watch() throws IOException;

  /**
   * How many processors they kept busy since they were last asked for; 0 if too little to disturb.
   */
  double busyCores() throws IOException;

  /** Those of this machine; of none where its kernel does not tell what threads take. */
  static Neighbours here() {
    return Files.isReadable(Path.of("/proc/self/schedstat")) ? new OfThisMachine() : new Unknown();
  }

  /** What they took between two moments. */
  final class OfThisMachine implements Neighbours {
    /**
     * An idle machine, too, has something to do; and the kernel counts in hundredths of a second.
     */
    private static final double LEAST_CORES = 0.1;

    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private ProcessorTimes start;

    @Override
    public void watch() throws IOException {
      start = ProcessorTimes.now();
    }

    @Override
    public double busyCores() throws IOException {
      ProcessorTimes end = ProcessorTimes.now();
      double cores = disturbing(start, end);
      start = end;
      return cores;
    }

    static double disturbing(ProcessorTimes start, ProcessorTimes end) {
      long nanos = end.ofOthersSince(start);
      double cores = (double) nanos / (end.moment() - start.moment());
      return nanos < LEAST_NANOS || cores < LEAST_CORES ? 0 : cores;
    }
  }

  /** Nothing is known of them. */
  final class Unknown implements Neighbours {
    @Override
    public void watch() {}

    @Override
    public double busyCores() {
      return 0;
    }
  }
}
