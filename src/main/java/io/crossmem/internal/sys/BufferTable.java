package io.crossmem.internal.sys;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A small cache of facts about buffers, by the identity of the {@link ByteBuffer} object. It drops
 * entries when there are many. A lookup takes a few ns, uses no lock and allocates nothing. The
 * cache does not keep buffers alive.
 */
final class BufferTable<E extends BufferTable.Entry> {
  /** The facts about one buffer; in final fields, since threads race for the slots of the table. */
  abstract static class Entry extends WeakReference<ByteBuffer> {
    Entry(ByteBuffer buffer) {
      super(buffer);
    }
  }

  private static final int SETS = 256;

  /** Slots for each hash value, so that two buffers in use do not displace each other. */
  private static final int WAYS = 4;

  private final AtomicReferenceArray<E> entries = new AtomicReferenceArray<>(SETS * WAYS);

  /** The entry for this object; null if there is none. */
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

  /** Stores the entry for the buffer that it was made with. */
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
