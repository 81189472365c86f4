package io.crossmem.mpi;

import mpi.MPI;
import mpi.MPIException;
import mpi.Win;

/** A job whose last rank dies while others wait for it in a window. */
public final class WindowStopping {
  private WindowStopping() {}

  public static void main(String[] args) throws Exception {
    MPI.Init(args);
    int rank = MPI.COMM_WORLD.Rank();
    int last = MPI.COMM_WORLD.Size() - 1;
    MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN);
    for (boolean mapped : new boolean[] {true, false}) {
      Win win =
          mapped
              ? new Win(64, 1, null, MPI.COMM_WORLD, null, Win.FLAVOR_SHARED)
              : new Win(MPI.newByteBuffer(64), 64, 1, null, MPI.COMM_WORLD);
      win.setErrhandler(MPI.ERRORS_RETURN);
      if (rank == last) {
        win.lock(MPI.LOCK_EXCLUSIVE, 0, 0);
      }
      MPI.COMM_WORLD.Barrier();
      if (rank == last && !mapped) {
        Runtime.getRuntime().halt(0);
      } else if (rank == last) {
        win.unlock(0);
      } else if (!mapped) {
        survive(win, last);
      }
    }
    System.exit(0);
  }

  private static void survive(Win win, int last) {
    dies("lock", () -> win.lock(MPI.LOCK_SHARED, 0, 0));
    dies("lockAll", () -> win.lockAll(0));
    dies("target", () -> win.lock(MPI.LOCK_EXCLUSIVE, last, 0));
    dies("start", () -> win.start(win.getGroup().incl(new int[] {last}), 0));
    win.post(win.getGroup().incl(new int[] {last}), 0);
    dies("wait", win::waitFor);
    win.lock(MPI.LOCK_SHARED, last, MPI.MODE_NOCHECK);
    dies("put", () -> win.put(MPI.newByteBuffer(8), 8, MPI.BYTE, last, 0, 8, MPI.BYTE));
    win.unlock(last);
    dies("fence", () -> win.fence(0));
    dies("free", win::free);
    System.out.println("all is noticed");
  }

  private static void dies(String what, Runnable call) {
    try {
      call.run();
    } catch (MPIException e) {
      if (e.getErrorClass() == MPI.ERR_PROC_FAILED) {
        return;
      }
      throw e;
    }
    throw new AssertionError("not noticed: " + what);
  }
}
