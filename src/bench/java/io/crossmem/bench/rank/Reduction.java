package io.crossmem.bench.rank;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The sum of all ranks' doubles, for rank 0 or for all. They are small whole numbers: exact in any
 * order.
 */
final class Reduction extends Exercise {
  private final int size;
  private final int elements;
  private final boolean hasResult;

  Reduction(Control control, Task task, Memory out, Memory in, Channel channel) {
    super(control, task, out, in, channel);
    size = control.size();
    elements = task.bytes() / Double.BYTES;
    hasResult = task.exercise().equals("allreduce") || rank == 0;
  }

  @Override
  void fill() {
    ByteBuffer bytes = out.bytes();
    for (int k = 0; k < elements; k++) {
      bytes.putDouble(k * Double.BYTES, part(rank, k));
    }
    Pattern.poison(in);
  }

  @Override
  void repeat(long from, long to) throws IOException {
    for (long i = from; i < to; i++) {
      int at = pattern.stamped(i);
      out.bytes().putDouble(at * Double.BYTES, part(rank, i + at));
      channel.collective();
      if (hasResult) {
        checkSum(at, i + at);
      }
    }
  }

  @Override
  void check(long iterations) {
    if (!hasResult) {
      return;
    }
    for (long i = iterations - 1; i >= Math.max(0, iterations - elements); i--) {
      checkSum(pattern.stamped(i), i + pattern.stamped(i));
      in.bytes().putDouble(pattern.stamped(i) * Double.BYTES, sum(pattern.stamped(i)));
    }
    for (int k = 0; k < elements; k++) {
      checkSum(k, k);
    }
  }

  private void checkSum(int at, long k) {
    if (in.bytes().getDouble(at * Double.BYTES) != sum(k)) {
      wrong++;
    }
  }

  private double part(int of, long k) {
    return (seed + of * 7L + k) & 1023;
  }

  private double sum(long k) {
    double sum = 0;
    for (int of = 0; of < size; of++) {
      sum += part(of, k);
    }
    return sum;
  }
}
