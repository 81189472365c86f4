package mpi;

import io.crossmem.message.MessageException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Memory of each rank that the others read and write without its help.
 *
 * <p>The program's own memory is copied by the kernel, one system call each time. Memory that the
 * window allocates is mapped in all ranks, and an access is a plain copy. If ranks are on several
 * nodes, accesses are messages, which a thread of each rank answers. An access has happened when
 * the call returns, so {@link #flush} has nothing to wait for. Accumulating is atomic for each
 * element.
 *
 * <p>An access needs an epoch: between two {@link #fence}s, between {@link #start} and {@link
 * #complete}, or between {@link #lock} and {@link #unlock}. The calls that begin and end epochs are
 * made by one thread at a time; any number of threads may access memory between them. The memory of
 * one rank may have at most 2^31 - 2^20 bytes.
 *
 * <p>A displacement is in units of the target: its displacement unit times the bytes of an element
 * of its buffer. Buffers that are given to an access are used from element 0 on, whatever their
 * position is. All methods throw {@link MPIException} of class {@link MPI#ERR_WIN} once the window
 * is freed, and of class {@link MPI#ERR_PROC_FAILED} if a rank that they wait for has ended; this
 * ends the job unless the error handler is {@link MPI#ERRORS_RETURN}.
 */
public final class Win implements Freeable {
  /** No window. */
  public static final int WIN_NULL = 0;

  /** Memory that no other rank reads or writes directly. */
  public static final int FLAVOR_PRIVATE = 0;

  /** Memory that all ranks read and write directly: {@link #sharedQuery}. */
  public static final int FLAVOR_SHARED = 1;

  private static final Attributes.Keys KEYS = new Attributes.Keys();

  private static final int FENCE_ASSERTIONS =
      MPI.MODE_NOSTORE | MPI.MODE_NOPUT | MPI.MODE_NOPRECEDE | MPI.MODE_NOSUCCEED;
  private static final int POST_ASSERTIONS = MPI.MODE_NOCHECK | MPI.MODE_NOSTORE | MPI.MODE_NOPUT;

  private final Attributes attributes = new Attributes(KEYS, this);
  private Window window; // null once it is freed
  private Epochs epochs; // of the window; not volatile, for fast accesses in loops
  private volatile Errhandler handler; // null until the program sets one
  private volatile String name = "";
  private volatile Info info;
  private final boolean hasNoLocks; // the program has said so when it made the window

  // ---- making one

  /**
   * Makes a window over the program's own memory. All ranks of the communicator call this.
   *
   * @param base the memory of this rank, a direct buffer; kept until the window is freed
   * @param size its length, in elements of the buffer
   * @param dispUnit the displacement unit, in elements of the buffer
   * @param info stored; the hint {@code no_locks=true} says that the program never locks
   * @param comm an intracommunicator
   * @throws MPIException of class {@link MPI#ERR_BUFFER}, {@link MPI#ERR_SIZE}, {@link
   *     MPI#ERR_DISP} or {@link MPI#ERR_COMM} for a wrong argument, without waiting for other
   *     ranks; of another class if the memory of the ranks cannot be reached
   */
  public Win(Buffer base, int size, int dispUnit, Info info, Comm comm) {
    this.info = Info.copyOf(info);
    hasNoLocks = hasNoLocks(this.info);
    try {
      if (base == null) {
        throw new MPIException(ErrorClass.BUFFER, "the buffer is null");
      }
      window = Window.of(comm, base, size, dispUnit);
      epochs = window.epochs;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Makes a window over memory that it allocates. All ranks have that memory mapped if they are on
   * one node. If a rank gives a buffer, its part is that buffer. All ranks of the communicator call
   * this.
   *
   * @param size in elements of the buffer; in bytes if there is none
   * @param dispUnit the displacement unit, in elements
   * @param info stored; the hint {@code no_locks=true} says that the program never locks
   * @param comm an intracommunicator
   * @param base null to allocate zeroed memory, which {@link #sharedQuery} returns; or a direct
   *     buffer with at least {@code size} elements
   * @param flavor {@link #FLAVOR_PRIVATE} or {@link #FLAVOR_SHARED}; on one node both do the same
   * @throws MPIException as the first constructor; of class {@link MPI#ERR_ARG} if there is no such
   *     flavor, {@link MPI#ERR_COMM} if memory is to be shared by ranks on several nodes
   */
  public Win(int size, int dispUnit, Info info, Comm comm, Buffer base, int flavor) {
    this.info = Info.copyOf(info);
    hasNoLocks = hasNoLocks(this.info);
    try {
      if (flavor != FLAVOR_PRIVATE && flavor != FLAVOR_SHARED) {
        throw new MPIException(ErrorClass.ARG, "there is no flavor " + flavor);
      }
      if (flavor == FLAVOR_SHARED && base == null && comm != null && comm.channel().spansNodes()) {
        throw new MPIException(
            ErrorClass.COMM,
            "ranks on several nodes share no memory: use FLAVOR_PRIVATE, or a communicator of"
                + " COMM_TYPE_SHARED");
      }
      window = Window.of(comm, base, size, dispUnit);
      epochs = window.epochs;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Makes a dynamic window: memory is attached to it later. All ranks of the communicator call
   * this.
   *
   * @param info stored; the hint {@code no_locks=true} says that the program never locks
   * @param comm an intracommunicator
   * @throws MPIException as the first constructor
   */
  public Win(Info info, Comm comm) {
    this.info = Info.copyOf(info);
    hasNoLocks = hasNoLocks(this.info);
    try {
      window = Window.dynamic(comm);
      epochs = window.epochs;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Attaches memory to a dynamic window. Its displacement is the number of bytes that were attached
   * before, each buffer rounded up to a multiple of 8; {@link #getDisplacement} returns it.
   * Displacements are in bytes.
   *
   * @param base a direct buffer; kept until it is detached
   * @param size its length, in elements of the buffer
   * @throws MPIException of class {@link MPI#ERR_WIN} if the window is not dynamic, {@link
   *     MPI#ERR_BUFFER} or {@link MPI#ERR_SIZE} for a wrong argument, {@link MPI#ERR_NO_MEM} if 256
   *     buffers are attached, or 2^31 bytes have been attached in total
   */
  public void attach(Buffer base, int size) {
    try {
      int bytes = Window.bytesOfElement(base);
      if (!base.isDirect()) {
        throw new MPIException(ErrorClass.BUFFER, "the buffer of a window must be direct");
      }
      if (size <= 0 || size > base.capacity() || (long) size * bytes > Integer.MAX_VALUE) {
        throw new MPIException(ErrorClass.SIZE, "the size is out of range: " + size);
      }
      open().attached().attach(base, size * bytes);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The displacement of attached memory.
   *
   * @param base the attached buffer
   * @return the displacement of its element 0, in bytes
   * @throws MPIException of class {@link MPI#ERR_BUFFER} if it is not attached, {@link MPI#ERR_WIN}
   *     if the window is not dynamic
   */
  public int getDisplacement(Buffer base) {
    try {
      return open().attached().displacement(base);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Detaches memory. No rank may access it during the call or after it.
   *
   * @param base the attached buffer, the same object
   * @throws MPIException of class {@link MPI#ERR_BUFFER} if it is not attached, {@link MPI#ERR_WIN}
   *     if the window is not dynamic
   */
  public void detach(Buffer base) {
    try {
      open().attached().detach(base);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The memory that the window has allocated in a rank, to be read and written directly.
   *
   * @param rank in the communicator; {@link MPI#PROC_NULL} for the first that has any
   * @return a new buffer over it, in the byte order of the machine; after the window is freed it
   *     reads zeros
   * @throws MPIException of class {@link MPI#ERR_RANK} if there is no such rank, {@link
   *     MPI#ERR_WIN} if that rank gave a buffer of its own, or the window is on several nodes and
   *     it is another rank
   */
  public ByteBuffer sharedQuery(int rank) {
    try {
      Window open = open();
      int wanted = rank == MPI.PROC_NULL ? 0 : requireRank(open, rank);
      while (rank == MPI.PROC_NULL
          && wanted < open.targets.length - 1
          && open.memory(wanted).capacity() == 0) {
        wanted++;
      }
      return open.memory(wanted);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The ranks of the window.
   *
   * @return a new group
   */
  public Group getGroup() {
    return open().channel.local.copy();
  }

  /**
   * Frees the window. All ranks call this; it returns after all have called it.
   *
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if an epoch is open; if another rank has
   *     ended, the window is freed nevertheless, and on several nodes the other ranks can access
   *     this rank's memory until {@link MPI#Finalize}
   */
  @Override
  public void free() {
    try {
      Window closed = open();
      closed.epochs.requireNoneButFence();
      window = null;
      epochs = Epochs.NONE;
      attributes.clear();
      closed.close();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private static boolean hasNoLocks(Info hints) {
    return "true".equals(hints.get("no_locks"));
  }

  private void requireLocks() {
    if (hasNoLocks) {
      throw new MPIException(
          ErrorClass.RMA_SYNC, "the window was made with the hint no_locks, and has no locks");
    }
  }

  private Window open() {
    Window open = window;
    if (open == null) {
      throw new MPIException(ErrorClass.WIN, "the window was freed");
    }
    World.requireInside();
    return open;
  }

  private static int requireRank(Window open, int rank) {
    if (rank < 0 || rank >= open.targets.length) {
      throw new MPIException(
          ErrorClass.RANK, "there is no rank " + rank + " in a window of " + open.targets.length);
    }
    return rank;
  }

  private MPIException failure(RuntimeException thrown) {
    return Failures.of(handler, thrown);
  }

  // ---- access

  /** Null if there is nothing to do, since the rank is PROC_NULL. */
  private static Target target(Window open, int rank) {
    if (rank == MPI.PROC_NULL) {
      return null;
    }
    requireRank(open, rank);
    return open.epochs.requireAccess(rank);
  }

  /**
   * Writes items into the memory of a rank.
   *
   * @param origin the buffer here, direct or not, from its element 0 on
   * @param orgCount the number of items in that buffer
   * @param orgType the datatype of these items
   * @param targetRank the rank whose memory is accessed
   * @param targetDisp the displacement of the first item, in units of that rank
   * @param targetCount the number of items in the window
   * @param targetType the datatype of these items
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for that rank,
   *     {@link MPI#ERR_RANK} if there is no such rank, {@link MPI#ERR_DISP} if not all of it is
   *     inside the window, {@link MPI#ERR_COUNT}, {@link MPI#ERR_TYPE}, {@link MPI#ERR_OP} or
   *     {@link MPI#ERR_BUFFER} for a wrong argument, {@link MPI#ERR_WIN} if the window was freed or
   *     its memory is gone, {@link MPI#ERR_PROC_FAILED} if the rank has ended; nothing has changed
   *     then
   */
  public void put(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType) {
    try {
      boolean isDone =
          orgType != null
              && orgType == targetType
              && orgCount == targetCount
              && World.isOpen()
              && epochs.find(targetRank) instanceof MappedTarget mapped
              && mapped.tryPut(origin, orgCount, orgType, targetDisp);
      Target target = isDone ? null : target(open(), targetRank);
      if (target != null) {
        OneSided.put(origin, orgCount, orgType, target, targetDisp, targetCount, targetType);
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Writes items into the memory of a rank. Allowed only between lock and unlock.
   *
   * @param origin the buffer here, direct or not, from its element 0 on
   * @param orgCount the number of items in that buffer
   * @param orgType the datatype of these items
   * @param targetRank the rank whose memory is accessed
   * @param targetDisp the displacement of the first item, in units of that rank
   * @param targetCount the number of items in the window
   * @param targetType the datatype of these items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for that rank,
   *     {@link MPI#ERR_RANK} if there is no such rank, {@link MPI#ERR_DISP} if not all of it is
   *     inside the window, {@link MPI#ERR_COUNT}, {@link MPI#ERR_TYPE}, {@link MPI#ERR_OP} or
   *     {@link MPI#ERR_BUFFER} for a wrong argument, {@link MPI#ERR_WIN} if the window was freed or
   *     its memory is gone, {@link MPI#ERR_PROC_FAILED} if the rank has ended; nothing has changed
   *     then
   */
  public Request rPut(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType) {
    requireLocked(targetRank);
    put(origin, orgCount, orgType, targetRank, targetDisp, targetCount, targetType);
    return done(orgCount, orgType);
  }

  /**
   * Reads items from the memory of a rank into a buffer here.
   *
   * @param origin the buffer here, direct or not, from its element 0 on
   * @param orgCount the number of items in that buffer
   * @param orgType the datatype of these items
   * @param targetRank the rank whose memory is accessed
   * @param targetDisp the displacement of the first item, in units of that rank
   * @param targetCount the number of items in the window
   * @param targetType the datatype of these items
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for that rank,
   *     {@link MPI#ERR_RANK} if there is no such rank, {@link MPI#ERR_DISP} if not all of it is
   *     inside the window, {@link MPI#ERR_COUNT}, {@link MPI#ERR_TYPE}, {@link MPI#ERR_OP} or
   *     {@link MPI#ERR_BUFFER} for a wrong argument, {@link MPI#ERR_WIN} if the window was freed or
   *     its memory is gone, {@link MPI#ERR_PROC_FAILED} if the rank has ended; nothing has changed
   *     then
   */
  public void get(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType) {
    try {
      boolean isDone =
          orgType != null
              && orgType == targetType
              && orgCount == targetCount
              && World.isOpen()
              && epochs.find(targetRank) instanceof MappedTarget mapped
              && mapped.tryGet(origin, orgCount, orgType, targetDisp);
      Target target = isDone ? null : target(open(), targetRank);
      if (target != null) {
        OneSided.get(origin, orgCount, orgType, target, targetDisp, targetCount, targetType);
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Reads items from the memory of a rank into a buffer here. Allowed only between lock and unlock.
   *
   * @param origin the buffer here, direct or not, from its element 0 on
   * @param orgCount the number of items in that buffer
   * @param orgType the datatype of these items
   * @param targetRank the rank whose memory is accessed
   * @param targetDisp the displacement of the first item, in units of that rank
   * @param targetCount the number of items in the window
   * @param targetType the datatype of these items
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for that rank,
   *     {@link MPI#ERR_RANK} if there is no such rank, {@link MPI#ERR_DISP} if not all of it is
   *     inside the window, {@link MPI#ERR_COUNT}, {@link MPI#ERR_TYPE}, {@link MPI#ERR_OP} or
   *     {@link MPI#ERR_BUFFER} for a wrong argument, {@link MPI#ERR_WIN} if the window was freed or
   *     its memory is gone, {@link MPI#ERR_PROC_FAILED} if the rank has ended; nothing has changed
   *     then
   */
  public Request rGet(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType) {
    requireLocked(targetRank);
    get(origin, orgCount, orgType, targetRank, targetDisp, targetCount, targetType);
    return done(orgCount, orgType);
  }

  /** A request that is over, of so many items. */
  private static Request done(int count, Datatype type) {
    return new Request(
        Work.done(new Status(MPI.UNDEFINED, MPI.UNDEFINED, (long) count * type.bytes()).of(type)));
  }

  private void requireLocked(int rank) {
    try {
      Window open = open();
      if (rank != MPI.PROC_NULL) {
        open.epochs.requireLocked(requireRank(open, rank));
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Combines items with those in the memory of a rank, each element atomically.
   *
   * @param origin the buffer here, direct or not, from its element 0 on
   * @param orgCount the number of items in that buffer
   * @param orgType the datatype of these items
   * @param targetRank the rank whose memory is accessed
   * @param targetDisp the displacement of the first item, in units of that rank
   * @param targetCount the number of items in the window
   * @param targetType the datatype of these items
   * @param op {@link MPI#SUM}, {@link MPI#REPLACE} or another one of the standard
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for that rank,
   *     {@link MPI#ERR_RANK} if there is no such rank, {@link MPI#ERR_DISP} if not all of it is
   *     inside the window, {@link MPI#ERR_COUNT}, {@link MPI#ERR_TYPE}, {@link MPI#ERR_OP} or
   *     {@link MPI#ERR_BUFFER} for a wrong argument, {@link MPI#ERR_WIN} if the window was freed or
   *     its memory is gone, {@link MPI#ERR_PROC_FAILED} if the rank has ended; nothing has changed
   *     then
   */
  public void accumulate(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType,
      Op op) {
    accumulate(
        origin,
        orgCount,
        orgType,
        null,
        0,
        null,
        targetRank,
        targetDisp,
        targetCount,
        targetType,
        op);
  }

  /**
   * Combines items with those in the memory of a rank, each element atomically. Allowed only
   * between lock and unlock.
   *
   * @param origin the buffer here, direct or not, from its element 0 on
   * @param orgCount the number of items in that buffer
   * @param orgType the datatype of these items
   * @param targetRank the rank whose memory is accessed
   * @param targetDisp the displacement of the first item, in units of that rank
   * @param targetCount the number of items in the window
   * @param targetType the datatype of these items
   * @param op {@link MPI#SUM}, {@link MPI#REPLACE} or another one of the standard
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for that rank,
   *     {@link MPI#ERR_RANK} if there is no such rank, {@link MPI#ERR_DISP} if not all of it is
   *     inside the window, {@link MPI#ERR_COUNT}, {@link MPI#ERR_TYPE}, {@link MPI#ERR_OP} or
   *     {@link MPI#ERR_BUFFER} for a wrong argument, {@link MPI#ERR_WIN} if the window was freed or
   *     its memory is gone, {@link MPI#ERR_PROC_FAILED} if the rank has ended; nothing has changed
   *     then
   */
  public Request rAccumulate(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType,
      Op op) {
    requireLocked(targetRank);
    accumulate(origin, orgCount, orgType, targetRank, targetDisp, targetCount, targetType, op);
    return done(orgCount, orgType);
  }

  /**
   * Combines items with those in the memory of a rank, each element atomically, and reads the old
   * values.
   *
   * @param origin the buffer of operands; not used by {@link MPI#NO_OP}
   * @param orgCount the number of items in that buffer
   * @param orgType the datatype of these items
   * @param result the buffer for the old items
   * @param resultCount the number of items in that buffer
   * @param resultType the datatype of these items
   * @param targetRank the rank whose memory is accessed
   * @param targetDisp the displacement of the first item, in units of that rank
   * @param targetCount the number of items in the window
   * @param targetType the datatype of these items
   * @param op {@link MPI#SUM}, {@link MPI#REPLACE}, {@link MPI#NO_OP} or another one of the
   *     standard
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for that rank,
   *     {@link MPI#ERR_RANK} if there is no such rank, {@link MPI#ERR_DISP} if not all of it is
   *     inside the window, {@link MPI#ERR_COUNT}, {@link MPI#ERR_TYPE}, {@link MPI#ERR_OP} or
   *     {@link MPI#ERR_BUFFER} for a wrong argument, {@link MPI#ERR_WIN} if the window was freed or
   *     its memory is gone, {@link MPI#ERR_PROC_FAILED} if the rank has ended; nothing has changed
   *     then
   */
  public void getAccumulate(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      Buffer result,
      int resultCount,
      Datatype resultType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType,
      Op op) {
    try {
      if (result == null) {
        throw new MPIException(ErrorClass.BUFFER, "the buffer of the result is null");
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
    accumulate(
        origin,
        orgCount,
        orgType,
        result,
        resultCount,
        resultType,
        targetRank,
        targetDisp,
        targetCount,
        targetType,
        op);
  }

  /**
   * Combines items with those in the memory of a rank, each element atomically, and reads the old
   * values. Allowed only between lock and unlock.
   *
   * @param origin the buffer of operands; not used by {@link MPI#NO_OP}
   * @param orgCount the number of items in that buffer
   * @param orgType the datatype of these items
   * @param result the buffer for the old items
   * @param resultCount the number of items in that buffer
   * @param resultType the datatype of these items
   * @param targetRank the rank whose memory is accessed
   * @param targetDisp the displacement of the first item, in units of that rank
   * @param targetCount the number of items in the window
   * @param targetType the datatype of these items
   * @param op {@link MPI#SUM}, {@link MPI#REPLACE}, {@link MPI#NO_OP} or another one of the
   *     standard
   * @return a completed request
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for that rank,
   *     {@link MPI#ERR_RANK} if there is no such rank, {@link MPI#ERR_DISP} if not all of it is
   *     inside the window, {@link MPI#ERR_COUNT}, {@link MPI#ERR_TYPE}, {@link MPI#ERR_OP} or
   *     {@link MPI#ERR_BUFFER} for a wrong argument, {@link MPI#ERR_WIN} if the window was freed or
   *     its memory is gone, {@link MPI#ERR_PROC_FAILED} if the rank has ended; nothing has changed
   *     then
   */
  public Request rGetAccumulate(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      Buffer result,
      int resultCount,
      Datatype resultType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType,
      Op op) {
    requireLocked(targetRank);
    getAccumulate(
        origin,
        orgCount,
        orgType,
        result,
        resultCount,
        resultType,
        targetRank,
        targetDisp,
        targetCount,
        targetType,
        op);
    return done(resultCount, resultType);
  }

  private void accumulate(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      Buffer result,
      int resultCount,
      Datatype resultType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType,
      Op op) {
    try {
      Window open = open();
      Target target = target(open, targetRank);
      if (target != null) {
        OneSided.accumulate(
            origin,
            orgCount,
            orgType,
            result,
            resultCount,
            resultType,
            open.control,
            targetRank,
            target,
            targetDisp,
            targetCount,
            targetType,
            op);
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Combines one item with one in the memory of a rank, atomically, and reads the old value.
   *
   * @param origin the operand; not used by {@link MPI#NO_OP}
   * @param result the buffer for the old items
   * @param type the datatype of the item
   * @param targetRank the rank whose memory is accessed
   * @param targetDisp the displacement of the item, in units of that rank
   * @param op {@link MPI#SUM}, {@link MPI#REPLACE}, {@link MPI#NO_OP} or another one of the
   *     standard
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for that rank,
   *     {@link MPI#ERR_RANK} if there is no such rank, {@link MPI#ERR_DISP} if not all of it is
   *     inside the window, {@link MPI#ERR_COUNT}, {@link MPI#ERR_TYPE}, {@link MPI#ERR_OP} or
   *     {@link MPI#ERR_BUFFER} for a wrong argument, {@link MPI#ERR_WIN} if the window was freed or
   *     its memory is gone, {@link MPI#ERR_PROC_FAILED} if the rank has ended; nothing has changed
   *     then
   */
  public void fetchAndOp(
      Buffer origin, Buffer result, Datatype type, int targetRank, int targetDisp, Op op) {
    getAccumulate(origin, 1, type, result, 1, type, targetRank, targetDisp, 1, type, op);
  }

  /**
   * Replaces an element in the memory of a rank if it has an expected value, atomically, and reads
   * the old value.
   *
   * @param origin the new value
   * @param compare the expected value
   * @param result the buffer for the old items
   * @param type the datatype of the element, which is no floating-point type
   * @param targetRank the rank whose memory is accessed
   * @param targetDisp the displacement of the element, in units of that rank
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for that rank,
   *     {@link MPI#ERR_RANK} if there is no such rank, {@link MPI#ERR_DISP} if not all of it is
   *     inside the window, {@link MPI#ERR_COUNT}, {@link MPI#ERR_TYPE}, {@link MPI#ERR_OP} or
   *     {@link MPI#ERR_BUFFER} for a wrong argument, {@link MPI#ERR_WIN} if the window was freed or
   *     its memory is gone, {@link MPI#ERR_PROC_FAILED} if the rank has ended; nothing has changed
   *     then
   */
  public void compareAndSwap(
      Buffer origin, Buffer compare, Buffer result, Datatype type, int targetRank, int targetDisp) {
    try {
      Window open = open();
      Target target = target(open, targetRank);
      if (target != null) {
        OneSided.compareAndSwap(
            origin, compare, result, type, open.control, targetRank, target, targetDisp);
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  // ---- fence

  /**
   * Ends the current epoch and begins a new one, in which each rank may access all ranks. All ranks
   * call this. It returns after all have called it; all earlier accesses are complete then.
   *
   * @param assertion 0, or a sum of {@link MPI#MODE_NOSTORE}, {@link MPI#MODE_NOPUT}, {@link
   *     MPI#MODE_NOPRECEDE}, and {@link MPI#MODE_NOSUCCEED}, after which no epoch is open
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if an epoch of another kind is open,
   *     {@link MPI#ERR_ASSERT} if there is no such assertion, {@link MPI#ERR_PROC_FAILED} if a rank
   *     has ended
   */
  public void fence(int assertion) {
    try {
      Window open = open();
      requireAssertion(assertion, FENCE_ASSERTIONS);
      open.epochs.requireNoneButFence();
      WindowControl.fence();
      open.messages.barrier();
      open.epochs.fenced((assertion & MPI.MODE_NOSUCCEED) == 0);
    } catch (MessageException | RuntimeException e) {
      throw Failures.of(handler, e);
    }
  }

  private static void requireAssertion(int assertion, int known) {
    if ((assertion & ~known) != 0) {
      throw new MPIException(ErrorClass.ASSERT, "unknown assertion: " + assertion);
    }
  }

  // ---- start, complete, post, wait

  /**
   * Begins an epoch of accesses to some ranks; waits until each of them has called {@link #post}
   * for this rank.
   *
   * @param group those ranks
   * @param assertion 0, or {@link MPI#MODE_NOCHECK} if all of them have called post already; this
   *     is not checked
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if an access epoch is open, {@link
   *     MPI#ERR_GROUP} if the group is null or not of this window, {@link MPI#ERR_ASSERT} if there
   *     is no such assertion, {@link MPI#ERR_PROC_FAILED} if a rank of it has ended
   */
  public void start(Group group, int assertion) {
    try {
      Window open = open();
      requireAssertion(assertion, MPI.MODE_NOCHECK);
      int[] ranks = ranks(open, group);
      open.epochs.requireStart();
      for (int rank : ranks) {
        if (assertion == 0) {
          open.control.awaitPosted(rank, open.consumed[rank] + 1);
        }
      }
      for (int rank : ranks) {
        open.consumed[rank]++;
      }
      open.epochs.start(ranks);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Ends the epoch that {@link #start} has begun; all its accesses are complete then.
   *
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if none was started
   */
  public void complete() {
    try {
      Window open = open();
      int[] ranks = open.epochs.complete();
      WindowControl.fence();
      eachOf(ranks, open.control::complete);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Begins an epoch in which some ranks access this one's memory. Does not wait.
   *
   * @param group those ranks
   * @param assertion 0, or a sum of {@link MPI#MODE_NOCHECK}, {@link MPI#MODE_NOSTORE} and {@link
   *     MPI#MODE_NOPUT}
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if an exposure epoch is open, {@link
   *     MPI#ERR_GROUP} if the group is null or not of this window, {@link MPI#ERR_ASSERT} if there
   *     is no such assertion
   */
  public void post(Group group, int assertion) {
    try {
      Window open = open();
      requireAssertion(assertion, POST_ASSERTIONS);
      int[] ranks = ranks(open, group);
      open.epochs.requirePost();
      open.epochs.post(ranks);
      WindowControl.fence();
      for (int rank : ranks) {
        open.expected[rank]++;
      }
      eachOf(ranks, open.control::post);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Ends the epoch that {@link #post} has begun: waits until all of its ranks have called {@link
   * #complete}.
   *
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if none was posted, {@link
   *     MPI#ERR_PROC_FAILED} if a rank ended before it called complete; the epoch is over then
   */
  public void waitFor() {
    try {
      Window open = open();
      int[] ranks = open.epochs.requireExposed();
      try {
        for (int rank : ranks) {
          open.control.awaitCompleted(rank, open.expected[rank]);
        }
      } finally {
        open.epochs.endExposure();
      }
      WindowControl.fence();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Ends the epoch that {@link #post} has begun if all of its ranks have called {@link #complete}.
   *
   * @return whether they have
   * @throws MPIException as {@link #waitFor}
   */
  public boolean test() {
    try {
      Window open = open();
      for (int rank : open.epochs.requireExposed()) {
        if (!open.control.testCompleted(rank, open.expected[rank])) {
          return false;
        }
      }
      open.epochs.endExposure();
      WindowControl.fence();
      return true;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Does it for all ranks, also if one has ended; then throws the first failure. */
  private static void eachOf(int[] ranks, IntConsumer action) {
    MPIException failure = null;
    for (int rank : ranks) {
      try {
        action.accept(rank);
      } catch (MPIException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static int[] first(int ranks) {
    return IntStream.range(0, ranks).toArray();
  }

  private static int[] ranks(Window open, Group group) {
    long[] members = Group.check(group).processes();
    int[] ranks = new int[members.length];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = open.channel.local.indexOf(members[i]);
      if (ranks[i] < 0) {
        throw new MPIException(
            ErrorClass.GROUP, "a member of the group does not belong to the window");
      }
    }
    return ranks;
  }

  // ---- lock and unlock

  /**
   * Begins an epoch of accesses to one rank, which does not have to cooperate; waits while others
   * have the lock.
   *
   * @param lockType {@link MPI#LOCK_EXCLUSIVE} or {@link MPI#LOCK_SHARED}
   * @param rank the rank whose memory is accessed
   * @param assertion 0, or {@link MPI#MODE_NOCHECK} if no other rank has the lock; this is not
   *     checked
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if it is locked by this rank, an access
   *     epoch of another kind is open, or the window has the hint {@code no_locks}, {@link
   *     MPI#ERR_LOCKTYPE}, {@link MPI#ERR_RANK} or {@link MPI#ERR_ASSERT} for a wrong argument,
   *     {@link MPI#ERR_PROC_FAILED} if the rank, or one that has the lock, has ended
   */
  public void lock(int lockType, int rank, int assertion) {
    try {
      Window open = open();
      requireAssertion(assertion, MPI.MODE_NOCHECK);
      if (lockType != MPI.LOCK_EXCLUSIVE && lockType != MPI.LOCK_SHARED) {
        throw new MPIException(ErrorClass.LOCKTYPE, "there is no lock type " + lockType);
      }
      requireLocks();
      if (rank == MPI.PROC_NULL) {
        return;
      }
      open.epochs.requireLockable(requireRank(open, rank));
      if (assertion != 0) {
        open.epochs.locked(rank, Epochs.Lock.UNCHECKED);
      } else if (lockType == MPI.LOCK_EXCLUSIVE) {
        open.control.lockAlone(rank);
        open.epochs.locked(rank, Epochs.Lock.ALONE);
      } else {
        open.control.lockShared(rank);
        open.epochs.locked(rank, Epochs.Lock.SHARED);
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Ends the epoch that {@link #lock} has begun; all its accesses are complete then.
   *
   * @param rank the rank whose memory is accessed
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if it is not locked, {@link
   *     MPI#ERR_RANK} if there is no such rank
   */
  public void unlock(int rank) {
    try {
      Window open = open();
      if (rank == MPI.PROC_NULL) {
        return;
      }
      Epochs.Lock lock = open.epochs.unlock(requireRank(open, rank));
      WindowControl.fence();
      if (lock == Epochs.Lock.ALONE) {
        open.control.unlockAlone(rank);
      } else if (lock == Epochs.Lock.SHARED) {
        open.control.unlockShared(rank);
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Begins an epoch of accesses to all ranks, with a shared lock on each.
   *
   * @param assertion 0, or {@link MPI#MODE_NOCHECK} if no rank has an exclusive lock; this is not
   *     checked
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if an access epoch is open, {@link
   *     MPI#ERR_ASSERT} if there is no such assertion, {@link MPI#ERR_PROC_FAILED} if a rank has
   *     ended; no rank is locked then
   */
  public void lockAll(int assertion) {
    try {
      Window open = open();
      requireAssertion(assertion, MPI.MODE_NOCHECK);
      requireLocks();
      open.epochs.requireStart();
      int locked = 0;
      boolean complete = assertion != 0;
      try {
        for (; assertion == 0 && locked < open.targets.length; locked++) {
          open.control.lockShared(locked);
        }
        complete = true;
      } finally {
        if (!complete) {
          eachOf(first(locked), open.control::unlockShared);
        }
      }
      open.epochs.lockedAll(assertion == 0);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Ends the epoch that {@link #lockAll} has begun; all its accesses are complete then.
   *
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if there is none
   */
  public void unlockAll() {
    try {
      Window open = open();
      boolean hasLocks = open.epochs.unlockAll();
      WindowControl.fence();
      if (hasLocks) {
        eachOf(first(open.targets.length), open.control::unlockShared);
      }
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Orders direct accesses of this rank to memory of the window: those before this call and those
   * after it.
   *
   * @throws MPIException of class {@link MPI#ERR_WIN} if the window was freed
   */
  public void sync() {
    try {
      open();
      WindowControl.fence();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Returns when all accesses to a rank are complete, in this rank and in the target.
   *
   * @param rank the rank whose memory is accessed
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if it is not locked, {@link
   *     MPI#ERR_RANK} if there is no such rank
   */
  public void flush(int rank) {
    requireLocked(rank);
    WindowControl.fence();
  }

  /**
   * Returns when all accesses to all ranks are complete, in this rank and in the targets.
   *
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no rank is locked
   */
  public void flushAll() {
    try {
      open().epochs.requireAnyLock();
      WindowControl.fence();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Returns when the buffers of all accesses to a rank can be used again.
   *
   * @param rank the rank whose memory is accessed
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if it is not locked, {@link
   *     MPI#ERR_RANK} if there is no such rank
   */
  public void flushLocal(int rank) {
    requireLocked(rank);
    WindowControl.fence();
  }

  /**
   * Returns when the buffers of all accesses can be used again.
   *
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no rank is locked
   */
  public void flushLocalAll() {
    try {
      open().epochs.requireAnyLock();
      WindowControl.fence();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  // ---- error handlers, names, attributes, hints

  /**
   * Sets the error handler.
   *
   * @param errhandler {@link MPI#ERRORS_RETURN}, {@link MPI#ERRORS_ARE_FATAL} or {@link
   *     MPI#ERRORS_ABORT}
   * @throws MPIException of class {@link MPI#ERR_ARG} if it is null
   */
  public void setErrhandler(Errhandler errhandler) {
    if (errhandler == null) {
      throw failure(new MPIException(ErrorClass.ARG, "the error handler is null"));
    }
    handler = errhandler;
  }

  /**
   * The error handler.
   *
   * @return the handler; {@link MPI#ERRORS_ARE_FATAL} if none was set
   */
  public Errhandler getErrhandler() {
    return handler == null ? MPI.ERRORS_ARE_FATAL : handler;
  }

  /**
   * Calls the error handler.
   *
   * @param errorCode one of {@code MPI.ERR_*}
   * @throws MPIException of that class, unless the handler ends the job
   */
  @SuppressWarnings("DoNotCallSuggester")
  public void callErrhandler(int errorCode) {
    throw failure(new MPIException(errorCode, "the program called the error handler"));
  }

  /**
   * Sets the name.
   *
   * @param name any text
   */
  public void setName(String name) {
    this.name = java.util.Objects.requireNonNull(name, "name");
  }

  /**
   * The name.
   *
   * @return the name set by {@link #setName}, or an empty string
   */
  public String getName() {
    return name;
  }

  /**
   * Makes a key for attributes of windows.
   *
   * @return the key
   */
  public static int createKeyval() {
    return KEYS.create();
  }

  /**
   * Frees a key.
   *
   * @param keyval from {@link #createKeyval}
   * @throws MPIException of class {@link MPI#ERR_KEYVAL} if there is no such key
   */
  public static void freeKeyval(int keyval) {
    KEYS.free(keyval);
  }

  /**
   * Sets an attribute.
   *
   * @param keyval from {@link #createKeyval}
   * @param value any object
   * @throws MPIException of class {@link MPI#ERR_KEYVAL} if there is no such key
   */
  public void setAttr(int keyval, Object value) {
    open();
    attributes.set(keyval, value);
  }

  /**
   * An attribute's value.
   *
   * @param keyval from {@link #createKeyval}; or {@link MPI#WIN_BASE}: the address of this rank's
   *     memory, a {@code Long}, {@link MPI#WIN_SIZE}: its bytes, or {@link MPI#WIN_DISP_UNIT}: the
   *     bytes of a displacement of 1, both an {@code Integer}
   * @return the value; null if none was set
   * @throws MPIException of class {@link MPI#ERR_KEYVAL} if there is no such key
   */
  public Object getAttr(int keyval) {
    Window open = open();
    if (keyval == MPI.WIN_BASE) {
      return open.address();
    } else if (keyval == MPI.WIN_SIZE) {
      return (int) open.size;
    } else if (keyval == MPI.WIN_DISP_UNIT) {
      return open.unit;
    }
    return attributes.get(keyval);
  }

  /**
   * Deletes an attribute.
   *
   * @param keyval from {@link #createKeyval}
   * @throws MPIException of class {@link MPI#ERR_KEYVAL} if there is no such key, or it has no
   *     value
   */
  public void deleteAttr(int keyval) {
    open();
    attributes.delete(keyval);
  }

  /**
   * Sets the hints, which are stored.
   *
   * @param info to be copied
   */
  public void setInfo(Info info) {
    open();
    this.info = Info.copyOf(info);
  }

  /**
   * The hints.
   *
   * @return a copy of the last hints that were set
   */
  public Info getInfo() {
    open();
    return info.dup();
  }
}
