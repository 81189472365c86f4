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
 * A window whose ranks share a node: its state words are mapped in all of them, and the kernel
 * copies from and to memory that is not.
 */
final class MappedWindow extends Window {
  /** What each rank tells the others: pid, kind, address, bytes, unit. */
  private static final int WORDS = 5;

  private final AttachedMemory attached; // of this rank; null if it is not dynamic
  private final SharedMemory shared;
  private final ProcessMemory[] processes; // by rank
  private final long[] told;
  private final int dataStart; // in a rank's part of the shared memory

  MappedWindow(Channel channel, Communicator messages, Kind kind, Buffer base, long size, int unit)
      throws MessageException {
    super(channel, messages, base, size, unit);
    int ranks = messages.size();
    processes = new ProcessMemory[ranks];
    int tableStart = MappedControl.bytes(ranks);
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
      control = new MappedControl(channel.rank, blocks, processes, new Waiting(messages));
      Target[] all = new Target[ranks];
      for (int i = 0; i < ranks; i++) {
        all[i] = target(i, blocks[i], tableStart);
      }
      reach(all);
      attached = kind == Kind.DYNAMIC ? new AttachedMemory(blocks[channel.rank], tableStart) : null;
      complete = true;
    } finally {
      if (!complete) {
        closeMemory(true);
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

  @Override
  long address() {
    return base == null && size > 0
        ? Iovec.of(memory(channel.rank)).address()
        : told[WORDS * channel.rank + 2];
  }

  @Override
  AttachedMemory attached() {
    return requireDynamic(attached);
  }

  @Override
  ByteBuffer memory(int rank) {
    if (told[WORDS * rank + 1] != Kind.ALLOCATED.number) {
      throw new MPIException(
          ErrorClass.WIN, "rank " + rank + " gave memory of its own, which is not mapped here");
    }
    return shared.buffer(rank, dataStart, (int) told[WORDS * rank + 3]);
  }

  @Override
  final void closeMemory(boolean isUnused) { // others have it mapped, or reach it by the kernel
    shared.close();
    for (ProcessMemory process : processes) {
      if (process != null) {
        Processes.close(process);
      }
    }
  }
}
