package io.crossmem.internal.protocol;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.IntFunction;

/**
 * The payloads of one peer's messages that nobody has asked for yet, in chunks of direct memory, so
 * that the JVM's limit for that holds. A few that are empty are kept, so that a steady stream makes
 * no garbage; their pages go back to the kernel once they were not needed for a while.
 *
 * <p>Memory is what counts here, not messages: a chunk counts as long as one message lies in it.
 */
final class UnexpectedStore {
  private static final int CHUNK_BYTES = 64 << 10; // at least the largest eager payload
  private static final int ALIGNMENT = 8;
  private static final int PAGE = 4096; // larger ones are given back later
  private static final int MOST_SPARES = 64; // chunks
  private static final int IDLE = 2; // calls of trim

  /** What an arrival takes on the Java heap, about, in bytes. */
  private static final int ARRIVAL_BYTES = 64;

  private final long limit;
  private final IntFunction<ByteBuffer> memory;
  private final ArrayDeque<Chunk> spares = new ArrayDeque<>(MOST_SPARES + 1);
  private Chunk current;
  private long bytes; // of all chunks with messages, and of arrivals
  private boolean stopped;
  private int unused = IDLE; // calls of trim since a chunk was taken

  /**
   * An empty store.
   *
   * @param limit bytes beyond which the peer is to send RTS only
   * @param memory gives so many bytes
   */
  UnexpectedStore(long limit, IntFunction<ByteBuffer> memory) {
    this.limit = limit;
    this.memory = memory;
  }

  /** Memory for several payloads, one behind the other. */
  static final class Chunk {
    final TypedView view;
    private int used; // bytes
    private int last; // where the payload begins that was put last
    private int messages;

    Chunk(ByteBuffer memory) {
      view = new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
    }

    /** Where the payload begins that was put last. */
    int last() {
      return last;
    }

    /** Of whole pages inside of it. */
    private void giveBackPages() {
      long start = (view.address + PAGE - 1) & -PAGE;
      long end = (view.address + CHUNK_BYTES) & -PAGE;
      Syscalls.madvise(start, end - start, Syscalls.MADV_DONTNEED);
    }
  }

  /**
   * Keeps a payload. If this throws, nothing has changed.
   *
   * @return where it is, at {@link Chunk#last}; null if it has no bytes
   */
  Chunk put(TypedView from, int at, int length) {
    Chunk chunk = null;
    if (length > 0) {
      chunk = chunkFor(length);
      copy(from.bytes, at, chunk.view.bytes, chunk.used, length);
      chunk.last = chunk.used;
      chunk.used += aligned(length);
      if (chunk.messages++ == 0) {
        bytes += CHUNK_BYTES;
      }
    }
    bytes += ARRIVAL_BYTES;
    return chunk;
  }

  /** A bulk copy costs more to start than a word to move. */
  private static void copy(ByteBuffer from, int at, ByteBuffer to, int index, int length) {
    if (length == Long.BYTES) {
      to.putLong(index, from.getLong(at));
    } else {
      to.put(index, from, at, length);
    }
  }

  private Chunk chunkFor(int length) {
    if (current != null && current.used + length <= CHUNK_BYTES) {
      return current;
    }
    Chunk next = spares.isEmpty() ? new Chunk(memory.apply(CHUNK_BYTES)) : spares.pop();
    unused = 0;
    current = next; // the one before is freed with the last message in it
    return next;
  }

  private static int aligned(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** A payload is not needed any more; null for one without bytes. */
  void remove(Chunk chunk) {
    bytes -= ARRIVAL_BYTES;
    if (chunk != null && --chunk.messages == 0) {
      bytes -= CHUNK_BYTES;
      chunk.used = 0;
      if (chunk != current) {
        keepOrFree(chunk);
      }
    }
  }

  private void keepOrFree(Chunk chunk) {
    if (spares.size() < MOST_SPARES) {
      spares.push(chunk);
    } else {
      chunk.giveBackPages();
    }
  }

  /**
   * Whether the peer should be told something new: to stop beyond the limit, to go on below half of
   * it.
   */
  boolean changesFlow() {
    boolean stop = stopped ? bytes > limit / 2 : bytes > limit;
    if (stop == stopped) {
      return false;
    }
    stopped = stop;
    return true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** What counts against the limit. */
  long bytes() {
    return bytes;
  }

  /** Gives the pages of empty chunks back if none was needed for a while: it is the clock. */
  void trim() {
    if (unused < IDLE && ++unused == IDLE) {
      for (Chunk chunk : spares) {
        chunk.giveBackPages();
      }
    }
  }

  /** Gives all memory back; no payload may be left. */
  void close() {
    if (current != null) {
      current.giveBackPages();
      current = null;
    }
    spares.forEach(Chunk::giveBackPages);
    spares.clear();
  }
}
