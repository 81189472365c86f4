package io.crossmem.internal.sys;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What was found out about buffers, by the identity of the {@link ByteBuffer} object: a small table
 * that forgets some when there are many. Looking up takes a few ns, no lock, and allocates nothing.
 * Buffers are not kept alive.
 */
final class BufferTable<E extends BufferTable.Entry> {
  /** What is known of one buffer; in final fields, since threads race for the table's places. */
  abstract static class Entry extends WeakReference<ByteBuffer> {
    Entry(ByteBuffer buffer) {
      super(buffer);
    }
  }

  private static final int SETS = 256;

  /**
   * Places that a buffer's entry can be in, so that two that are in use do not displace another.
   */
  private static final int WAYS = 4;

  private final AtomicReferenceArray<E> entries = new AtomicReferenceArray<>(SETS * WAYS);

  /** What is known of this very object; null if nothing is. */
  E get(ByteBuffer buffer) {
    int set = set(buffer);
    for (int place = set; place < set + WAYS; place++) {
      E entry = entries.getAcquire(place);
      if (entry != null && entry.refersTo(buffer)) {
        return entry;
      }
    }
    return null;
  }

  /** Remembers what is known of the buffer that the entry was made with. */
  void put(ByteBuffer buffer, E entry) {
    int set = set(buffer);
    int victim = set + (int) (System.nanoTime() >>> 4 & (WAYS - 1));
    for (int place = set + WAYS - 1; place >= set; place--) {
      E other = entries.getAcquire(place);
      if (other == null || other.refersTo(null)) {
        victim = place;
      } else if (other.refersTo(buffer)) {
        victim = place;
        break;
      }
    }
    entries.setRelease(victim, entry);
  }

  private static int set(ByteBuffer buffer) {
    return System.identityHashCode(buffer) % SETS * WAYS;
  }
}
