package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import mpi.Datatype;
import mpi.DoubleInt;
import mpi.Int2;
import mpi.LongInt;
import mpi.MPI;
import mpi.Op;
import mpi.UserFunction;
import mpi.User_function;

/** Collective operations that compute: waiting and started, in place, in both spellings. */
final class Reductions {
  private Reductions() {}

  /** Is neither commutative nor associative on all numbers, but on these: {@code a * 10 + b}. */
  static final class Digits extends User_function {
    @Override
    public void Call(
        Object in, int inOffset, Object inOut, int outOffset, int count, Datatype type) {
      long[] left = (long[]) in;
      long[] right = (long[]) inOut;
      for (int i = 0; i < count; i++) {
        long shift = 1;
        for (long rest = right[outOffset + i]; rest > 0; rest /= 10) {
          shift *= 10;
        }
        right[outOffset + i] += left[inOffset + i] * shift;
      }
    }
  }

  /** For an operation that is never used. */
  static final class Subtraction extends UserFunction {}

  /** Adds ints of a buffer of bytes. */
  private static final class Sum extends UserFunction {
    @Override
    public void call(ByteBuffer in, ByteBuffer inOut, int count, Datatype type) {
      for (int i = 0; i < inOut.capacity(); i += 4) {
        inOut.putInt(i, inOut.getInt(i) + in.getInt(i));
      }
    }
  }

  static void run() {
    for (int count : new int[] {1, 9, 5000}) {
      for (int root = 0; root < size; root++) {
        reduce(count, root);
      }
      allreduce(count);
      scan(count);
      reduceScatter(count);
    }
    operations();
    types();
    locations();
    complex();
    user();
    local();
  }

  private static int[] operand(int of, int count) {
    int[] operand = new int[count];
    Arrays.setAll(operand, i -> of + i % 7);
    return operand;
  }

  /** The operands of the ranks from 0, combined. */
  private static int[] combined(int ranks, int count, IntBinaryOperator op) {
    int[] result = operand(0, count);
    for (int i = 1; i < ranks; i++) {
      int[] right = operand(i, count);
      for (int j = 0; j < count; j++) {
        result[j] = op.applyAsInt(result[j], right[j]);
      }
    }
    return result;
  }

  private static int[] sum(int ranks, int count) {
    return combined(ranks, count, Integer::sum);
  }

  private static IntBuffer direct(int... values) {
    IntBuffer buffer = MPI.newIntBuffer(values.length);
    buffer.duplicate().put(values);
    return buffer;
  }

  private static int[] array(IntBuffer buffer) {
    int[] array = new int[buffer.capacity()];
    buffer.duplicate().clear().get(array);
    return array;
  }

  private static void reduce(int count, int root) {
    int[] own = operand(rank, count);
    int[] expected = rank == root ? sum(size, count) : new int[count];
    int[] result = new int[count];
    world.reduce(own, result, count, MPI.INT, MPI.SUM, root);
    check("reduce", expected, result);
    result = new int[count];
    world.Reduce(own, 0, result, 0, count, MPI.INT, MPI.SUM, root);
    check("Reduce", expected, result);
    IntBuffer into = MPI.newIntBuffer(count);
    world.iReduce(direct(own), into, count, MPI.INT, MPI.SUM, root).waitFor();
    check("iReduce", expected, array(into));
    int[] inPlace = own.clone();
    world.reduce(inPlace, count, MPI.INT, MPI.SUM, root);
    check("in place", rank == root ? expected : own, inPlace);
    into = direct(own);
    world.iReduce(into, count, MPI.INT, MPI.SUM, root).waitFor();
    check("in place", rank == root ? expected : own, array(into));
  }

  private static void allreduce(int count) {
    int[] own = operand(rank, count);
    int[] expected = sum(size, count);
    int[] result = new int[count];
    world.allReduce(own, result, count, MPI.INT, MPI.SUM);
    check("allReduce", expected, result);
    result = new int[count];
    world.Allreduce(own, 0, result, 0, count, MPI.INT, MPI.SUM);
    check("Allreduce", expected, result);
    IntBuffer into = MPI.newIntBuffer(count);
    world.iAllReduce(direct(own), into, count, MPI.INT, MPI.SUM).waitFor();
    check("iAllReduce", expected, array(into));
    int[] inPlace = own.clone();
    world.allReduce(inPlace, count, MPI.INT, MPI.SUM);
    check("in place", expected, inPlace);
    into = direct(own);
    world.iAllReduce(into, count, MPI.INT, MPI.SUM).waitFor();
    check("in place", expected, array(into));
  }

  private static void scan(int count) {
    int[] own = operand(rank, count);
    int[] expected = sum(rank + 1, count);
    int[] before = rank == 0 ? own : sum(rank, count);
    int[] result = new int[count];
    world.scan(own, result, count, MPI.INT, MPI.SUM);
    check("scan", expected, result);
    result = new int[count];
    world.Scan(own, 0, result, 0, count, MPI.INT, MPI.SUM);
    check("Scan", expected, result);
    IntBuffer into = MPI.newIntBuffer(count);
    world.iScan(direct(own), into, count, MPI.INT, MPI.SUM).waitFor();
    check("iScan", expected, array(into));
    int[] inPlace = own.clone();
    world.scan(inPlace, count, MPI.INT, MPI.SUM);
    check("in place", expected, inPlace);
    into = direct(own);
    world.iScan(into, count, MPI.INT, MPI.SUM).waitFor();
    check("in place", expected, array(into));
    result = own.clone();
    world.exScan(own, result, count, MPI.INT, MPI.SUM);
    check("exScan", before, result);
    into = direct(own);
    world.iExScan(direct(own), into, count, MPI.INT, MPI.SUM).waitFor();
    check("iExScan", before, array(into));
    inPlace = own.clone();
    world.exScan(inPlace, count, MPI.INT, MPI.SUM);
    check("in place", before, inPlace);
    into = direct(own);
    world.iExScan(into, count, MPI.INT, MPI.SUM).waitFor();
    check("in place", before, array(into));
  }

  private static void reduceScatter(int each) {
    int[] counts = new int[size];
    Arrays.setAll(counts, i -> each + i);
    int all = Arrays.stream(counts).sum();
    int start = Arrays.stream(counts, 0, rank).sum();
    int[] own = operand(rank, all);
    int[] expected = Arrays.copyOfRange(sum(size, all), start, start + counts[rank]);
    int[] result = new int[counts[rank]];
    world.reduceScatter(own, result, counts, MPI.INT, MPI.SUM);
    check("reduceScatter", expected, result);
    result = new int[counts[rank]];
    world.Reduce_scatter(own, 0, result, 0, counts, MPI.INT, MPI.SUM);
    check("Reduce_scatter", expected, result);
    IntBuffer into = MPI.newIntBuffer(counts[rank]);
    world.iReduceScatter(direct(own), into, counts, MPI.INT, MPI.SUM).waitFor();
    check("iReduceScatter", expected, array(into));
    int[] inPlace = own.clone();
    world.reduceScatter(inPlace, counts, MPI.INT, MPI.SUM);
    check("in place", expected, Arrays.copyOf(inPlace, counts[rank]));
    into = direct(own);
    world.iReduceScatter(into, counts, MPI.INT, MPI.SUM).waitFor();
    check("in place", expected, Arrays.copyOf(array(into), counts[rank]));
    own = operand(rank, size * each);
    expected = Arrays.copyOfRange(sum(size, size * each), rank * each, (rank + 1) * each);
    result = new int[each];
    world.reduceScatterBlock(own, result, each, MPI.INT, MPI.SUM);
    check("reduceScatterBlock", expected, result);
    into = MPI.newIntBuffer(each);
    world.iReduceScatterBlock(direct(own), into, each, MPI.INT, MPI.SUM).waitFor();
    check("iReduceScatterBlock", expected, array(into));
    inPlace = own.clone();
    world.reduceScatterBlock(inPlace, each, MPI.INT, MPI.SUM);
    check("in place", expected, Arrays.copyOf(inPlace, each));
    into = direct(own);
    world.iReduceScatterBlock(into, each, MPI.INT, MPI.SUM).waitFor();
    check("in place", expected, Arrays.copyOf(array(into), each));
  }

  private static void operations() {
    Op[] ops = {
      MPI.SUM, MPI.PROD, MPI.MAX, MPI.MIN, MPI.BAND, MPI.BOR, MPI.BXOR, MPI.LAND, MPI.LOR, MPI.LXOR
    };
    IntBinaryOperator[] plain = {
      Integer::sum,
      (a, b) -> a * b,
      Math::max,
      Math::min,
      (a, b) -> a & b,
      (a, b) -> a | b,
      (a, b) -> a ^ b,
      (a, b) -> a != 0 && b != 0 ? 1 : 0,
      (a, b) -> a != 0 || b != 0 ? 1 : 0,
      (a, b) -> (a != 0) != (b != 0) ? 1 : 0
    };
    for (int i = 0; i < ops.length; i++) {
      int[] result = new int[20];
      world.allReduce(operand(rank, 20), result, 20, MPI.INT, ops[i]);
      if (size > 1) {
        check(ops[i].toString(), combined(size, 20, plain[i]), result);
      }
      check("commutes", true, ops[i].isCommutative());
    }
    boolean[] flags = {rank == 0, true, false};
    boolean[] result = new boolean[3];
    world.allReduce(flags, result, 3, MPI.BOOLEAN, MPI.LAND);
    check("land", new boolean[] {size == 1, true, false}, result);
    world.allReduce(flags, result, 3, MPI.BOOLEAN, MPI.LOR);
    check("lor", new boolean[] {true, true, false}, result);
    world.allReduce(flags, result, 3, MPI.BOOLEAN, MPI.LXOR);
    check("lxor", new boolean[] {true, size % 2 == 1, false}, result);
  }

  private static void types() {
    byte[] bytes = {(byte) (rank + 1)};
    world.allReduce(bytes, 1, MPI.BYTE, MPI.SUM);
    check("bytes", (byte) (size * (size + 1) / 2), bytes[0]);
    short[] shorts = {(short) (rank + 1)};
    world.allReduce(shorts, 1, MPI.SHORT, MPI.MAX);
    check("shorts", (short) size, shorts[0]);
    char[] chars = {(char) ('a' + rank)};
    world.allReduce(chars, 1, MPI.CHAR, MPI.MAX);
    check("chars", (char) ('a' + size - 1), chars[0]);
    long[] longs = {1L << (40 + rank)};
    world.allReduce(longs, 1, MPI.LONG, MPI.BOR);
    check("longs", ((1L << size) - 1) << 40, longs[0]);
    float[] floats = {rank + .5f};
    world.allReduce(floats, 1, MPI.FLOAT, MPI.MIN);
    check("floats", .5f, floats[0]);
    double[] doubles = {2};
    world.allReduce(doubles, 1, MPI.DOUBLE, MPI.PROD);
    check("doubles", Math.pow(2, size), doubles[0]);
    Datatype strided = Datatype.createVector(2, 1, 2, MPI.INT);
    int[] three = {1, 9, 2};
    world.allReduce(three, 1, strided, MPI.SUM);
    check("strided", new int[] {size, 9, 2 * size}, three);
  }

  private static void locations() {
    int[] pairs = {rank % 2, rank, 5, 10 - rank};
    int[] result = new int[4];
    world.Allreduce(pairs, 0, result, 0, 2, MPI.INT2, MPI.MAXLOC);
    check("maxloc", new int[] {size > 1 ? 1 : 0, size > 1 ? 1 : 0, 5, 11 - size}, result);
    world.Allreduce(pairs, 0, result, 0, 2, MPI.INT2, MPI.MINLOC);
    check("minloc", new int[] {0, 0, 5, 11 - size}, result);
    double[] doubles = {-rank, rank};
    double[] least = new double[2];
    world.Allreduce(doubles, 0, least, 0, 1, MPI.DOUBLE2, MPI.MINLOC);
    check("minloc", new double[] {1 - size, size - 1}, least);
    ByteBuffer mixed = MPI.newByteBuffer(16);
    DoubleInt.Data pair = MPI.doubleInt.getData(mixed);
    pair.putValue(rank + .5);
    pair.putIndex(rank + 7);
    world.allReduce(mixed, 1, MPI.DOUBLE_INT, MPI.MAXLOC);
    check("value", size - .5, pair.getValue());
    check("index", size + 6, pair.getIndex());
    severalPairs();
  }

  private static void severalPairs() {
    ByteBuffer longs = MPI.newByteBuffer(2 * MPI.LONG_INT.getExtent());
    ByteBuffer ints = MPI.newByteBuffer(2 * MPI.INT2.getExtent());
    for (int i = 0; i < 2; i++) {
      LongInt.Data longInt = MPI.longInt.getData(longs, i);
      longInt.putValue(10L * i - rank);
      longInt.putIndex(rank);
      Int2.Data int2 = MPI.int2.getData(ints, i);
      int2.putValue(10 * i + rank);
      int2.putIndex(rank);
    }
    world.allReduce(longs, 2, MPI.LONG_INT, MPI.MINLOC);
    world.allReduce(ints, 2, MPI.INT2, MPI.MAXLOC);
    for (int i = 0; i < 2; i++) {
      LongInt.Data longInt = MPI.longInt.getData(longs, i);
      check("value " + i, 10L * i - size + 1, longInt.getValue());
      check("index " + i, size - 1, longInt.getIndex());
      Int2.Data int2 = MPI.int2.getData(ints, i);
      check("value " + i, 10 * i + size - 1, int2.getValue());
      check("index " + i, size - 1, int2.getIndex());
    }
  }

  private static void complex() {
    double[] number = {0, 1};
    double[] product = new double[2];
    world.allReduce(number, product, 1, MPI.DOUBLE_COMPLEX, MPI.PROD);
    double[][] powers = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    check("real", powers[size % 4][0], product[0] + 0);
    check("imaginary", powers[size % 4][1], product[1] + 0);
    float[] floats = {1, 2};
    world.allReduce(floats, 1, MPI.FLOAT_COMPLEX, MPI.SUM);
    check("sum", new float[] {size, 2 * size}, floats);
  }

  private static void user() {
    Op digits = new Op(new Digits(), false);
    check("does not commute", false, digits.isCommutative());
    long expected = 0;
    for (int i = 1; i <= size; i++) {
      expected = 10 * expected + i;
    }
    long[] own = {rank + 1, rank + 1};
    long[] result = new long[2];
    world.Allreduce(own, 0, result, 0, 2, MPI.LONG, digits);
    check("in order", new long[] {expected, expected}, result);
    Arrays.fill(result, 0);
    world.Reduce(own, 0, result, 0, 2, MPI.LONG, digits, size - 1);
    check("in order", rank == size - 1 ? expected : 0, result[1]);
    Datatype strided = Datatype.createVector(2, 1, 2, MPI.LONG);
    check("a type of its own", 2, strided.getSize());
    Op sum = new Op(new Sum(), true);
    int[] ints = {rank, 1};
    world.allReduce(ints, 2, MPI.INT, sum);
    check("buffers", new int[] {size * (size - 1) / 2, size}, ints);
    check("null", false, sum.isNull());
    sum.free();
    check("null", true, sum.isNull());
    Windows.fails("freed", MPI.ERR_OP, () -> world.allReduce(ints, 2, MPI.INT, sum));
  }

  private static void local() {
    int[] right = {1, 2, 3};
    world.reduceLocal(new int[] {10, 20, 30}, right, 3, MPI.INT, MPI.SUM);
    check("local", new int[] {11, 22, 33}, right);
  }
}
