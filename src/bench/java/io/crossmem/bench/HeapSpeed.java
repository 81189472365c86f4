package io.crossmem.bench;

import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/** The speed of a heap buffer as a multiple of a direct one's: by turns, over the same memory. */
public final class HeapSpeed {
  private HeapSpeed() {}

  /** Argument: {@code --quick} for fewer turns. */
  public static void main(String[] arguments) throws ProcessMemoryException {
    boolean quick = Arrays.asList(arguments).contains("--quick");
    System.out.printf(
        "%-12s %14s %14s %12s %17s%n", "bytes", "direct GB/s", "heap GB/s", "heap/direct", "10%..90%");
    for (int bytes : new int[] {1 << 20, 4 << 20, 16 << 20, 64 << 20, 256 << 20}) {
      measure(bytes, Math.max(quick ? 10 : 30, (quick ? 1 << 28 : 1 << 30) / bytes));
    }
  }

  private static void measure(int bytes, int turns) throws ProcessMemoryException {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes);
    ByteBuffer heap = ByteBuffer.allocate(bytes);
    double[] nanosDirect = new double[turns];
    double[] nanosHeap = new double[turns];
    double[] ratio = new double[turns];
    try (Program owner = new Program("owner", bytes);
        ProcessMemory process = ProcessMemory.open(owner.pid())) {
      long address = owner.value("address");
      for (int turn = -5; turn < turns; turn++) {
        double inDirect = nanos(process, address, direct);
        double inHeap = nanos(process, address, heap);
        if (turn >= 0) {
          nanosDirect[turn] = inDirect;
          nanosHeap[turn] = inHeap;
          ratio[turn] = inDirect / inHeap;
        }
      }
    }
    if (!heap.flip().equals(direct.flip())) {
      throw new IllegalStateException("the two buffers differ");
    }
    System.out.printf(
        Locale.ROOT,
        "%-12d %14.2f %14.2f %12.2f %8.2f..%7.2f%n",
        bytes,
        bytes / quantile(nanosDirect, 0.5),
        bytes / quantile(nanosHeap, 0.5),
        quantile(ratio, 0.5),
        quantile(ratio, 0.1),
        quantile(ratio, 0.9));
  }

  private static double nanos(ProcessMemory process, long address, ByteBuffer local)
      throws ProcessMemoryException {
    long start = System.nanoTime();
    process.readFully(address, local.clear());
    return System.nanoTime() - start;
  }

  private static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(q * (sorted.length - 1))];
  }
}
