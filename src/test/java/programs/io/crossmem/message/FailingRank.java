package io.crossmem.message;

import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A rank in which collective operations fail; later operations must work. */
final class FailingRank {
  private static final int[] COUNTS = {1, 500, 100_000};

  private final CollectiveCalls all;
  private final int rank;
  private final int size;

  /** Runs the operations of one kind; returns whether the result is right. */
  private interface Call {
    boolean run(Op op, long[] mine) throws IOException;
  }

  private FailingRank(Communicator world) {
    this.all = new CollectiveCalls(world, Boolean.getBoolean("background"));
    this.rank = world.rank();
    this.size = world.size();
  }

  public static void main(String[] arguments) throws IOException {
    Communicator all = Ranks.join(arguments);
    FailingRank here = new FailingRank(all);
    here.illegalArguments();
    here.operationsThatThrow();
    here.lengthsThatDiffer();
    all.barrier();
    here.death();
    all.close();
  }

  // ---- operations that throw

  private void operationsThatThrow() throws IOException {
    for (int count : COUNTS) {
      for (int bad = 0; bad < size; bad++) {
        throwing("allreduce", this::allreduce, count, bad);
        throwing("reduce", this::reduce, count, bad);
        throwing("reduceScatter", this::reduceScatter, count, bad);
        throwing("scan", this::scan, count, bad);
      }
    }
  }

  /**
   * In one rank the operation throws: each rank fails or has the correct result, and none hangs.
   */
  private void throwing(String name, Call call, int count, int bad) throws IOException {
    boolean unchecked = count % 2 == 0;
    Op op =
        Op.onLongs(
            (a, b) -> {
              if (rank != bad) {
                return a + b;
              }
              if (unchecked) {
                throw new ArithmeticException("of the test");
              }
              throw new AssertionError("of the test");
            });
    long[] mine = new long[count];
    Arrays.fill(mine, rank + 1);
    try {
      if (!call.run(op, mine)) {
        throw new IllegalStateException(name + " gave a wrong result in rank " + rank);
      }
    } catch (ArithmeticException | AssertionError e) {
      check("of the test", e.getMessage());
      check(bad, rank);
    } catch (MessageException e) {
      check(true, rank != bad && e.getMessage().contains("operation failed there"));
    }
    check(true, allreduce(Op.SUM, mine)); // nothing of it is left
  }

  private boolean allreduce(Op op, long... mine) throws IOException {
    long[] result = new long[mine.length];
    all.allreduce(Data.of(mine), Data.of(result), op);
    return allAre(sumUpTo(size), result);
  }

  private boolean reduce(Op op, long... mine) throws IOException {
    long[] result = new long[mine.length];
    all.reduce(Data.of(mine), Data.of(result), op, size - 1);
    return rank != size - 1 || allAre(sumUpTo(size), result);
  }

  private boolean reduceScatter(Op op, long... mine) throws IOException {
    int[] counts = new int[size];
    Arrays.fill(counts, mine.length / size);
    counts[0] += mine.length % size;
    long[] result = new long[counts[rank]];
    all.reduceScatter(Data.of(mine), Data.of(result), counts, op);
    return allAre(sumUpTo(size), result);
  }

  private boolean scan(Op op, long... mine) throws IOException {
    long[] result = new long[mine.length];
    all.scan(Data.of(mine), Data.of(result), op);
    return allAre(sumUpTo(rank + 1), result);
  }

  private static long sumUpTo(long ranks) {
    return ranks * (ranks + 1) / 2;
  }

  private static boolean allAre(long value, long... array) {
    return Arrays.stream(array).allMatch(each -> each == value);
  }

  // ---- lengths that differ

  private void lengthsThatDiffer() throws IOException {
    for (int count : COUNTS) {
      int other = rank == 1 ? count + 1 : count;
      fails(rank == 1, () -> all.broadcast(Data.of(new int[other]), 0), MessageException.class);
      int less = rank == 1 ? count - 1 : count;
      fails(rank == 1, () -> all.broadcast(Data.of(new int[less]), 0), TruncationException.class);
      Data gathered = rank == 0 ? Data.of(new int[count * size]) : null;
      Data part = Data.of(new int[other]);
      fails(rank == 0, () -> all.gather(part, gathered, 0), TruncationException.class);
      all.barrier();
      int some = rank == 1 ? (count + 1) / 2 : count; // fewer, but not none
      all.gather(Data.of(new int[some]), gathered, 0);
      all.barrier();
    }
  }

  // ---- illegal arguments

  /** None of these sends anything: so one rank alone can call them. */
  private void illegalArguments() throws IOException {
    Data ints = Data.of(new int[size]);
    Data one = Data.of(new int[1]);
    Data floats = Data.of(new float[size]);
    Data readOnly = Data.of(IntBuffer.allocate(size).asReadOnlyBuffer());
    int[] ones = new int[size];
    Arrays.fill(ones, 1);
    int[] offsets = new int[size];
    Arrays.setAll(offsets, i -> i);
    int[] negative = ones.clone();
    negative[size - 1] = -1;

    Class<? extends Exception> illegal = IllegalArgumentException.class;
    fails(() -> all.broadcast(ints, size), IndexOutOfBoundsException.class);
    fails(() -> all.broadcast(ints, -1), IndexOutOfBoundsException.class);
    fails(() -> all.broadcast(null, 0), NullPointerException.class);
    fails(() -> all.broadcast(readOnly, (rank + 1) % size), ReadOnlyBufferException.class);
    fails(() -> all.gather(ints, ints, rank), illegal);
    fails(() -> all.gather(one, Data.of(new int[size + 1]), rank), illegal);
    fails(() -> all.gather(one, null, rank), NullPointerException.class);
    fails(() -> all.gather(one, floats, rank), illegal);
    fails(() -> all.gatherv(one, ints, new int[0], offsets, rank), illegal);
    int[] outside = offsets.clone();
    outside[0] = size;
    fails(() -> all.gatherv(one, ints, ones, outside, rank), illegal);
    fails(() -> all.gatherv(one, ints, ones, null, rank), NullPointerException.class);
    fails(() -> all.gatherv(ints, Data.of(new int[size]), ones, offsets, rank), illegal);
    fails(() -> all.scatter(ints, Data.of(new int[2]), rank), illegal);
    fails(() -> all.scatter(ints, readOnly, (rank + 1) % size), ReadOnlyBufferException.class);
    fails(() -> all.scatterv(ints, negative, offsets, one, rank), illegal);
    fails(() -> all.allgather(one, one), illegal);
    fails(() -> all.allgather(one, readOnly), ReadOnlyBufferException.class);
    fails(() -> all.allgather(ints, Data.of(new int[size])), illegal);
    fails(() -> all.allgatherv(ints, Data.of(new int[size]), ones, offsets), illegal);
    fails(() -> all.alltoall(ints, ints), illegal);
    fails(() -> all.alltoall(Data.of(new int[size + 1]), Data.of(new int[size + 1])), illegal);
    fails(() -> all.alltoall(ints, floats), illegal);
    fails(
        () -> all.alltoallv(ints, ones, offsets, Data.of(new int[size]), negative, offsets),
        illegal);
    fails(() -> all.reduce(ints, Data.of(new int[size + 1]), Op.SUM, rank), illegal);
    fails(() -> all.reduce(ints, null, Op.SUM, rank), NullPointerException.class);
    fails(() -> all.reduce(ints, ints, null, rank), NullPointerException.class);
    fails(() -> all.reduce(ints, ints, Op.SUM, size), IndexOutOfBoundsException.class);
    fails(() -> all.allreduce(floats, floats, Op.XOR), illegal);
    fails(() -> all.allreduce(Data.of(new char[1]), Data.of(new char[1]), Op.SUM), illegal);
    fails(() -> all.allreduce(ints, floats, Op.SUM), illegal);
    fails(() -> all.allreduce(ints, readOnly, Op.SUM), ReadOnlyBufferException.class);
    fails(() -> all.reduceScatter(ints, ints, ones, Op.SUM), illegal);
    fails(() -> all.reduceScatter(ints, one, negative, Op.SUM), illegal);
    fails(() -> all.reduceScatter(ints, Data.of(new int[2]), ones, Op.SUM), illegal);
    fails(() -> all.scan(ints, one, Op.SUM), illegal);
    MessageBuffer closed = MessageBuffer.allocate(4);
    Data gone = Data.of(closed, 0, 4, DataType.INT);
    closed.close();
    fails(() -> all.allreduce(one, gone, Op.SUM), IllegalStateException.class);
  }

  // ---- a rank that has ended

  /**
   * The last rank ends in the middle; all others learn it from the next operation, or a later one.
   */
  private void death() throws IOException {
    long start = System.nanoTime();
    try {
      for (int i = 0; ; i++) {
        if (rank == size - 1 && i == 20) {
          Runtime.getRuntime().halt(0);
        }
        all.barrier();
        all.allreduce(Data.of(new long[5000]), Data.of(new long[5000]), Op.SUM);
        all.broadcast(Data.of(new long[5000]), 0);
      }
    } catch (PeerFailedException e) {
      check(size - 1, e.rank());
    }
    check(true, System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20));
    fails(all::barrier, PeerFailedException.class);
  }

  // ---- help

  private interface Action {
    void run() throws IOException;
  }

  private static void fails(boolean expected, Action action, Class<? extends Exception> how)
      throws IOException {
    if (expected) {
      fails(action, how);
    } else {
      action.run();
    }
  }

  private static void fails(Action action, Class<? extends Exception> how) {
    try {
      action.run();
    } catch (IOException | RuntimeException e) {
      if (!how.isInstance(e)) {
        throw new AssertionError("not a " + how, e);
      }
      return;
    }
    throw new AssertionError("no " + how);
  }

  private static void check(Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError(actual + " instead of " + expected);
    }
  }
}
