package io.crossmem.mpi;

import static io.crossmem.mpi.Expect.failure;

import java.nio.IntBuffer;
import java.util.List;
import java.util.stream.IntStream;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;

/**
 * Two groups of three ranks, of which one dies in the middle of a collective operation. Arguments:
 * the operation, and the rank that dies; ranks 0 to 2 are the first group.
 */
public final class TwoGroupsStopping {
  private static final int EACH = 3;
  private static final int LENGTH = 50_000; // ints; a rank waits until the other has received them

  private TwoGroupsStopping() {}

  public static void main(String[] args) throws Exception {
    String[] words = args[0].split(" ");
    MPI.Init(args);
    MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN);
    int rank = MPI.COMM_WORLD.getRank();
    boolean isFirst = rank < EACH;
    Intracomm local = MPI.COMM_WORLD.split(isFirst ? 0 : 1, rank);
    Intercomm inter = MPI.COMM_WORLD.createIntercomm(local, 0, isFirst ? EACH : 0, 1);
    inter.setErrhandler(MPI.ERRORS_RETURN);
    MPI.COMM_WORLD.barrier();
    int victim = Integer.parseInt(words[1]);
    if (rank == victim) {
      Thread.sleep(200); // the others are in the operation by then
      Runtime.getRuntime().halt(0);
    }
    if (words[0].equals("bcast") && isFirst) {
      System.out.println("rank " + rank + " has nothing to wait for");
    } else {
      failure("blocking", MPI.ERR_PROC_FAILED, () -> run(words[0], inter));
      failure("non-blocking", MPI.ERR_PROC_FAILED, () -> start(words[0], inter).waitFor());
      System.out.println("rank " + rank + " has noticed");
    }
    awaitOthers(rank, victim);
    System.exit(0);
  }

  private static void run(String operation, Intercomm inter) {
    int[] sent = new int[LENGTH];
    int[] got = new int[LENGTH];
    int[] parts = new int[EACH * LENGTH];
    switch (operation) {
      case "bcast" -> inter.bcast(got, LENGTH, MPI.INT, 1);
      case "allReduce" -> inter.allReduce(sent, got, LENGTH, MPI.INT, MPI.SUM);
      default -> inter.allGather(sent, LENGTH, MPI.INT, parts, LENGTH, MPI.INT);
    }
  }

  private static Request start(String operation, Intercomm inter) {
    IntBuffer sent = MPI.newIntBuffer(LENGTH);
    IntBuffer got = MPI.newIntBuffer(LENGTH);
    IntBuffer parts = MPI.newIntBuffer(EACH * LENGTH);
    return switch (operation) {
      case "bcast" -> inter.iBcast(got, LENGTH, MPI.INT, 1);
      case "allReduce" -> inter.iAllReduce(sent, got, LENGTH, MPI.INT, MPI.SUM);
      default -> inter.iAllGather(sent, LENGTH, MPI.INT, parts, LENGTH, MPI.INT);
    };
  }

  /** Nobody else ends before all have noticed whose end it was. */
  private static void awaitOthers(int rank, int victim) {
    List<Integer> others = IntStream.range(0, 2 * EACH).boxed().toList();
    for (int other : others) {
      if (other != rank && other != victim) {
        MPI.COMM_WORLD.send(new int[1], 1, MPI.INT, other, 9);
      }
    }
    for (int other : others) {
      if (other != rank && other != victim) {
        MPI.COMM_WORLD.recv(new int[1], 1, MPI.INT, other, 9);
      }
    }
  }
}
