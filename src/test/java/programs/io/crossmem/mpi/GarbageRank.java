package io.crossmem.mpi;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import mpi.Comm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Prequest;
import mpi.Request;
import mpi.Win;

/**
 * The bytes that each call of a steady stream allocates: what it returns to the program, and what
 * the request of the messages below takes. For two ranks with compressed references.
 */
public final class GarbageRank {
  private static final int STATUS = 48;
  private static final int REQUEST = 32;
  private static final int BELOW = 40; // the request of Communicator
  private static final int MANY = 300; // buffers that are used in turn
  private static final int BYTES = 64;
  private static final int ROUNDS = 300;
  private static final int WARM_UP = 30; // times so many rounds

  private static ThreadMXBean threads;

  private GarbageRank() {}

  public static void main(String[] args) {
    threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    MPI.Init(args);
    int rank = MPI.COMM_WORLD.getRank();
    int other = 1 - rank;
    messages(MPI.COMM_WORLD, rank == 0, other);
    collectives(MPI.COMM_WORLD);
    window(other);
    MPI.Finalize();
    System.out.println("rank " + rank + " is done");
  }

  private static void messages(Comm world, boolean sends, int other) {
    ByteBuffer one = ByteBuffer.allocateDirect(BYTES);
    byte[] array = new byte[BYTES];
    requireAtMost(
        STATUS,
        "send and recv",
        () -> {
          world.send(one, BYTES, MPI.BYTE, other, 1);
          world.recv(one, BYTES, MPI.BYTE, other, 1);
        });
    requireAtMost(
        STATUS,
        "Send and Recv",
        () -> {
          world.Send(array, 0, BYTES, MPI.BYTE, other, 1);
          world.Recv(array, 0, BYTES, MPI.BYTE, other, 1);
        });
    ByteBuffer[] many = new ByteBuffer[MANY];
    Arrays.setAll(many, i -> ByteBuffer.allocateDirect(BYTES));
    Request[] requests = new Request[MANY];
    requireAtMost(
        MANY * (REQUEST + BELOW) + STATUS,
        "iSend or iRecv, and waitAll",
        () -> {
          for (int i = 0; i < MANY; i++) {
            requests[i] =
                sends
                    ? world.iSend(many[i], BYTES, MPI.BYTE, other, 1)
                    : world.iRecv(many[i], BYTES, MPI.BYTE, other, 1);
          }
          Request.waitAll(requests);
          exchange(world, sends, other, one);
        });
    Prequest persistent =
        sends
            ? world.sendInit(one, BYTES, MPI.BYTE, other, 1)
            : world.recvInit(one, BYTES, MPI.BYTE, other, 1);
    requireAtMost(
        sends ? STATUS : 0,
        "a persistent request",
        () -> {
          persistent.start();
          persistent.waitFor();
          exchange(world, sends, other, one);
        });
  }

  private static void collectives(Intracomm world) {
    ByteBuffer one = ByteBuffer.allocateDirect(BYTES);
    ByteBuffer result = ByteBuffer.allocateDirect(BYTES);
    ByteBuffer both = ByteBuffer.allocateDirect(2 * BYTES);
    double[] doubles = new double[BYTES];
    double[] sums = new double[BYTES];
    requireAtMost(0, "barrier", world::barrier);
    requireAtMost(0, "bcast", () -> world.bcast(one, BYTES, MPI.BYTE, 0));
    requireAtMost(
        0, "allGather", () -> world.allGather(one, BYTES, MPI.BYTE, both, BYTES, MPI.BYTE));
    requireAtMost(0, "reduce", () -> world.reduce(one, result, BYTES, MPI.BYTE, MPI.SUM, 1));
    requireAtMost(0, "reduce in place", () -> world.reduce(one, BYTES, MPI.BYTE, MPI.SUM, 0));
    requireAtMost(0, "allReduce", () -> world.allReduce(one, result, BYTES, MPI.BYTE, MPI.SUM));
    requireAtMost(0, "scan", () -> world.scan(one, result, BYTES, MPI.BYTE, MPI.SUM));
    requireAtMost(0, "Barrier", world::Barrier);
    requireAtMost(0, "Bcast", () -> world.Bcast(doubles, 1, BYTES / 2, MPI.DOUBLE, 1));
    requireAtMost(
        0,
        "Reduce and Allreduce",
        () -> {
          world.Reduce(doubles, 0, sums, 0, BYTES, MPI.DOUBLE, MPI.MAX, 0);
          world.Allreduce(doubles, 0, sums, 0, BYTES, MPI.DOUBLE, MPI.MAX);
        });
  }

  /** So that neither rank is ahead of the other. */
  private static void exchange(Comm world, boolean sends, int other, ByteBuffer buffer) {
    if (sends) {
      world.recv(buffer, BYTES, MPI.BYTE, other, 2);
    } else {
      world.send(buffer, BYTES, MPI.BYTE, other, 2);
    }
  }

  private static void window(int other) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    Win window = new Win(BYTES, 1, MPI.INFO_NULL, MPI.COMM_WORLD, null, Win.FLAVOR_SHARED);
    window.lockAll(0);
    requireAtMost(
        0,
        "put, get and flush",
        () -> {
          window.put(buffer, BYTES, MPI.BYTE, other, 0, BYTES, MPI.BYTE);
          window.flush(other);
          window.get(buffer, BYTES, MPI.BYTE, other, 0, BYTES, MPI.BYTE);
        });
    window.unlockAll();
    window.free();
  }

  private static void requireAtMost(long bytes, String what, Runnable round) {
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    // What the JVM's compiler and a failed look cost now and then is not the messages'.
    for (int i = 0; i < WARM_UP; i++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int k = 0; k < ROUNDS; k++) {
        round.run();
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
      MPI.COMM_WORLD.barrier();
    }
    if (least / ROUNDS > bytes) {
      throw new AssertionError(what + ": " + least / ROUNDS + " bytes a round, more than " + bytes);
    }
  }
}
