package mpi;

import io.crossmem.Iovec;
import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import io.crossmem.message.SharedMemory;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * What a window stands on: messages of its own, state words that all ranks have mapped, and a
 * {@link Target} for each rank. Made and closed by all ranks together.
 */
final class Window {
  /** What a rank gives. */
  private enum Kind {
    /** The program's own memory, which the kernel copies from and to. */
    CREATED(0),
    /** Memory of the window's, which all ranks have mapped. */
    ALLOCATED(1),
    /** Memory that comes and goes. */
    DYNAMIC(2);

    private final long number; // as the ranks tell each other

    Kind(long number) {
      this.number = number;
    }

    static Kind of(long number) {
      return number == 0 ? CREATED : number == 1 ? ALLOCATED : DYNAMIC;
    }
  }

  /** What each rank tells the others: pid, kind, address, bytes, unit. */
  private static final int WORDS = 5;

  final Channel channel; // of the communicator that it was made of
  final Communicator messages;
  final Epochs epochs;
  final WindowControl control;
  final Target[] targets; // by rank
  final Buffer base; // null if the program gave none
  final long size; // bytes of this rank's memory
  final int unit; // bytes
  final int[] expected; // exposure epochs, by origin
  final int[] consumed; // and those of targets that this rank has used
  private final AttachedMemory attached; // of this rank; null if it is not dynamic
  private final SharedMemory shared;
  private final ProcessMemory[] processes; // by rank
  private final long[] told;
  private final int dataStart; // in a rank's part of the shared memory

  /** Of memory that the program gives, or that is allocated if {@code base} is null. */
  static Window of(Comm comm, Buffer base, int size, int dispUnit) {
    int elementBytes = base == null ? 1 : bytesOfElement(base);
    if (base != null && !base.isDirect()) {
      throw new MPIException(ErrorClass.BUFFER, "the buffer of a window must be direct");
    }
    if (size < 0 || (base != null && size > base.capacity())) {
      throw new MPIException(
          ErrorClass.SIZE, "the size is negative, or more than the buffer has elements: " + size);
    }
    long bytes = (long) size * elementBytes;
    if (bytes > Integer.MAX_VALUE - (1 << 20)) {
      throw new MPIException(ErrorClass.SIZE, "a window of " + bytes + " bytes is too large");
    }
    if (dispUnit <= 0 || (long) dispUnit * elementBytes > Integer.MAX_VALUE) {
      throw new MPIException(ErrorClass.DISP, "the displacement unit is out of range: " + dispUnit);
    }
    Kind kind = base == null ? Kind.ALLOCATED : Kind.CREATED;
    return make(comm, kind, base, bytes, dispUnit * elementBytes);
  }

  static Window dynamic(Comm comm) {
    return make(comm, Kind.DYNAMIC, null, 0, 1);
  }

  static int bytesOfElement(Buffer buffer) {
    if (buffer == null) {
      throw new MPIException(ErrorClass.BUFFER, "the buffer is null");
    }
    return Elements.of(buffer).bytes;
  }

  private static Window make(Comm comm, Kind kind, Buffer base, long size, int unit) {
    if (comm == null) {
      throw new MPIException(ErrorClass.COMM, "the communicator is null");
    }
    Channel channel = comm.channel();
    if (channel.isInter()) {
      throw new MPIException(ErrorClass.COMM, "a window takes no intercommunicator");
    }
    try {
      Communicator messages = World.own(channel.messages.duplicate());
      boolean complete = false;
      try {
        Window window = new Window(channel, messages, kind, base, size, unit);
        complete = true;
        return window;
      } finally {
        if (!complete) {
          World.close(messages);
        }
      }
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }

  private Window(
      Channel channel, Communicator messages, Kind kind, Buffer base, long size, int unit)
      throws MessageException {
    this.channel = channel;
    this.messages = messages;
    this.base = base;
    this.size = size;
    this.unit = unit;
    int ranks = messages.size();
    expected = new int[ranks];
    consumed = new int[ranks];
    epochs = new Epochs(ranks);
    processes = new ProcessMemory[ranks];
    int tableStart = WindowControl.bytes(ranks);
    dataStart = tableStart + (kind == Kind.DYNAMIC ? AttachedMemory.BYTES : 0);
    // 8 bytes more, so that single bytes at the end lie in a whole word.
    long own = dataStart + (kind == Kind.ALLOCATED ? size : 0) + Long.BYTES;
    shared = SharedMemory.allocate(messages, own);
    boolean complete = false;
    try {
      told = exchange(kind);
      ByteBuffer[] blocks = new ByteBuffer[ranks];
      for (int i = 0; i < ranks; i++) {
        blocks[i] = shared.buffer(i, 0, (int) shared.size(i));
      }
      control = new WindowControl(channel.rank, blocks, processes, new Waiting(messages));
      targets = new Target[ranks];
      for (int i = 0; i < ranks; i++) {
        targets[i] = target(i, blocks[i], tableStart);
      }
      attached = kind == Kind.DYNAMIC ? new AttachedMemory(blocks[channel.rank], tableStart) : null;
      complete = true;
    } finally {
      if (!complete) {
        closeMemory();
      }
    }
  }

  /** All ranks know each other's processes and memory afterwards, or all throw. */
  private long[] exchange(Kind kind) throws MessageException {
    long address = base == null ? 0 : Iovec.of(ownBytes()).address();
    long[] mine = {ProcessHandle.current().pid(), kind.number, address, size, unit};
    long[] all = new long[WORDS * messages.size()];
    messages.allgather(Data.of(mine), Data.of(all));
    MPIException failure = null;
    for (int i = 0; i < processes.length && failure == null; i++) {
      try {
        processes[i] = Processes.open(all[WORDS * i]);
      } catch (ProcessMemoryException e) {
        failure =
            new MPIException(
                ErrorClass.ACCESS, "the memory of rank " + i + " cannot be reached: " + e, e);
      }
    }
    int[] failed = {failure == null ? 0 : 1};
    messages.allreduce(Data.of(failed), Data.of(failed), io.crossmem.message.Op.MAX);
    if (failed[0] != 0) {
      throw failure != null
          ? failure
          : new MPIException(ErrorClass.ACCESS, "another rank cannot reach the memory of all");
    }
    return all;
  }

  private ByteBuffer ownBytes() {
    return base instanceof ByteBuffer bytes
        ? bytes.duplicate().clear()
        : ProcessMemory.bytes(base.duplicate().clear());
  }

  private Target target(int rank, ByteBuffer block, int tableStart) {
    int at = WORDS * rank;
    int theirUnit = (int) told[at + 4];
    return switch (Kind.of(told[at + 1])) {
      case ALLOCATED -> new MappedTarget(block, dataStart, told[at + 3], theirUnit, true);
      case DYNAMIC ->
          new DynamicTarget(rank, processes[rank], new AttachedMemory(block, tableStart));
      case CREATED ->
          rank == channel.rank
              ? new MappedTarget(ownBytes(), 0, size, unit, false)
              : new ForeignTarget(rank, processes[rank], told[at + 2], told[at + 3], theirUnit);
    };
  }

  /** The address of this rank's memory. */
  long address() {
    return base == null && size > 0
        ? Iovec.of(memory(channel.rank)).address()
        : told[WORDS * channel.rank + 2];
  }

  AttachedMemory attached() {
    if (attached == null) {
      throw new MPIException(ErrorClass.WIN, "the window is not dynamic");
    }
    return attached;
  }

  /** The memory of a rank, which all ranks have mapped. */
  ByteBuffer memory(int rank) {
    if (told[WORDS * rank + 1] != Kind.ALLOCATED.number) {
      throw new MPIException(
          ErrorClass.WIN, "rank " + rank + " gave memory of its own, which is not mapped here");
    }
    return shared.buffer(rank, dataStart, (int) told[WORDS * rank + 3]);
  }

  /** Waits for all ranks; then nobody reaches this rank's memory any more. */
  void close() {
    try {
      messages.barrier();
    } catch (MessageException e) {
      throw Errors.translate(e);
    } finally {
      closeMemory();
      World.close(messages);
    }
  }

  private void closeMemory() {
    shared.close();
    for (ProcessMemory process : processes) {
      if (process != null) {
        Processes.close(process);
      }
    }
  }
}
