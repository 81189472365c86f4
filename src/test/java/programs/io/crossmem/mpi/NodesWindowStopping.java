package io.crossmem.mpi;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import mpi.Group;
import mpi.MPI;
import mpi.Win;

/**
 * A job on two nodes whose last rank dies while it has the lock of rank 0's memory and writes to
 * it. Writes into a file what each rank has noticed: a launcher may lose what is printed. Argument:
 * the folder of the files.
 */
public final class NodesWindowStopping {
  /** The last line of each rank's file. */
  public static final String NOTICED = "all is noticed";

  private static final int BYTES = 8 << 20;

  private final Win win;
  private final int rank = MPI.COMM_WORLD.getRank();
  private final int last = MPI.COMM_WORLD.getSize() - 1;
  private final Path file;
  private final boolean othersGoOn;

  private NodesWindowStopping(Path folder, boolean othersGoOn) {
    this.othersGoOn = othersGoOn;
    file = folder.resolve("rank-" + rank);
    win = new Win(MPI.newByteBuffer(BYTES), BYTES, 1, MPI.INFO_NULL, MPI.COMM_WORLD);
    win.setErrhandler(MPI.ERRORS_RETURN);
  }

  public static void main(String[] arguments) throws Exception {
    MPI.Init(arguments);
    MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN);
    new NodesWindowStopping(Path.of(arguments[0]), Boolean.parseBoolean(arguments[1])).run();
    System.exit(0);
  }

  private void run() throws Exception {
    if (rank == last) {
      win.lock(MPI.LOCK_EXCLUSIVE, 0, 0);
    }
    MPI.COMM_WORLD.barrier();
    if (rank == last) {
      new ProcessBuilder("sh", "-c", "sleep 0.5; kill -9 " + ProcessHandle.current().pid()).start();
      while (true) {
        put(0);
      }
    }
    if (rank == 1) {
      getUntilItDies();
    } else {
      dies("lock", () -> win.lock(MPI.LOCK_EXCLUSIVE, 0, 0));
    }
    everythingThatNeedsIt();
    if (othersGoOn) {
      useTheOthers(); // some of them have freed the window already
    }
    dies("free", win::free);
    say(NOTICED);
    awaitOthers(); // a launcher may end the others with the first that exits
  }

  private void put(int target) {
    win.put(MPI.newByteBuffer(BYTES), BYTES, MPI.BYTE, target, 0, BYTES, MPI.BYTE);
  }

  private void getUntilItDies() {
    ByteBuffer into = MPI.newByteBuffer(BYTES);
    win.lock(MPI.LOCK_SHARED, last, 0);
    dies(
        "get",
        () -> {
          while (true) {
            win.get(into, BYTES, MPI.BYTE, last, 0, BYTES, MPI.BYTE);
            win.flush(last);
          }
        });
    dies("unlock", () -> win.unlock(last));
  }

  private void everythingThatNeedsIt() {
    Group dead = win.getGroup().incl(new int[] {last});
    dies("lock alone", () -> win.lock(MPI.LOCK_EXCLUSIVE, 0, 0));
    dies("lock", () -> win.lock(MPI.LOCK_SHARED, 0, 0));
    dies("lock all", () -> win.lockAll(0));
    dies("lock of the dead", () -> win.lock(MPI.LOCK_EXCLUSIVE, last, 0));
    dies("start", () -> win.start(dead, 0));
    if (rank == 0) {
      Group deadAndOther = win.getGroup().incl(new int[] {last, 1});
      dies("post", () -> win.post(deadAndOther, 0));
      dies("wait", win::waitFor);
    } else if (rank == 1) {
      win.start(win.getGroup().incl(new int[] {0}), 0); // rank 0's post has reached this rank
      win.complete();
    }
    win.lock(MPI.LOCK_SHARED, last, MPI.MODE_NOCHECK);
    dies("put", () -> put(last));
    IntBuffer one = MPI.newIntBuffer(1);
    dies("accumulate", () -> win.accumulate(one, 1, MPI.INT, last, 0, 1, MPI.INT, MPI.SUM));
    dies("fetch", () -> win.fetchAndOp(one, one, MPI.INT, last, 0, MPI.SUM));
    win.unlock(last);
    dies("fence", () -> win.fence(0));
  }

  /** Nobody has the lock of the ranks that are left, except of rank 0. */
  private void useTheOthers() {
    for (int i = 1; i < last; i++) {
      win.lock(MPI.LOCK_EXCLUSIVE, i, 0);
      put(i);
      win.unlock(i);
    }
  }

  private void awaitOthers() throws Exception {
    for (int i = 0; i < last; i++) {
      Path other = file.resolveSibling("rank-" + i);
      while (!Files.exists(other) || !Files.readAllLines(other).contains(NOTICED)) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private void dies(String what, Runnable call) {
    long began = System.nanoTime();
    Expect.failure(what, MPI.ERR_PROC_FAILED, call);
    say(what + " after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
  }

  private void say(String words) {
    try {
      Files.writeString(file, words + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
