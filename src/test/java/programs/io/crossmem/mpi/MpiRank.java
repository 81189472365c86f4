package io.crossmem.mpi;

import java.util.Arrays;
import java.util.Objects;
import mpi.Intracomm;
import mpi.MPI;

/** Each method of package mpi against plain Java; with any number of ranks. */
public final class MpiRank {
  static Intracomm world;
  static int rank;
  static int size;
  static int ranksHere; // on this node

  private MpiRank() {}

  public static void main(String[] args) throws Exception {
    for (int round = 0; round < 2; round++) {
      check("arguments", Arrays.toString(args), Arrays.toString(MPI.Init(args)));
      world = MPI.COMM_WORLD;
      rank = world.getRank();
      size = world.getSize();
      ranksHere = size;
      Environment.run();
      Messages.run();
      PersistentAndSeveral.run();
      Types.run();
      Packed.run();
      ObjectMessages.run();
      MovingCollectives.run();
      Reductions.run();
      RepeatedCollectives.run();
      LargeItems.run();
      Groups.run();
      Windows.run();
      Files.run();
      Errors.run();
      MPI.Finalize();
      check("finalized", true, MPI.isFinalized());
    }
    System.out.println("rank " + rank + " is done");
  }

  static void check(String what, Object expected, Object actual) {
    if (!Objects.deepEquals(expected, actual)) {
      throw new AssertionError(
          "rank "
              + rank
              + " of "
              + size
              + ", "
              + what
              + ": expected "
              + text(expected)
              + ", got "
              + text(actual));
    }
  }

  private static String text(Object value) {
    String deep = Arrays.deepToString(new Object[] {value});
    return deep.substring(1, deep.length() - 1);
  }

  /** The next rank of a ring. */
  static int next() {
    return (rank + 1) % size;
  }

  static int previous() {
    return (rank + size - 1) % size;
  }

  /** Numbers that differ between ranks. */
  static int[] ints(int of, int count) {
    int[] ints = new int[count];
    Arrays.setAll(ints, i -> 1000 * of + i);
    return ints;
  }
}
