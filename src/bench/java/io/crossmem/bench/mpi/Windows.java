package io.crossmem.bench.mpi;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import mpi.MPI;
import mpi.MPIException;
import mpi.Win;

/**
 * Puts and gets: the window is over the memory of the exercise, or over memory that it allocates.
 * The collective operation is a fence.
 */
final class Windows implements Transport {
  private static final int SENDER = 0;

  private final Control control;
  private final boolean allocates;
  private final boolean flushes; // after each access, which this implementation needs
  private Win window;
  private boolean isLocked;

  Windows(Control control, boolean allocates, boolean flushes) {
    this.control = control;
    this.allocates = allocates;
    this.flushes = flushes;
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) throws IOException {
    try {
      free();
      boolean gets = task.exercise().equals("get");
      ByteBuffer target = (gets ? out : in).bytes();
      window =
          allocates
              ? new Win(
                  target.capacity(), 1, MPI.INFO_NULL, MPI.COMM_WORLD, null, Win.FLAVOR_SHARED)
              : new Win(target, target.capacity(), 1, MPI.INFO_NULL, MPI.COMM_WORLD);
      isLocked = !task.exercise().equals("barrier");
      if (isLocked) {
        window.lockAll(0);
      }
      return new Opened(task, out, in);
    } catch (MPIException e) {
      throw new IOException(e);
    }
  }

  private void free() throws MPIException {
    if (window == null) {
      return;
    }
    if (isLocked) {
      window.unlockAll();
    }
    window.free();
    window = null;
  }

  @Override
  public void close() throws IOException {
    try {
      free();
    } catch (MPIException e) {
      throw new IOException(e);
    }
  }

  private final class Opened implements Channel {
    private final Win window = Windows.this.window;
    private final int bytes;
    private final boolean gets;
    private final Memory out;
    private final Memory in;

    Opened(Task task, Memory out, Memory in) {
      bytes = task.bytes();
      gets = task.exercise().equals("get");
      this.out = out;
      this.in = in;
    }

    @Override
    public void expose() throws IOException {
      if (allocates && gets && control.rank() == SENDER) {
        own().put(0, out.bytes(), 0, bytes);
      }
    }

    @Override
    public void collect() throws IOException {
      if (allocates && !gets && control.rank() != SENDER) {
        in.bytes().put(0, own(), 0, bytes);
      }
    }

    private ByteBuffer own() throws IOException {
      try {
        return window.sharedQuery(control.rank());
      } catch (MPIException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void send(int slot) throws IOException {
      try {
        window.put(out.bytes(), bytes, MPI.BYTE, 1, 0, bytes, MPI.BYTE);
        if (flushes) {
          window.flush(1);
        }
      } catch (MPIException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void receive(int slot) throws IOException {
      try {
        window.get(in.bytes(), bytes, MPI.BYTE, SENDER, 0, bytes, MPI.BYTE);
        if (flushes) {
          window.flush(SENDER);
        }
      } catch (MPIException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void collective() throws IOException {
      try {
        window.fence(0);
      } catch (MPIException e) {
        throw new IOException(e);
      }
    }
  }
}
