package mpi;

import io.crossmem.Iovec;
import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A window whose ranks are on several nodes. Each access to another rank's memory is a message,
 * also within a node. A rank accesses its own memory directly, unless the window is dynamic.
 */
final class RemoteWindow extends Window {
  /** What each rank tells the others: kind, bytes, unit. */
  private static final int WORDS = 3;

  private final Communicator served; // carries requests and answers
  private final WindowRequests requests;
  private final WindowServer server;
  private final AttachedMemory attached; // null if it is not dynamic
  private final ByteBuffer memory; // of this rank; null if it is dynamic
  private boolean isServing;

  RemoteWindow(Channel channel, Communicator messages, Kind kind, Buffer base, long size, int unit)
      throws MessageException {
    super(channel, messages, base, size, unit);
    boolean isDynamic = kind == Kind.DYNAMIC;
    attached = isDynamic ? new AttachedMemory(MPI.newByteBuffer(AttachedMemory.BYTES), 0) : null;
    memory = isDynamic ? null : base == null ? MPI.newByteBuffer((int) size) : ownBytes();
    served = World.own(messages.duplicate());
    requests = new WindowRequests(served);
    server = new WindowServer(served, isDynamic ? this::attachedPart : this::part);
    control = new RemoteControl(requests, server, new Waiting(messages));
    try {
      long[] told = new long[WORDS * messages.size()];
      messages.allgather(Data.of(new long[] {kind.number, size, unit}), Data.of(told));
      Target[] all = new Target[messages.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = target(i, Kind.of(told[WORDS * i]), told[WORDS * i + 1], told[WORDS * i + 2]);
      }
      reach(all);
      server.start();
      isServing = true;
    } finally {
      if (!isServing) {
        World.close(served);
      }
    }
  }

  private Target target(int rank, Kind kind, long bytes, long theirUnit) {
    return kind != Kind.DYNAMIC && rank == channel.rank
        ? new MappedTarget(memory, 0, size, unit, false)
        : new RemoteTarget(rank, requests, kind == Kind.DYNAMIC ? -1 : bytes, (int) theirUnit);
  }

  private ByteBuffer part(long offset, int bytes) {
    boolean fits = bytes >= 0 && offset >= 0 && offset <= size - bytes;
    return fits ? memory.slice((int) offset, bytes) : null;
  }

  private ByteBuffer attachedPart(long offset, int bytes) {
    return attached.part(offset, bytes);
  }

  @Override
  long address() {
    return memory == null || size == 0 ? 0 : Iovec.of(memory.duplicate().clear()).address();
  }

  @Override
  AttachedMemory attached() {
    return requireDynamic(attached);
  }

  @Override
  ByteBuffer memory(int rank) {
    if (rank != channel.rank || base != null || memory == null) {
      throw new MPIException(
          ErrorClass.WIN,
          "the memory of rank " + rank + " is not mapped here: the window is on several nodes");
    }
    return memory.duplicate().order(ByteOrder.nativeOrder());
  }

  @Override
  void closeMemory(boolean isUnused) {
    if (isUnused) {
      requests.tell(channel.rank, WindowRequests.Kind.CLOSE);
      server.join();
      World.close(served);
    } // else the server answers until Finalize closes its communicator
  }
}
