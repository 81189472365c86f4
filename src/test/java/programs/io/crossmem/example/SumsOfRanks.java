package io.crossmem.example;

import java.nio.DoubleBuffer;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;

public class SumsOfRanks {
  public static void main(String[] args) throws MPIException {
    MPI.Init(args);
    int rank = MPI.COMM_WORLD.getRank();

    DoubleBuffer mine = MPI.newDoubleBuffer(2);
    DoubleBuffer sums = MPI.newDoubleBuffer(2);
    mine.put(0, rank).put(1, .5);
    Request request = MPI.COMM_WORLD.iAllReduce(mine, sums, 2, MPI.DOUBLE, MPI.SUM);
    request.waitFor();
    if (rank == 0) {
      System.out.println("the sums are " + sums.get(0) + " and " + sums.get(1));
    }
    MPI.Finalize();
  }
}
