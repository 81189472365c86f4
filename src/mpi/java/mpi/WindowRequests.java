package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.MessageException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a rank asks the {@link WindowServer}s of a window on several nodes.
 *
 * <pre>
 *   origin  --HEAD: kind, tag, blocks, bytes, offset of the first block-->  server
 *   origin  --tag + 1: offsets and lengths, if there are several blocks-->  server   READ, WRITE
 *   origin  --tag + 1: the bytes-->                                         server   WRITE
 *   origin  &lt;--tag: DONE, or OUTSIDE if not all of it is in the window,
 *            or the rank that holds the lock and has failed--                 server   if it waits
 *   origin  &lt;--tag: the bytes, if it is DONE--                             server   READ
 * </pre>
 */
final class WindowRequests {
  /** What is asked. The origin waits for an answer to READ, WRITE, LOCK_* and COMBINE. */
  enum Kind {
    READ(0),
    WRITE(1),
    LOCK_ALONE(2),
    UNLOCK_ALONE(3),
    LOCK_SHARED(4),
    UNLOCK_SHARED(5),
    COMBINE(6),
    END_COMBINING(7),
    POST(8),
    COMPLETE(9),
    CLOSE(10);

    private static final Kind[] BY_NUMBER = values();

    private final long number; // in a head

    Kind(long number) {
      this.number = number;
    }

    static Kind of(long number) {
      return BY_NUMBER[(int) number];
    }
  }

  static final int HEAD_TAG = 0;
  static final int HEAD_LONGS = 5;

  static final long DONE = 0;
  static final long OUTSIDE = 1;

  private static final int FIRST_TAG = 2;
  private static final int TAGS = 1 << 28; // then they start again

  private final Communicator messages;
  private final AtomicInteger asked = new AtomicInteger();

  WindowRequests(Communicator messages) {
    this.messages = messages;
  }

  /** Asks for something that happens some time; in the order in which a rank is asked. */
  void tell(int rank, Kind kind) {
    try {
      send(rank, kind, 0, 0, 0, 0);
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }

  /** Returns once it has happened. */
  void ask(int rank, Kind kind) {
    try {
      int tag = newTag();
      send(rank, kind, tag, 0, 0, 0);
      requireGranted(rank, answer(rank, tag));
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }

  /** Writes the bytes from a buffer's position to its limit, which fill the blocks. */
  void write(int rank, ByteBlocks to, ByteBuffer from) {
    try {
      int tag = newTag();
      sendBlocks(rank, Kind.WRITE, tag, to, from.remaining());
      messages.send(Data.of(from, DataType.BYTE), rank, tag + 1);
      requireDone(rank, answer(rank, tag));
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }

  /** Reads what fills a buffer from its position to its limit. */
  void read(int rank, ByteBlocks from, ByteBuffer into) {
    try {
      int tag = newTag();
      sendBlocks(rank, Kind.READ, tag, from, into.remaining());
      requireDone(rank, answer(rank, tag));
      messages.recv(Data.of(into, DataType.BYTE), rank, tag);
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }

  private int newTag() {
    return FIRST_TAG + 2 * (asked.getAndIncrement() & (TAGS - 1));
  }

  private void sendBlocks(int rank, Kind kind, int tag, ByteBlocks blocks, long bytes)
      throws MessageException {
    int count = blocks.offsets.length;
    send(rank, kind, tag, count, bytes, blocks.offsets[0]);
    if (count > 1) {
      long[] all = new long[2 * count];
      for (int i = 0; i < count; i++) {
        all[2 * i] = blocks.offsets[i];
        all[2 * i + 1] = blocks.lengths[i];
      }
      messages.send(Data.of(all), rank, tag + 1);
    }
  }

  private void send(int rank, Kind kind, int tag, long blocks, long bytes, long offset)
      throws MessageException {
    messages.send(Data.of(new long[] {kind.number, tag, blocks, bytes, offset}), rank, HEAD_TAG);
  }

  private long answer(int rank, int tag) throws MessageException {
    long[] answer = new long[1];
    messages.recv(Data.of(answer), rank, tag);
    return answer[0];
  }

  /** The answer if a rank that holds the lock has failed. */
  static long failed(int holder) {
    return -1L - holder;
  }

  private static void requireGranted(int rank, long answer) {
    if (answer < 0) {
      throw new MPIException(
          ErrorClass.PROC_FAILED,
          "rank "
              + (-1 - answer)
              + ", which has locked the memory of rank "
              + rank
              + ", has ended");
    }
  }

  private static void requireDone(int rank, long answer) {
    if (answer != DONE) {
      throw new MPIException(
          ErrorClass.DISP, "not all of this is in the memory of the window in rank " + rank);
    }
  }

  /** Fails if a rank has ended. */
  void requireAlive(int rank) {
    try {
      messages.iprobe(rank, Tags.UNUSED);
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }
}
