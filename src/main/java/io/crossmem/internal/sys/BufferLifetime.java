package io.crossmem.internal.sys;

import java.nio.ByteBuffer;

/**
 * Who may free a buffer's memory, and when. In JDK 22 and later a buffer can be over the memory of
 * an {@code Arena}, which may be closed while the buffer still exists. The JDK's own methods check
 * this; native code and the kernel do not.
 */
public enum BufferLifetime {
  /** The memory lives as long as the buffer is reachable. In older JDKs: all buffers. */
  REACHABILITY,
  /** Any thread may free the memory at any moment: only the JDK's own copies are safe. */
  SHARED_ARENA,
  /** Only this thread may free the memory, so it is not freed during a call. */
  CONFINED_ARENA;

  private static final BufferTable<Known> KNOWN = new BufferTable<>();

  /** A buffer's lifetime never changes, so it is looked up once. */
  private static final class Known extends BufferTable.Entry {
    final BufferLifetime lifetime;

    Known(ByteBuffer buffer, BufferLifetime lifetime) {
      super(buffer);
      this.lifetime = lifetime;
    }
  }

  /**
   * Looks up the lifetime of a buffer. Repeated calls for the same buffer object take a few ns and
   * make no garbage, unless its arena can be closed.
   *
   * @throws IllegalStateException if the arena is closed
   * @throws RuntimeException the JDK's WrongThreadException if the arena is confined to another
   *     thread
   */
  public static BufferLifetime of(ByteBuffer buffer) {
    BufferLifetime lifetime = ofAny(buffer);
    if (lifetime != REACHABILITY) {
      Arenas.requireUsable(Arenas.segment(buffer));
    }
    return lifetime;
  }

  /** Like {@link #of}, also for a buffer whose arena is closed or belongs to another thread. */
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

  /** The same for a segment; not cached. */
  static BufferLifetime find(Object segment) {
    if (!Arenas.isClosable(segment)) {
      return REACHABILITY;
    }
    return Arenas.isConfined(segment) ? CONFINED_ARENA : SHARED_ARENA;
  }
}
