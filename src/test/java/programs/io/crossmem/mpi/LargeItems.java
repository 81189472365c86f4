package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;

import java.util.Arrays;
import mpi.Datatype;
import mpi.MPI;
import mpi.Op;

/** Reductions by a user-defined operation, on items larger than the messages' own ones take. */
final class LargeItems {
  private static final int LENGTH = 10_000; // longs of an item

  private LargeItems() {}

  /** The numbers of the ranks up to one, from 1, as digits. */
  private static long[] digits(int ranks) {
    long number = 0;
    for (int i = 1; i <= ranks; i++) {
      number = 10 * number + i;
    }
    long[] item = new long[LENGTH];
    Arrays.fill(item, number);
    return item;
  }

  /** Names the first elements only. */
  private static void same(String what, long[] expected, long[] actual) {
    check(what + ", which begins with " + actual[0], true, Arrays.equals(expected, actual));
  }

  private static long[] own() {
    long[] item = new long[LENGTH];
    Arrays.fill(item, rank + 1);
    return item;
  }

  static void run() {
    Datatype type = Datatype.createContiguous(LENGTH, MPI.LONG);
    type.commit();
    Op join = new Op(new Joining(), false);
    long[] none = new long[LENGTH];
    long[] result = new long[LENGTH];
    world.reduce(own(), result, 1, type, join, 0);
    same("reduce", rank == 0 ? digits(size) : none, result);
    result = own();
    world.allReduce(result, 1, type, join);
    same("allReduce in place", digits(size), result);
    result = new long[LENGTH];
    world.Scan(own(), 0, result, 0, 1, type, join);
    same("Scan", digits(rank + 1), result);
    result = new long[LENGTH];
    world.exScan(own(), result, 1, type, join);
    same("exScan", rank == 0 ? none : digits(rank), result);
    long[] operands = new long[size * LENGTH];
    Arrays.fill(operands, rank + 1);
    result = new long[LENGTH];
    world.reduceScatterBlock(operands, result, 1, type, join);
    same("reduceScatterBlock", digits(size), result);
    long[] right = own();
    long[] left = new long[LENGTH];
    Arrays.fill(left, 7);
    MPI.COMM_SELF.reduceLocal(left, right, 1, type, join);
    check("reduceLocal", 70L + rank + 1, right[LENGTH - 1]);
    join.free();
    type.free();
  }

  /** Writes the digits of the left operand before those of the right one. */
  private static final class Joining extends mpi.UserFunction {
    @Override
    public void call(Object in, Object inOut, int count, Datatype type) {
      long[] left = (long[]) in;
      long[] right = (long[]) inOut;
      for (int i = 0; i < count * LENGTH; i++) {
        long shift = 1;
        while (shift <= right[i]) {
          shift *= 10;
        }
        right[i] += left[i] * shift;
      }
    }
  }
}
