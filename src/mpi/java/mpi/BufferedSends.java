package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import io.crossmem.message.Request;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Buffered sends of this process, in all communicators. The memory that a program attaches only
 * sets the limit; messages are stored in other memory until they are sent.
 */
final class BufferedSends {
  private static final ArrayDeque<Kept> KEPT = new ArrayDeque<>(); // guarded by the class

  private static Object attached; // what the program gave; null if nothing
  private static long room; // bytes of it
  private static long used; // with the overhead of each message

  private BufferedSends() {}

  private record Kept(Request request, long bytes) {}

  static synchronized void attach(Object buffer, int bytes) {
    if (buffer == null) {
      throw new MPIException(ErrorClass.BUFFER, "the buffer to attach is null");
    }
    if (attached != null) {
      throw new MPIException(ErrorClass.BUFFER, "a buffer is attached already");
    }
    attached = buffer;
    room = bytes;
  }

  /** Waits until all messages are sent; returns what was attached, or null. */
  static synchronized Object detach() {
    while (!KEPT.isEmpty()) {
      Kept kept = KEPT.poll();
      used -= kept.bytes;
      // The send returned long ago. Other calls report that the receiver died.
      Work.awaitEnd(kept.request);
    }
    Object was = attached;
    attached = null;
    room = 0;
    return was;
  }

  static void send(
      Communicator messages, Object buffer, int offset, int count, Datatype type, int to, int tag)
      throws MessageException {
    send(messages, Transfer.copy(buffer, offset, count, type), to, tag);
  }

  /** Sends data that nobody changes. */
  static synchronized void send(Communicator messages, Data copy, int to, int tag)
      throws MessageException {
    forgetDone();
    long bytes = copy.bytes() + MPI.BSEND_OVERHEAD;
    if (used + bytes > room) {
      throw new MPIException(
          ErrorClass.BUFFER,
          "the attached buffer has "
              + (room - used)
              + " of "
              + room
              + " bytes left, but the"
              + " message and BSEND_OVERHEAD need "
              + bytes);
    }
    Request request = messages.isend(copy, to, tag);
    KEPT.add(new Kept(request, bytes));
    used += bytes;
  }

  private static void forgetDone() {
    for (Iterator<Kept> all = KEPT.iterator(); all.hasNext(); ) {
      Kept kept = all.next();
      if (kept.request.test()) {
        used -= kept.bytes;
        all.remove();
      }
    }
  }
}
