package io.crossmem.mpi;

import java.util.Arrays;
import mpi.MPI;

/** Prints what its launcher gave it. Uses no other class of ours. */
public final class LaunchedRank {
  private LaunchedRank() {}

  public static void main(String[] args) throws Exception {
    String[] rest = MPI.Init(args);
    int rank = MPI.COMM_WORLD.Rank();
    if (Arrays.asList(rest).contains("abort") && rank == 1) {
      MPI.COMM_WORLD.Abort(5);
    }
    int size = MPI.COMM_WORLD.Size();
    String line =
        rank
            + " of "
            + size
            + ": main "
            + Arrays.toString(args)
            + ", Init "
            + Arrays.toString(rest);
    String shown = System.getProperty("show");
    System.out.println(
        shown == null
            ? line
            : line + " " + System.getenv(shown) + " in " + System.getProperty("user.dir"));
    MPI.COMM_WORLD.Barrier();
    MPI.Finalize();
  }
}
