package mpi;

import io.crossmem.ProcessMemory;
import io.crossmem.message.Communicator;
import io.crossmem.message.MessageException;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * What a window stands on: messages of its own, a {@link WindowControl}, and a {@link Target} for
 * each rank. Made and closed by all ranks together.
 */
abstract class Window {
  /** What a rank gives. */
  enum Kind {
    /** The program's own memory, which the kernel copies from and to. */
    CREATED(0),
    /** Memory of the window's, which all ranks have mapped. */
    ALLOCATED(1),
    /** Memory that comes and goes. */
    DYNAMIC(2);

    final long number; // as the ranks tell each other

    Kind(long number) {
      this.number = number;
    }

    static Kind of(long number) {
      return number == 0 ? CREATED : number == 1 ? ALLOCATED : DYNAMIC;
    }
  }

  final Channel channel; // of the communicator that it was made of
  final Communicator messages;
  Epochs epochs; // set once, with the targets
  final Buffer base; // null if the program gave none
  final long size; // bytes of this rank's memory
  final int unit; // bytes
  final int[] expected; // exposure epochs, by origin
  final int[] consumed; // and those of targets that this rank has used
  WindowControl control; // set once, when it is made
  Target[] targets; // by rank; set once

  Window(Channel channel, Communicator messages, Buffer base, long size, int unit) {
    this.channel = channel;
    this.messages = messages;
    this.base = base;
    this.size = size;
    this.unit = unit;
    expected = new int[messages.size()];
    consumed = new int[messages.size()];
  }

  final void reach(Target... all) {
    targets = all;
    epochs = new Epochs(all);
  }

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
    return make(channelOf(comm), kind, base, bytes, dispUnit * elementBytes);
  }

  static Window dynamic(Comm comm) {
    return make(channelOf(comm), Kind.DYNAMIC, null, 0, 1);
  }

  /** So many bytes that it allocates. */
  static Window of(Channel channel, int bytes) {
    return make(channel, Kind.ALLOCATED, null, bytes, 1);
  }

  static int bytesOfElement(Buffer buffer) {
    if (buffer == null) {
      throw new MPIException(ErrorClass.BUFFER, "the buffer is null");
    }
    return Elements.of(buffer).bytes;
  }

  private static Channel channelOf(Comm comm) {
    if (comm == null) {
      throw new MPIException(ErrorClass.COMM, "the communicator is null");
    }
    Channel channel = comm.channel();
    if (channel.isInter()) {
      throw new MPIException(ErrorClass.COMM, "a window takes no intercommunicator");
    }
    return channel;
  }

  private static Window make(Channel channel, Kind kind, Buffer base, long size, int unit) {
    try {
      Communicator messages = World.own(channel.messages.duplicate());
      boolean complete = false;
      try {
        Window window =
            channel.spansNodes()
                ? new RemoteWindow(channel, messages, kind, base, size, unit)
                : new MappedWindow(channel, messages, kind, base, size, unit);
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

  /** All bytes of what the program gave. */
  final ByteBuffer ownBytes() {
    return base instanceof ByteBuffer bytes
        ? bytes.duplicate().clear()
        : ProcessMemory.bytes(base.duplicate().clear());
  }

  /** The address of this rank's memory. */
  abstract long address();

  /**
   * The memory that is attached to this rank.
   *
   * @throws MPIException of class {@link MPI#ERR_WIN} if the window is not dynamic
   */
  abstract AttachedMemory attached();

  /** The memory that the window has allocated in a rank, as far as it is mapped here. */
  abstract ByteBuffer memory(int rank);

  static AttachedMemory requireDynamic(AttachedMemory attached) {
    if (attached == null) {
      throw new MPIException(ErrorClass.WIN, "the window is not dynamic");
    }
    return attached;
  }

  /** Waits for all ranks; then nobody reaches this rank's memory any more. */
  final void close() {
    boolean isUnused = false;
    try {
      messages.barrier();
      isUnused = true;
    } catch (MessageException e) {
      throw Errors.translate(e);
    } finally {
      closeMemory(isUnused);
      World.close(messages);
    }
  }

  /**
   * Closes what other ranks do not need.
   *
   * @param isUnused whether no other rank accesses this rank's memory any more
   */
  abstract void closeMemory(boolean isUnused);
}
