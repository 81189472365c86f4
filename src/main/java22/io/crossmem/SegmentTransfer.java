package io.crossmem;

import io.crossmem.internal.sys.NativeSegment;
import java.lang.foreign.MemorySegment;

/**
 * Transfers between the memory of another process and a {@link MemorySegment} of this process, of
 * any size, in a single copy. For JDK 22 and later; {@link ProcessMemory} has the same for buffers.
 *
 * <pre>{@code
 * try (Arena arena = Arena.ofShared();
 *     ProcessMemory process = ProcessMemory.open(pid)) {
 *   MemorySegment copy = arena.allocate(3L << 30);
 *   SegmentTransfer.readFully(process, address, copy);
 * }
 * }</pre>
 *
 * <p>A transfer always covers the whole segment; {@link MemorySegment#asSlice} makes a part. {@link
 * MemorySegment#address} is the address of a segment of this process, for use by another process.
 *
 * <p>During a transfer the segment's arena cannot be closed: {@code Arena.close()} throws {@link
 * IllegalStateException}, as during a call of NIO. The segment may belong to any kind of arena; one
 * of a confined arena can be used only in the thread that owns it. If the JDK has no {@code
 * Linker}, or the options of the JVM do not allow this library to use it, memory of a shared arena
 * is copied twice instead. If the arena is then closed during a transfer, {@link
 * IllegalStateException} is thrown.
 *
 * <p>Every method throws, before any byte is copied, {@link NullPointerException} for a null
 * argument, {@link IllegalArgumentException} for a segment on the heap, which has no address,
 * {@link IllegalStateException} if the process or the arena is closed, and {@link
 * WrongThreadException} if the arena belongs to another thread. The rules of {@link ProcessMemory}
 * about threads and partial transfers hold here too.
 */
public final class SegmentTransfer {
  private SegmentTransfer() {}

  /**
   * Reads memory at {@code address} until the segment is full or memory cannot be read.
   *
   * @param process the other process
   * @param address the address in the other process; unsigned
   * @param local the segment to fill
   * @return bytes copied; 0 only if the segment is empty
   * @throws java.nio.ReadOnlyBufferException if {@code local} is read-only
   * @throws ProcessMemoryException see {@link ProcessMemory}
   */
  public static long read(ProcessMemory process, long address, MemorySegment local)
      throws ProcessMemoryException {
    return process.transfer(Operation.READ, address, NativeSegment.of(local, "local"), false);
  }

  /**
   * Writes the segment to {@code address}, until memory cannot be written.
   *
   * @param process the other process
   * @param address the address in the other process; unsigned
   * @param local the segment to write
   * @return bytes copied; 0 only if the segment is empty
   * @throws ProcessMemoryException see {@link ProcessMemory}
   */
  public static long write(ProcessMemory process, long address, MemorySegment local)
      throws ProcessMemoryException {
    return process.transfer(Operation.WRITE, address, NativeSegment.of(local, "local"), false);
  }

  /**
   * Like {@link #read}, but fills the segment or throws.
   *
   * @param process the other process
   * @param address the address in the other process; unsigned
   * @param local the segment to fill
   * @throws java.nio.ReadOnlyBufferException if {@code local} is read-only
   * @throws ProcessMemoryException see {@link ProcessMemory}; also if only a part could be read: it
   *     tells how many bytes were copied and why the transfer stopped
   */
  public static void readFully(ProcessMemory process, long address, MemorySegment local)
      throws ProcessMemoryException {
    process.transfer(Operation.READ, address, NativeSegment.of(local, "local"), true);
  }

  /**
   * Like {@link #write}, but writes the whole segment or throws.
   *
   * @param process the other process
   * @param address the address in the other process; unsigned
   * @param local the segment to write
   * @throws ProcessMemoryException see {@link ProcessMemory}; also if only a part could be written:
   *     it tells how many bytes were copied and why the transfer stopped
   */
  public static void writeFully(ProcessMemory process, long address, MemorySegment local)
      throws ProcessMemoryException {
    process.transfer(Operation.WRITE, address, NativeSegment.of(local, "local"), true);
  }
}
