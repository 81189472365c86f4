package io.crossmem.mpi;

import static io.crossmem.mpi.Expect.equal;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import mpi.Datatype;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Op;
import mpi.Request;

/** Non-blocking collective operations of two groups, of 1 to 4 ranks each. Run by 8 ranks. */
public final class TwoGroupsRank {
  private static final int MOST = 4;
  private static final int LENGTH = 30_000; // ints of a long message

  private static final int LARGE_ITEM = 20_000; // ints; more than the messages' operations take

  private static Op join;
  private static Datatype largeType;

  private final Intracomm local;
  private final Intercomm inter;
  private final int rank; // in its group
  private final int here;
  private final int there;
  private final int base; // of the remote group's numbers
  private final int number; // of this rank
  private final boolean isFirst;
  private final List<Request> requests = new ArrayList<>();
  private final List<Runnable> checks = new ArrayList<>();

  private TwoGroupsRank(Intracomm local, int tag, int first, int second) {
    this.local = local;
    rank = local.getRank();
    isFirst = MPI.COMM_WORLD.getRank() < first;
    here = isFirst ? first : second;
    there = isFirst ? second : first;
    base = isFirst ? 200 : 100;
    number = (isFirst ? 100 : 200) + rank;
    inter = MPI.COMM_WORLD.createIntercomm(local, 0, isFirst ? first : 0, tag);
  }

  public static void main(String[] args) {
    MPI.Init(args);
    join = new Op(new Joining(), false);
    largeType = Datatype.createContiguous(LARGE_ITEM, MPI.INT);
    largeType.commit();
    int me = MPI.COMM_WORLD.getRank();
    for (int first = 1; first <= MOST; first++) {
      for (int second = 1; second <= MOST; second++) {
        int color = me < first ? 0 : me < first + second ? 1 : MPI.UNDEFINED;
        Intracomm local = MPI.COMM_WORLD.split(color, me);
        if (color != MPI.UNDEFINED) {
          new TwoGroupsRank(local, MOST * first + second, first, second).run();
        }
      }
    }
    MPI.COMM_WORLD.barrier();
    MPI.Finalize();
    System.out.println("rank " + me + " is done");
  }

  private void run() {
    moves();
    roots();
    reductions();
    finish();
    progressInOtherCalls();
    inter.free();
  }

  private static IntBuffer of(int... numbers) {
    return MPI.newIntBuffer(numbers.length).put(0, numbers);
  }

  private static IntBuffer filled(int length, IntUnaryOperator number) {
    IntBuffer buffer = MPI.newIntBuffer(length);
    for (int i = 0; i < length; i++) {
      buffer.put(i, number.applyAsInt(i));
    }
    return buffer;
  }

  private static int[] array(int length, IntUnaryOperator number) {
    int[] array = new int[length];
    Arrays.setAll(array, number);
    return array;
  }

  /** All are in progress at the same time, and are waited for in the other order. */
  private void started(String what, Request request, IntBuffer expected, IntBuffer actual) {
    requests.add(0, request);
    checks.add(() -> equal(here + " and " + there + ", " + what, expected, actual));
  }

  private void finish() {
    Request.waitAll(requests.toArray(Request[]::new));
    checks.forEach(Runnable::run);
    requests.clear();
    checks.clear();
  }

  private void moves() {
    requests.add(inter.iBarrier());
    IntBuffer got = MPI.newIntBuffer(there);
    started(
        "iAllGather",
        inter.iAllGather(of(number), 1, MPI.INT, got, 1, MPI.INT),
        filled(there, i -> base + i),
        got);
    int[] counts = array(there, i -> i); // the first rank sends nothing
    int[] places = array(there, i -> MOST * (there - 1 - i));
    IntBuffer parts = MPI.newIntBuffer(MOST * there);
    IntBuffer mine = filled(rank, i -> number);
    IntBuffer expected = MPI.newIntBuffer(MOST * there);
    for (int i = 0; i < there; i++) {
      for (int j = 0; j < i; j++) {
        expected.put(places[i] + j, base + i);
      }
    }
    started(
        "iAllGatherv",
        inter.iAllGatherv(mine, rank, MPI.INT, parts, counts, places, MPI.INT),
        expected,
        parts);
    IntBuffer large = MPI.newIntBuffer(LENGTH * there);
    started(
        "large iAllGather",
        inter.iAllGather(filled(LENGTH, i -> number + i), LENGTH, MPI.INT, large, LENGTH, MPI.INT),
        filled(LENGTH * there, i -> base + i / LENGTH + i % LENGTH),
        large);
    IntBuffer all = MPI.newIntBuffer(there);
    started(
        "iAllToAll",
        inter.iAllToAll(filled(there, i -> 1000 * number + i), 1, MPI.INT, all, 1, MPI.INT),
        filled(there, i -> 1000 * (base + i) + rank),
        all);
    int[] ones = array(there, i -> 1);
    int[] reversed = array(there, i -> there - 1 - i);
    IntBuffer vector = MPI.newIntBuffer(there);
    started(
        "iAllToAllv",
        inter.iAllToAllv(
            filled(there, i -> 1000 * number + i),
            ones,
            array(there, i -> i),
            MPI.INT,
            vector,
            ones,
            reversed,
            MPI.INT),
        filled(there, i -> 1000 * (base + there - 1 - i) + rank),
        vector);
    Datatype[] types = new Datatype[there];
    Arrays.fill(types, MPI.INT);
    int[] bytes = array(there, i -> 4 * i);
    IntBuffer mixed = MPI.newIntBuffer(there);
    started(
        "iAllToAllw",
        inter.iAllToAllw(
            filled(there, i -> 1000 * number + i), ones, bytes, types, mixed, ones, bytes, types),
        filled(there, i -> 1000 * (base + i) + rank),
        mixed);
  }

  /** Each rank is the root once; the ranks of the first group come first. */
  private void roots() {
    int first = isFirst ? here : there;
    for (int i = 0; i < here + there; i++) {
      boolean isHere = i < first == isFirst;
      int which = i < first ? i : i - first;
      if (isHere && which == rank) {
        root();
      } else if (isHere) {
        besideRoot();
      } else {
        remoteOf(which);
      }
    }
  }

  private void root() {
    int root = MPI.ROOT;
    requests.add(0, inter.iBcast(filled(LENGTH, i -> number + i), LENGTH, MPI.INT, root));
    IntBuffer got = MPI.newIntBuffer(there);
    started(
        "iGather",
        inter.iGather(of(), 0, MPI.INT, got, 1, MPI.INT, root),
        filled(there, i -> base + i),
        got);
    IntBuffer reversed = MPI.newIntBuffer(there);
    int[] ones = array(there, i -> 1);
    int[] places = array(there, i -> there - 1 - i);
    started(
        "iGatherv",
        inter.iGatherv(reversed, ones, places, MPI.INT, root),
        filled(there, i -> base + there - 1 - i),
        reversed);
    IntBuffer parts = filled(there, i -> 1000 * number + i);
    requests.add(0, inter.iScatter(parts, 1, MPI.INT, of(), 0, MPI.INT, root));
    requests.add(0, inter.iScatterv(parts, ones, places, MPI.INT, root));
    IntBuffer sum = MPI.newIntBuffer(2);
    started(
        "iReduce",
        inter.iReduce(of(), sum, 2, MPI.INT, MPI.SUM, root),
        of(there * base + there * (there - 1) / 2, there),
        sum);
    IntBuffer digits = MPI.newIntBuffer(1);
    started(
        "iReduce in order",
        inter.iReduce(of(), digits, 1, MPI.INT, join, root),
        of(digits(there)),
        digits);
  }

  private void besideRoot() {
    int none = MPI.PROC_NULL;
    requests.add(0, inter.iBcast(of(), 0, MPI.INT, none));
    requests.add(0, inter.iGather(of(), 0, MPI.INT, of(), 0, MPI.INT, none));
    requests.add(0, inter.iGatherv(of(), 0, MPI.INT, none));
    requests.add(0, inter.iScatter(of(), 0, MPI.INT, of(), 0, MPI.INT, none));
    requests.add(0, inter.iScatterv(of(), 0, MPI.INT, none));
    requests.add(0, inter.iReduce(of(), of(), 0, MPI.INT, MPI.SUM, none));
    requests.add(0, inter.iReduce(of(), of(), 0, MPI.INT, join, none));
  }

  private void remoteOf(int root) {
    IntBuffer got = MPI.newIntBuffer(LENGTH);
    started(
        "iBcast",
        inter.iBcast(got, LENGTH, MPI.INT, root),
        filled(LENGTH, i -> base + root + i),
        got);
    requests.add(0, inter.iGather(of(number), 1, MPI.INT, of(), 0, MPI.INT, root));
    requests.add(0, inter.iGatherv(of(number), 1, MPI.INT, root));
    IntBuffer part = MPI.newIntBuffer(1);
    started(
        "iScatter",
        inter.iScatter(of(), 0, MPI.INT, part, 1, MPI.INT, root),
        of(1000 * (base + root) + rank),
        part);
    IntBuffer reversed = MPI.newIntBuffer(1);
    started(
        "iScatterv",
        inter.iScatterv(reversed, 1, MPI.INT, root),
        of(1000 * (base + root) + here - 1 - rank),
        reversed);
    requests.add(0, inter.iReduce(of(number, 1), of(), 2, MPI.INT, MPI.SUM, root));
    requests.add(0, inter.iReduce(of(rank + 1), of(), 1, MPI.INT, join, root));
  }

  /** The numbers of the ranks of a group, from 1, as digits. */
  private static int digits(int ranks) {
    return ranks == 0 ? 0 : 10 * digits(ranks - 1) + ranks;
  }

  private void reductions() {
    IntBuffer sum = MPI.newIntBuffer(LENGTH);
    started(
        "iAllReduce",
        inter.iAllReduce(filled(LENGTH, i -> number + i), sum, LENGTH, MPI.INT, MPI.SUM),
        filled(LENGTH, i -> there * (base + i) + there * (there - 1) / 2),
        sum);
    IntBuffer digits = MPI.newIntBuffer(1);
    started(
        "iAllReduce in order",
        inter.iAllReduce(of(rank + 1), digits, 1, MPI.INT, join),
        of(digits(there)),
        digits);
    int all = here * there; // which both groups divide among their ranks
    IntBuffer part = MPI.newIntBuffer(there);
    started(
        "iReduceScatterBlock",
        inter.iReduceScatterBlock(filled(all, i -> number + i), part, there, MPI.INT, MPI.SUM),
        filled(there, i -> there * (base + there * rank + i) + there * (there - 1) / 2),
        part);
    int[] counts = new int[here];
    counts[here - 1] = all;
    IntBuffer whole = MPI.newIntBuffer(all);
    started(
        "iReduceScatter",
        inter.iReduceScatter(filled(all, i -> i), whole, counts, MPI.INT, MPI.MAX),
        rank == here - 1 ? filled(all, i -> i) : MPI.newIntBuffer(all),
        whole);
    IntBuffer large = MPI.newIntBuffer(LARGE_ITEM);
    started(
        "iAllReduce of a large item",
        inter.iAllReduce(filled(LARGE_ITEM, i -> rank + 1), large, 1, largeType, join),
        filled(LARGE_ITEM, i -> digits(there)),
        large);
  }

  /** Writes the digits of the left operand before those of the right one. */
  private static final class Joining extends mpi.UserFunction {
    @Override
    public void call(Object in, Object inOut, int count, Datatype type) {
      int[] left = (int[]) in;
      int[] right = (int[]) inOut;
      for (int i = 0; i < right.length; i++) {
        int shift = 1;
        while (shift <= right[i]) {
          shift *= 10;
        }
        right[i] += left[i] * shift;
      }
    }
  }

  /** The leader computes in other calls while the others wait for it. */
  private void progressInOtherCalls() {
    int[] token = {number};
    IntBuffer sum = MPI.newIntBuffer(1);
    Request request = inter.iAllReduce(of(number), sum, 1, MPI.INT, MPI.SUM);
    if (rank == 0) {
      for (int i = 1; i < here; i++) {
        local.recv(token, 1, MPI.INT, i, 1);
      }
      request.waitFor();
    } else {
      request.waitFor();
      local.send(token, 1, MPI.INT, 0, 1);
    }
    equal("sum", there * base + there * (there - 1) / 2, sum.get(0));
  }
}
