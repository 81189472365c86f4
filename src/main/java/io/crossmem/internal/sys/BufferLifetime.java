package io.crossmem.internal.sys;

import java.nio.ByteBuffer;

/**
 * Who may free a buffer's memory, and when. From JDK 22 on a buffer can view the memory of an
 * {@code Arena}, which may be closed while the buffer is still there: what the JDK's own methods
 * notice, and native code and the kernel do not.
 */
public enum BufferLifetime {
  /** The memory lives as long as the buffer can be reached. Also all buffers of older JDKs. */
  REACHABILITY,
  /** Any thread may free it at any moment: only the JDK's own copies are safe. */
  SHARED_ARENA,
  /** Only this thread may free it, so it does not while it is inside a call. */
  CONFINED_ARENA;

  private static final BufferTable<Known> KNOWN = new BufferTable<>();

  /** A buffer's lifetime never changes, so it is found out once. */
  private static final class Known extends BufferTable.Entry {
    final BufferLifetime lifetime;

    Known(ByteBuffer buffer, BufferLifetime lifetime) {
      super(buffer);
      this.lifetime = lifetime;
    }
  }

  /**
   * Finds out; in a few ns, and without garbage, for what is asked again of the same object and
   * belongs to no arena that can be closed.
   *
   * @throws IllegalStateException if the arena is closed
   * @throws RuntimeException the JDK's WrongThreadException if another thread's arena is confined
   */
  public static BufferLifetime of(ByteBuffer buffer) {
    BufferLifetime lifetime = ofAny(buffer);
    if (lifetime != REACHABILITY) {
      Arenas.requireUsable(Arenas.segment(buffer));
    }
    return lifetime;
  }

  /** As {@link #of}, also for a buffer that may not be used any more, or not by this thread. */
  static BufferLifetime ofAny(ByteBuffer buffer) {
    if (!Arenas.EXIST || !buffer.isDirect()) {
      return REACHABILITY;
    }
    Known known = KNOWN.get(buffer);
    if (known == null) {
      known = new Known(buffer, find(Arenas.segment(buffer)));
      KNOWN.put(buffer, known);
    }
    return known.lifetime;
  }

  private static BufferLifetime find(Object segment) {
    if (!Arenas.isClosable(segment)) {
      return REACHABILITY;
    }
    return Arenas.isConfined(segment) ? CONFINED_ARENA : SHARED_ARENA;
  }
}
