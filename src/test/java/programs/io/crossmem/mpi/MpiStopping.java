package io.crossmem.mpi;

import mpi.MPI;
import mpi.MPIException;

/** A job of two ranks that does not end well. */
public final class MpiStopping {
  private MpiStopping() {}

  public static void main(String[] args) throws Exception {
    MPI.Init(args);
    int rank = MPI.COMM_WORLD.Rank();
    MPI.COMM_WORLD.Barrier();
    switch (args[0]) {
      case "abort", "abort-with-0" -> {
        if (rank == 1) {
          MPI.COMM_WORLD.Abort(args[0].equals("abort") ? 7 : 0);
        }
        MPI.COMM_WORLD.Recv(new int[1], 0, 1, MPI.INT, 1, 1);
      }
      case "die" -> {
        if (rank == 1) {
          Runtime.getRuntime().halt(0);
        }
        MPI.COMM_WORLD.Recv(new int[1], 0, 1, MPI.INT, 1, 1);
      }
      case "survive" -> {
        MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN);
        if (rank == 1) {
          Runtime.getRuntime().halt(0);
        }
        try {
          MPI.COMM_WORLD.recv(new int[1], 1, MPI.INT, 1, 1);
        } catch (MPIException e) {
          if (e.getErrorClass() == MPI.ERR_PROC_FAILED) {
            System.out.println("rank 0 has noticed");
          }
        }
        System.exit(0);
      }
      default -> {
        MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_ARE_FATAL);
        if (rank == 1) {
          MPI.COMM_WORLD.send(new int[1], 1, MPI.INT, 77, 1);
        }
        MPI.COMM_WORLD.Barrier();
      }
    }
    System.out.println("rank " + rank + " went on");
    System.exit(0);
  }
}
