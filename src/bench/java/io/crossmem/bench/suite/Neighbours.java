package io.crossmem.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The other programs on this machine, which may disturb measurements. */
interface Neighbours {
  /** Starts watching them. */
  void watch() throws IOException;

  /** How many processors they have used since the last call; 0 if too little to disturb. */
  double busyCores() throws IOException;

  /** Those of this machine; unknown if the kernel does not report the times of threads. */
  static Neighbours here() {
    return Files.isReadable(Path.of("/proc/self/schedstat")) ? new OfThisMachine() : new Unknown();
  }

  /** Their processor time between two calls. */
  final class OfThisMachine implements Neighbours {
    /** Even an idle machine uses some time, and the kernel counts in hundredths of a second. */
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

  /** Their processor time is not known. */
  final class Unknown implements Neighbours {
    @Override
    public void watch() {}

    @Override
    public double busyCores() {
      return 0;
    }
  }
}
