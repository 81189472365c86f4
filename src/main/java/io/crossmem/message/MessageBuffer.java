package io.crossmem.message;

import io.crossmem.internal.data.HugePageMemory;
import io.crossmem.internal.sys.NativeLibrary;
import java.nio.ByteBuffer;

/**
 * Memory outside the Java heap that messages move through fastest: on huge pages, where the kernel
 * gives them, a transfer has 2 MiB to look up at a time instead of 4 KiB.
 *
 * <p>A size of 1 MiB or more is rounded up to whole pages of 2 MiB, so at most twice the memory is
 * taken. Less than that lies on pages of the usual size. Every page is taken at once (from Linux
 * 5.14 on), so that no transfer waits for one, and a lack of memory shows in {@link #allocate}.
 *
 * <p>{@link #close} gives the memory back, and what is unreachable is given back in time. The
 * addresses stay reserved for as long as any {@code ByteBuffer} over them can be reached: one that
 * is used after {@code close} reads zeros and does no harm, except that what it writes takes memory
 * again. The methods may be called from any thread.
 *
 * <pre>{@code
 * try (MessageBuffer memory = MessageBuffer.allocate(64 << 20)) {
 *   ByteBuffer bytes = memory.buffer();
 *   ...
 * }
 * }</pre>
 */
public final class MessageBuffer implements AutoCloseable {
  private final HugePageMemory memory;

  private MessageBuffer(HugePageMemory memory) {
    this.memory = memory;
  }

  /**
   * Zeroed memory.
   *
   * @param bytes how much, 1 or more
   * @return the memory
   * @throws IllegalArgumentException if {@code bytes} is 0 or negative
   * @throws OutOfMemoryError if the kernel does not give as much
   * @throws UnsupportedOperationException where there is no native library: {@link
   *     io.crossmem.ProcessMemory#unsupportedReason}
   */
  public static MessageBuffer allocate(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes is " + bytes + ", must be 1 or more");
    }
    NativeLibrary.ensureLoaded();
    return new MessageBuffer(HugePageMemory.allocate(bytes));
  }

  /**
   * The size that was asked for.
   *
   * @return bytes
   */
  public long size() {
    return memory.size();
  }

  /**
   * The whole memory.
   *
   * @return a new buffer over it, in the byte order of the machine
   * @throws IllegalStateException if this is closed, or is larger than a buffer can be, which is
   *     2^31 - 1 bytes: then {@link #buffer(long, int)} gives a part
   */
  public ByteBuffer buffer() {
    if (size() > Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "one buffer cannot hold " + size() + " bytes: use buffer(offset, length)");
    }
    return buffer(0, (int) size());
  }

  /**
   * A part of the memory.
   *
   * @param offset of its first byte
   * @param length in bytes
   * @return a new buffer over it, in the byte order of the machine
   * @throws IndexOutOfBoundsException if it is not all inside
   * @throws IllegalStateException if this is closed
   */
  public ByteBuffer buffer(long offset, int length) {
    return memory.buffer(offset, length);
  }

  /**
   * Whether the kernel gave huge pages for all of it: not if its size is less than 1 MiB, if
   * /sys/kernel/mm/transparent_hugepage/enabled says never, or if no whole ones were free. Looked
   * up once, in /proc/self/smaps, which may take milliseconds.
   *
   * @return whether it lies on huge pages
   * @throws IllegalStateException if this was closed before it was first asked
   */
  public boolean onHugePages() {
    return memory.onHugePages();
  }

  HugePageMemory memory() {
    return memory;
  }

  /** Gives the memory back; if transfers go on, once they are over. A second call does nothing. */
  @Override
  public void close() {
    memory.close();
  }

  @Override
  public String toString() {
    return "MessageBuffer of " + size() + " bytes" + (memory.isClosed() ? ", closed" : "");
  }
}
