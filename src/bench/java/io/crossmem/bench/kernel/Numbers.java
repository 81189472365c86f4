package io.crossmem.bench.kernel;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import io.crossmem.message.Op;

/** Initial numbers of kernels, and sums over all ranks. */
final class Numbers {
  private static final double UNIT = 0x1p-53;

  private Numbers() {}

  /** A hash (splitmix64): the value of an index does not depend on the number of ranks. */
  static long hash(long index) {
    long hash = (index + 1) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
    return hash ^ hash >>> 31;
  }

  /** From 0 to 1. */
  static double real(long index) {
    return (hash(index) >>> 11) * UNIT;
  }

  static double sum(Communicator world, double own) throws MessageException {
    double[] sum = new double[1];
    world.allreduce(Data.of(new double[] {own}), Data.of(sum), Op.SUM);
    return sum[0];
  }

  /** Wraps around. */
  static long sum(Communicator world, long own) throws MessageException {
    long[] sum = new long[1];
    world.allreduce(Data.of(new long[] {own}), Data.of(sum), Op.SUM);
    return sum[0];
  }
}
