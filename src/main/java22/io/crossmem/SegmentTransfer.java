package io.crossmem;

import io.crossmem.internal.sys.NativeSegment;
import java.lang.foreign.MemorySegment;

/**
 * Transfers between the memory of another process and a {@link MemorySegment} of this one, of any
 * size, in a single copy. For JDK 22 and later; {@link ProcessMemory} has the same for buffers.
 *
 * <pre>{@code
 * try (Arena arena = Arena.ofShared();
 *     ProcessMemory process = ProcessMemory.open(pid)) {
 *   MemorySegment copy = arena.allocate(3L << 30);
 *   SegmentTransfer.readFully(process, address, copy);
 * }
 * }</pre>
 *
 * <p>A transfer is of all of the segment; {@link MemorySegment#asSlice} makes a part. The address
 * of a segment of this process, to be told to another, is {@link MemorySegment#address}.
 *
 * <p>While a transfer goes on, the segment's arena cannot be closed: {@code Arena.close()} throws
 * {@link IllegalStateException}, as it does during a call of NIO. The segment may be of any arena:
 * of a confined one only in the thread that owns it. Where the JDK has no {@code Linker}, or its
 * options do not allow this library to use it, memory of a shared arena is copied twice instead,
 * and a close meanwhile ends the transfer by {@link IllegalStateException}.
 *
 * <p>Every method throws {@link NullPointerException} for a null argument; {@link
 * IllegalArgumentException} for a segment on the heap, which has no address; {@link
 * IllegalStateException} if the process is closed or the arena is; {@link WrongThreadException} if
 * the arena is another thread's: all before any byte moves. What is said about threads, and about
 * how much moves, for {@link ProcessMemory} holds here too.
 */
public final class SegmentTransfer {
  private SegmentTransfer() {}

  /**
   * Reads from {@code address} on until the segment is full or memory cannot be read.
   *
   * @param process the other process
   * @param address in it; unsigned
   * @param local the segment that is filled
   * @return bytes moved; 0 only if the segment is empty
   * @throws java.nio.ReadOnlyBufferException if {@code local} is read-only
   * @throws ProcessMemoryException see {@link ProcessMemory}
   */
  public static long read(ProcessMemory process, long address, MemorySegment local)
      throws ProcessMemoryException {
    return process.transfer(Operation.READ, address, NativeSegment.of(local, "local"), false);
  }

  /**
   * Writes the segment to {@code address} on, until memory cannot be written.
   *
   * @param process the other process
   * @param address in it; unsigned
   * @param local the segment that is written
   * @return bytes moved; 0 only if the segment is empty
   * @throws ProcessMemoryException see {@link ProcessMemory}
   */
  public static long write(ProcessMemory process, long address, MemorySegment local)
      throws ProcessMemoryException {
    return process.transfer(Operation.WRITE, address, NativeSegment.of(local, "local"), false);
  }

  /**
   * As {@link #read}, but fills the segment or throws.
   *
   * @param process the other process
   * @param address in it; unsigned
   * @param local the segment that is filled
   * @throws java.nio.ReadOnlyBufferException if {@code local} is read-only
   * @throws ProcessMemoryException see {@link ProcessMemory}; also if only a part could be read,
   *     with how much and why it stopped there
   */
  public static void readFully(ProcessMemory process, long address, MemorySegment local)
      throws ProcessMemoryException {
    process.transfer(Operation.READ, address, NativeSegment.of(local, "local"), true);
  }

  /**
   * As {@link #write}, but writes all of the segment or throws.
   *
   * @param process the other process
   * @param address in it; unsigned
   * @param local the segment that is written
   * @throws ProcessMemoryException see {@link ProcessMemory}; also if only a part could be written,
   *     with how much and why it stopped there
   */
  public static void writeFully(ProcessMemory process, long address, MemorySegment local)
      throws ProcessMemoryException {
    process.transfer(Operation.WRITE, address, NativeSegment.of(local, "local"), true);
  }
}
