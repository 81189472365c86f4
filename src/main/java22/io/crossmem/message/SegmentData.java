package io.crossmem.message;

import io.crossmem.internal.sys.NativeSegment;
import java.lang.foreign.MemorySegment;

/**
 * {@link MemorySegment}s outside the heap, of any size, as {@link Data} of messages. For JDK 22 and
 * later.
 *
 * <pre>{@code
 * try (Arena arena = Arena.ofConfined()) {
 *   MemorySegment grid = arena.allocate(ValueLayout.JAVA_DOUBLE, 1 << 29);
 *   world.recv(SegmentData.of(grid, DataType.DOUBLE), 0, 0);
 * }
 * }</pre>
 *
 * <p>The kind of arena determines how a large message is transferred, and which threads may use the
 * segment:
 *
 * <ul>
 *   <li>{@code Arena.ofAuto()} and {@code Arena.global()}: copied once, directly from or into the
 *       segment, like a direct buffer.
 *   <li>{@code Arena.ofConfined()}: the same, for blocking calls in the thread that owns it. A
 *       request rejects it with {@link IllegalArgumentException}, since the request continues after
 *       the call.
 *   <li>{@code Arena.ofShared()}: copied twice, through shared memory, since any thread may close
 *       it at any time. If the arena is closed during a request, the request fails with {@link
 *       IllegalStateException}; no process accesses the memory after the close.
 * </ul>
 */
public final class SegmentData {
  private SegmentData() {}

  /**
   * The bytes of a segment.
   *
   * @param segment outside the heap; {@link MemorySegment#asSlice} makes a part
   * @return a view of all of it
   * @throws NullPointerException if {@code segment} is null
   * @throws IllegalArgumentException if it is on the heap; {@link Data} accepts its array
   */
  public static Data of(MemorySegment segment) {
    return of(segment, DataType.BYTE);
  }

  /**
   * The elements of a segment, in native byte order. They need not be aligned.
   *
   * @param segment outside the heap
   * @param type the type of the elements, for operations and layouts
   * @return a view of all of it
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if it is on the heap, does not hold a whole number of
   *     elements, or is larger than 2^47 bytes
   */
  public static Data of(MemorySegment segment, DataType type) {
    return Data.of(NativeSegment.of(segment, "segment"), type);
  }
}
