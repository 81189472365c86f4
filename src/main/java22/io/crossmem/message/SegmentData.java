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
 * <p>Which arena it is says how a large message travels, and who may use it:
 *
 * <ul>
 *   <li>Of {@code Arena.ofAuto()} and {@code Arena.global()}: copied once, straight from or into
 *       the segment, as that of a direct buffer.
 *   <li>Of {@code Arena.ofConfined()}: the same, for calls that wait, in the thread that owns it. A
 *       request refuses it with {@link IllegalArgumentException}, since it goes on after the call.
 *   <li>Of {@code Arena.ofShared()}: copied twice, through shared memory, since any thread may
 *       close it at any time. A request that meets a closed arena fails with {@link
 *       IllegalStateException}; nothing is read or written after the close, by no process.
 * </ul>
 */
public final class SegmentData {
  private SegmentData() {}

  /**
   * The bytes of a segment.
   *
   * @param segment outside the heap; {@link MemorySegment#asSlice} makes a part of one
   * @return a view of all of it
   * @throws NullPointerException if {@code segment} is null
   * @throws IllegalArgumentException if it is on the heap; {@link Data} takes its array
   */
  public static Data of(MemorySegment segment) {
    return of(segment, DataType.BYTE);
  }

  /**
   * The elements of a segment, in native byte order. They need not be aligned.
   *
   * @param segment outside the heap
   * @param type of the elements, for operations and layouts
   * @return a view of all of it
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if it is on the heap, does not hold a whole number of
   *     elements, or is larger than 2^47 bytes
   */
  public static Data of(MemorySegment segment, DataType type) {
    return Data.of(NativeSegment.of(segment, "segment"), type);
  }
}
