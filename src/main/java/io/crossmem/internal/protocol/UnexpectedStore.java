package io.crossmem.internal.protocol;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.IntFunction;

/**
 * The payloads of one peer's messages that no receive has matched yet. They are in chunks of direct
 * memory, so that the JVM's limit for direct memory applies. Some empty chunks are kept, so that a
 * stream of messages makes no garbage; their pages are returned to the kernel after they were not
 * needed for a while.
 *
 * <p>The limit is for memory, not for messages: a chunk counts while one message is in it.
 */
final class UnexpectedStore {
  private static final int CHUNK_BYTES = 64 << 10; // at least the largest eager payload
  private static final int ALIGNMENT = 8;
  private static final int PAGE = 4096; // larger pages are returned later
  private static final int MOST_SPARES = 64; // chunks
  private static final int IDLE = 2; // calls of trim

  /** Approximate size of an arrival on the Java heap, in bytes. */
  private static final int ARRIVAL_BYTES = 64;

  private final long limit;
  private final IntFunction<ByteBuffer> memory;
  private final ArrayDeque<Chunk> spares = new ArrayDeque<>(MOST_SPARES + 1);
  private Chunk current;
  private long bytes; // total of all chunks with messages, and of arrivals
  private boolean stopped;
  private int unused = IDLE; // calls of trim since a chunk was taken

  /**
   * An empty store.
   *
   * @param limit in bytes; beyond it the peer must send RTS only
   * @param memory allocates a number of bytes
   */
  UnexpectedStore(long limit, IntFunction<ByteBuffer> memory) {
    this.limit = limit;
    this.memory = memory;
  }

  /** Memory for several consecutive payloads. */
  static final class Chunk {
    final TypedView view;
    private int used; // bytes
    private int last; // offset of the last payload
    private int messages;

    Chunk(ByteBuffer memory) {
      view = new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
    }

    /** Offset of the last payload. */
    int last() {
      return last;
    }

    /** The whole pages inside it. */
    private void giveBackPages() {
      long start = (view.address + PAGE - 1) & -PAGE;
      long end = (view.address + CHUNK_BYTES) & -PAGE;
      Syscalls.madvise(start, end - start, Syscalls.MADV_DONTNEED);
    }
  }

  /**
   * Stores a payload. If this throws, nothing has changed.
   *
   * @return the chunk that contains it, at {@link Chunk#last}; null if it has no bytes
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

  /** Copies single words directly, since starting a bulk copy costs more. */
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
    current = next; // the previous chunk is freed with its last message
    return next;
  }

  private static int aligned(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Removes a payload; {@code chunk} is null if it has no bytes. */
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

  /** Whether the peer must be notified: to stop above the limit, or to resume below half of it. */
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

  /** Bytes that count against the limit. */
  long bytes() {
    return bytes;
  }

  /** Called periodically: returns the pages of empty chunks if none was needed for a while. */
  void trim() {
    if (unused < IDLE && ++unused == IDLE) {
      for (Chunk chunk : spares) {
        chunk.giveBackPages();
      }
    }
  }

  /** Frees all memory; there must be no payloads left. */
  void close() {
    if (current != null) {
      current.giveBackPages();
      current = null;
    }
    spares.forEach(Chunk::giveBackPages);
    spares.clear();
  }
}
