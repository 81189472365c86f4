package io.crossmem.internal.network;

import io.crossmem.internal.network.MpiLibrary.Family;
import io.crossmem.internal.sys.DurationText;
import io.crossmem.internal.sys.OffHeap;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * MPI, with its own communicator. Calls that block until all ranks have made them are made in the
 * wire's own thread, so that the caller can stop waiting. MPI must be finalised by the thread that
 * has initialised it.
 */
public final class MpiWire implements Wire {
  private final MpiLibrary library;
  private final Family family;
  private final ScheduledThreadPoolExecutor thread;
  private final PmiEnd pmi; // null where MPI is finalised
  private final CallCount calls = new CallCount();
  private int rank;
  private int size;

  private MpiWire(MpiLibrary library) {
    this.library = library;
    family = library.family();
    pmi = family == Family.MPICH ? PmiEnd.of(System.getenv()) : null;
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread made = new Thread(work, "crossmem-network");
              made.setDaemon(true);
              return made;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Initialises MPI, and waits for the other ranks.
   *
   * @param deadline by System.nanoTime
   * @throws NetworkException if that fails
   */
  public static MpiWire open(MpiLibrary library, long deadline) throws NetworkException {
    MpiWire wire = new MpiWire(library);
    int error = (int) wire.await(Mpi::init, "MPI_Init_thread", deadline);
    if (error == Mpi.NO_THREADS) {
      throw new NetworkException(
          wire.describe() + " does not allow one thread at a time (MPI_THREAD_SERIALIZED)");
    }
    wire.require(error, "MPI_Init_thread");
    wire.rank = Mpi.rank();
    wire.size = Mpi.size();
    return wire;
  }

  /** The library, in words. */
  public String describe() {
    return library.name() + " (" + library.version() + ")";
  }

  /**
   * A number of the call of MPI that should return at once and has not done so yet, different for
   * each call; 0 if there is none. Any thread may call this.
   */
  public long currentCall() {
    return calls.current();
  }

  /** The wire's own thread, also for periodic tasks. */
  public ScheduledThreadPoolExecutor thread() {
    return thread;
  }

  private void require(int error, String what) throws NetworkException {
    if (error != 0) {
      throw new NetworkException(
          what + " of " + describe() + " failed: " + MpiLibrary.errorText(error));
    }
  }

  /** Runs a task in the wire's own thread. */
  private long await(LongSupplier work, String what, long deadline) throws NetworkException {
    long limit = deadline - System.nanoTime();
    boolean interrupted = false;
    try {
      var result = thread.submit(work::getAsLong);
      while (true) {
        try {
          return result.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true; // it does not end the joining
        }
      }
    } catch (TimeoutException e) {
      String limitInWords = DurationText.ofNanos(Math.max(1, limit / 1_000_000) * 1_000_000);
      throw new NetworkException(
          what
              + " of "
              + describe()
              + " waits for other ranks, which did not arrive within "
              + limitInWords);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Gathers bytes of all ranks in each rank.
   *
   * @param own this rank's bytes; the same number in all ranks
   * @return the bytes of all ranks, by rank
   * @throws NetworkException if that fails, or takes too long
   */
  public List<ByteBuffer> exchange(ByteBuffer own, long deadline) throws NetworkException {
    int bytes = own.remaining();
    ByteBuffer from = OffHeap.allocate(bytes).put(0, own, own.position(), bytes);
    ByteBuffer all = OffHeap.allocate(Math.multiplyExact(bytes, size));
    long fromAddress = OffHeap.addressOfRemaining(from, "own");
    long allAddress = OffHeap.addressOfRemaining(all, "all");
    LongSupplier gather =
        () -> {
          int error = Mpi.allgather(fromAddress, allAddress, bytes);
          return from.isDirect() && all.isDirect() ? error : -1; // both are kept until it returns
        };
    require((int) await(gather, "MPI_Allgather", deadline), "MPI_Allgather");
    List<ByteBuffer> told = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      told.add(all.slice(i * bytes, bytes).order(all.order()));
    }
    return told;
  }

  /**
   * Makes a step to the end of MPI, in the wire's own thread, when all ranks have left: finalises
   * it, which blocks until all ranks have called this, or ends as {@link PmiEnd} does. Until it is
   * over, the network must be polled, since other ranks may wait for what was sent.
   *
   * @param beforeFinalize is run before MPI is finalised
   * @return whether it is over
   */
  public boolean finish(Runnable beforeFinalize) {
    if (pmi != null) {
      return pmi.step();
    }
    awaitAll();
    beforeFinalize.run();
    Mpi.finish();
    return true;
  }

  /**
   * MPI_Finalize does not always wait for all ranks: that of Open MPI under Slurm's PMIx does not,
   * and drops what is not sent yet.
   */
  private void awaitAll() {
    ByteBuffer own = OffHeap.allocate(1);
    ByteBuffer all = OffHeap.allocate(size);
    try {
      Mpi.allgather(
          OffHeap.addressOfRemaining(own, "own"), OffHeap.addressOfRemaining(all, "all"), 1);
    } finally {
      Reference.reachabilityFence(own);
      Reference.reachabilityFence(all);
    }
  }

  /** For how long {@link #finish} may be tried, in ns. */
  public long finishLimitNanos() {
    boolean mayHang = family == Family.MPICH && pmi == null;
    return TimeUnit.SECONDS.toNanos(mayHang ? 1 : 60);
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int pieceBytes(int length) {
    return family.pieceBytes(length);
  }

  @Override
  public Request newRequest() {
    return new MpiRequest();
  }

  private final class MpiRequest implements Request {
    private final ByteBuffer memory = OffHeap.allocate(Mpi.REQUEST_BYTES);
    private final long address = OffHeap.addressOfRemaining(memory, "request");

    @Override
    public void send(long from, int bytes, int to, int tag) throws NetworkException {
      int error;
      calls.begin();
      try {
        error = Mpi.send(address, from, bytes, to, tag);
      } finally {
        calls.end();
      }
      require(error, "MPI_Isend");
    }

    @Override
    public void receive(long into, int bytes, int from, int tag) throws NetworkException {
      int error;
      calls.begin();
      try {
        error = Mpi.receive(address, into, bytes, from, tag);
      } finally {
        calls.end();
      }
      require(error, "MPI_Irecv");
    }

    @Override
    public boolean isOver() throws NetworkException {
      int result;
      calls.begin();
      try {
        result = Mpi.test(address);
      } finally {
        calls.end();
      }
      if (result < 0) {
        require(-result, "MPI_Test");
      }
      return result > 0;
    }

    @Override
    public int source() {
      return memory.getInt(Mpi.REQUEST_SOURCE);
    }

    @Override
    public int length() {
      return memory.getInt(Mpi.REQUEST_LENGTH);
    }

    @Override
    public void cancel() {
      calls.begin();
      try {
        Mpi.cancel(address);
      } finally {
        calls.end();
      }
    }
  }
}
