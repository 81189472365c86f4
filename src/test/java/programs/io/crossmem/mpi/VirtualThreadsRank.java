package io.crossmem.mpi;

import java.util.ArrayList;
import java.util.List;
import mpi.MPI;
import mpi.MPIException;

/** Each rank receives and sends in many virtual threads; the receivers are started first. */
public final class VirtualThreadsRank {
  private static final int THREADS = 200;
  private static final int ROUNDS = 5;

  private VirtualThreadsRank() {}

  public static void main(String[] args) throws Exception {
    int level = MPI.InitThread(args, MPI.THREAD_MULTIPLE);
    Expect.equal("level", MPI.THREAD_MULTIPLE, level);
    int rank = MPI.COMM_WORLD.getRank();
    int size = MPI.COMM_WORLD.getSize();
    int next = (rank + 1) % size;
    int previous = (rank + size - 1) % size;
    int[][] received = new int[THREADS][ROUNDS];
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int tag = i;
      tasks.add(() -> receive(received[tag], previous, tag));
    }
    for (int i = 0; i < THREADS; i++) {
      int tag = i;
      tasks.add(() -> send(next, rank, tag));
    }
    List<Thread> threads = new ArrayList<>();
    for (Runnable task : tasks) {
      threads.add(start(task));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int tag = 0; tag < THREADS; tag++) {
      for (int round = 0; round < ROUNDS; round++) {
        Expect.equal("received", value(previous, tag, round), received[tag][round]);
      }
    }
    MPI.Finalize();
    System.out.println("rank " + rank + " is done");
  }

  /** By reflection, since tests are compiled for JDK 17. */
  private static Thread start(Runnable task) throws ReflectiveOperationException {
    return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
  }

  private static int value(int from, int tag, int round) {
    return from * 1_000_000 + tag * 1000 + round;
  }

  /** Half of the threads by calls that wait, half by requests. */
  private static void receive(int[] values, int from, int tag) throws MPIException {
    int[] one = new int[1];
    for (int round = 0; round < values.length; round++) {
      if (tag % 2 == 0) {
        MPI.COMM_WORLD.recv(one, 1, MPI.INT, from, tag);
      } else {
        MPI.COMM_WORLD.Irecv(one, 0, 1, MPI.INT, from, tag).Wait();
      }
      values[round] = one[0];
    }
  }

  private static void send(int to, int rank, int tag) throws MPIException {
    for (int round = 0; round < ROUNDS; round++) {
      int[] one = {value(rank, tag, round)};
      if (tag % 2 == 0) {
        MPI.COMM_WORLD.sSend(one, 1, MPI.INT, to, tag);
      } else {
        MPI.COMM_WORLD.send(one, 1, MPI.INT, to, tag);
      }
    }
  }
}
