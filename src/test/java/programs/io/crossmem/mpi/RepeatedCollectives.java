package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;

import java.util.Arrays;
import mpi.MPI;
import mpi.Op;

/** Collective operations with the same memory again: each does what its own arguments say. */
final class RepeatedCollectives {
  private static final int COUNT = 6;

  private final int[] mine = new int[COUNT];
  private final int[] result = new int[COUNT];
  private final int[] all = new int[COUNT * size];

  private RepeatedCollectives() {}

  static void run() {
    RepeatedCollectives repeated = new RepeatedCollectives();
    for (int round = 1; round <= 3; round++) {
      repeated.reductions(round);
      repeated.moves(round);
    }
  }

  /** What a rank gives in a round. */
  private static int value(int ofRank, int round) {
    return 10 * ofRank + round;
  }

  private void reductions(int round) {
    int largest = value(size - 1, round);
    int least = value(0, round);
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += value(i, round);
    }
    Arrays.fill(mine, value(rank, round));
    allReduce(sum, MPI.SUM, COUNT);
    allReduce(largest, MPI.MAX, COUNT);
    allReduce(least, MPI.MIN, COUNT);
    allReduce(sum, MPI.SUM, COUNT - 1);
    for (int root = 0; root < size; root++) {
      Arrays.fill(result, 0);
      world.reduce(mine, result, COUNT, MPI.INT, MPI.SUM, root);
      checkAll("reduce to " + root, rank == root ? sum : 0, COUNT);
    }
    Arrays.fill(result, 0);
    world.scan(mine, result, COUNT, MPI.INT, MPI.MAX);
    checkAll("scan", value(rank, round), COUNT);
    Arrays.fill(result, value(rank, round));
    world.allReduce(result, COUNT, MPI.INT, MPI.SUM);
    checkAll("allReduce in place", sum, COUNT);
  }

  private void allReduce(int expected, Op op, int count) {
    Arrays.fill(result, 0);
    world.allReduce(mine, result, count, MPI.INT, op);
    checkAll("allReduce " + op, expected, count);
  }

  /** The others are untouched. */
  private void checkAll(String what, int expected, int count) {
    for (int i = 0; i < COUNT; i++) {
      check(what + ", element " + i, i < count ? expected : 0, result[i]);
    }
  }

  private void moves(int round) {
    for (int root = 0; root < size; root++) {
      Arrays.fill(result, rank == root ? value(root, round) : 0);
      world.bcast(result, COUNT, MPI.INT, root);
      checkAll("bcast of " + root, value(root, round), COUNT);
    }
    Arrays.fill(mine, value(rank, round));
    Arrays.fill(all, 0);
    world.allGather(mine, COUNT, MPI.INT, all, COUNT, MPI.INT);
    checkGathered("allGather", round);
    Arrays.fill(all, 0);
    Arrays.fill(all, rank * COUNT, (rank + 1) * COUNT, value(rank, round));
    world.allGather(all, COUNT, MPI.INT);
    checkGathered("allGather in place", round);
  }

  private void checkGathered(String what, int round) {
    for (int i = 0; i < all.length; i++) {
      check(what + ", element " + i, value(i / COUNT, round), all[i]);
    }
  }
}
