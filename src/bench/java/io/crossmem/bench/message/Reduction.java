package io.crossmem.bench.message;

import io.crossmem.message.Communicator;
import io.crossmem.message.Op;
import java.io.IOException;
import java.nio.DoubleBuffer;

/**
 * The sum of all ranks' doubles, for rank 0 or for all. They are small whole numbers: exact in any
 * order.
 */
final class Reduction extends Exercise {
  private final int size;
  private final boolean rooted;
  private final DoubleBuffer mine;
  private final DoubleBuffer result;

  Reduction(Communicator communicator, Buffers out, Buffers in, int words, boolean rooted) {
    super(communicator, out, in, words);
    this.size = communicator.size();
    this.rooted = rooted;
    this.mine = out.doubles();
    this.result = in.doubles();
  }

  @Override
  void fill() {
    for (int k = 0; k < words; k++) {
      mine.put(k, part(rank, k));
      result.put(k, Double.NaN);
    }
  }

  @Override
  void repeat(long from, long to) throws IOException {
    for (long i = from; i < to; i++) {
      int at = stamped(i);
      mine.put(at, part(rank, i + at));
      if (rooted) {
        communicator.reduce(out.data(), in.data(), Op.SUM, 0);
      } else {
        communicator.allreduce(out.data(), in.data(), Op.SUM);
      }
      if (hasResult()) {
        checkSum(at, i + at);
      }
    }
  }

  @Override
  void check(long iterations) {
    if (hasResult()) {
      checkAll(iterations);
    }
  }

  private void checkAll(long iterations) {
    for (long i = iterations - 1; i >= Math.max(0, iterations - words); i--) {
      checkSum(stamped(i), i + stamped(i));
      result.put(stamped(i), sum(stamped(i)));
    }
    for (int k = 0; k < words; k++) {
      checkSum(k, k);
    }
  }

  private void checkSum(int at, long k) {
    if (result.get(at) != sum(k)) {
      wrong++;
    }
  }

  private boolean hasResult() {
    return !rooted || rank == 0;
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
