package io.crossmem.internal.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A {@code MemorySegment} outside the heap, of any size; used by reflection, as in {@link Arenas}.
 */
public final class NativeSegment {
  /** A multiple of every element size, so that no element is split. */
  private static final long PIECE_BYTES = 1L << 30;

  /** Larger than any process's address space: such a segment stands for all addresses. */
  private static final long MOST_BYTES = 1L << 47;

  private final Object segment;
  private final long address;
  private final long bytes;
  private final boolean shared;

  private NativeSegment(Object segment) {
    this.segment = segment;
    this.address = Arenas.address(segment);
    this.bytes = Arenas.byteSize(segment);
    this.shared = BufferLifetime.find(segment) == BufferLifetime.SHARED_ARENA;
  }

  /**
   * A view of a {@code MemorySegment}.
   *
   * @param name the name of the argument, for the exception
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException if it is on the heap
   */
  public static NativeSegment of(Object segment, String name) {
    if (!Arenas.isNative(Objects.requireNonNull(segment, name))) {
      throw new IllegalArgumentException(
          name
              + " is a segment on the heap: the JVM may move it, so it has no address; use a"
              + " segment of an Arena, or the array that it views");
    }
    return new NativeSegment(segment);
  }

  /** The remaining bytes of a direct buffer, on a JDK with segments. */
  public static NativeSegment ofRemaining(ByteBuffer buffer) {
    return new NativeSegment(Arenas.segment(buffer));
  }

  /** The segment without its first {@code offset} bytes. */
  public NativeSegment from(long offset) {
    return offset == 0 ? this : new NativeSegment(Arenas.slice(segment, offset, bytes - offset));
  }

  /** Valid while its arena is open and this object is reachable. */
  public long address() {
    return address;
  }

  public long bytes() {
    return bytes;
  }

  public boolean isReadOnly() {
    return Arenas.isReadOnly(segment);
  }

  /** Whether another thread may free the memory while this thread uses it. */
  public boolean isShared() {
    return shared;
  }

  /**
   * Checks that this thread may use the segment now.
   *
   * @throws IllegalStateException if its arena is closed
   * @throws RuntimeException the JDK's WrongThreadException if its arena belongs to another thread
   */
  public void requireUsable() {
    Arenas.requireUsable(segment);
  }

  /**
   * Buffers over all of it, 1 GiB each except the last one, in native byte order. They belong to
   * the same arena. There is at least one, which may be empty.
   *
   * @throws IllegalArgumentException if there would be too many
   */
  public ByteBuffer[] pieces() {
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a segment of " + bytes + " bytes is larger than any memory: take a slice of it");
    }
    int count = (int) ((bytes + PIECE_BYTES - 1) / PIECE_BYTES);
    ByteBuffer[] pieces = new ByteBuffer[Math.max(1, count)];
    for (int i = 0; i < pieces.length; i++) {
      long from = i * PIECE_BYTES;
      Object piece = Arenas.slice(segment, from, Math.min(PIECE_BYTES, bytes - from));
      pieces[i] = Arenas.bytes(piece).order(ByteOrder.nativeOrder());
    }
    return pieces;
  }

  /** For code that keeps the memory open during a call. */
  Object segment() {
    return segment;
  }
}
