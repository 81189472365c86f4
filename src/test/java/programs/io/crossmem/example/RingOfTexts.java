package io.crossmem.example;

import mpi.MPI;
import mpi.Status;

public class RingOfTexts {
  public static void main(String[] args) {
    MPI.Init(args);
    int rank = MPI.COMM_WORLD.Rank();
    int size = MPI.COMM_WORLD.Size();
    int next = (rank + 1) % size;

    String[] sent = {"hello from rank " + rank};
    String[] heard = new String[1];
    Status status =
        MPI.COMM_WORLD.Sendrecv(
            sent, 0, 1, MPI.OBJECT, next, 7, heard, 0, 1, MPI.OBJECT, MPI.ANY_SOURCE, 7);
    System.out.println("rank " + rank + " heard of " + status.source + ": " + heard[0]);
    MPI.Finalize();
  }
}
