package io.crossmem.message;

import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

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
  /** The bit of {@link #transfers} that says closed: with it the number is negative. */
  private static final int CLOSED = Integer.MIN_VALUE;

  private final long size;
  private final Mapping mapping;

  /** How many go on, and {@link #CLOSED}. */
  private final AtomicInteger transfers = new AtomicInteger();

  /** Null until asked. */
  private volatile Boolean onHugePages;

  private MessageBuffer(long size, Mapping mapping) {
    this.size = size;
    this.mapping = mapping;
    mapping.keepFor(this);
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
    return new MessageBuffer(bytes, Mapping.of(bytes));
  }

  /**
   * The size that was asked for.
   *
   * @return bytes
   */
  public long size() {
    return size;
  }

  /**
   * The whole memory.
   *
   * @return a new buffer over it, in the byte order of the machine
   * @throws IllegalStateException if this is closed, or is larger than a buffer can be, which is
   *     2^31 - 1 bytes: then {@link #buffer(long, int)} gives a part
   */
  public ByteBuffer buffer() {
    if (size > Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "one buffer cannot hold " + size + " bytes: use buffer(offset, length)");
    }
    return buffer(0, (int) size);
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
    Objects.checkFromIndexSize(offset, length, size);
    try {
      requireOpen(transfers.get());
      ByteBuffer buffer = Syscalls.directBuffer(mapping.address + offset, length);
      mapping.keepFor(buffer);
      return buffer.order(ByteOrder.nativeOrder());
    } finally {
      Reference.reachabilityFence(this);
    }
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
    Boolean known = onHugePages;
    if (known == null) {
      acquire(); // a close now would drop the pages that are being counted
      try {
        known = mapping.isOnHugePages();
        onHugePages = known;
      } finally {
        release();
      }
    }
    return known;
  }

  /** Where the memory begins: good for as long as this can be reached. */
  long address() {
    return mapping.address;
  }

  /**
   * Begins a transfer: until its {@link #release} the memory is not given back.
   *
   * @throws IllegalStateException if this is closed
   */
  void acquire() {
    int before = transfers.getAndIncrement();
    if (before < 0) {
      release();
    }
    requireOpen(before);
  }

  /** Ends a transfer. The last one after {@link #close} gives the memory back. */
  void release() {
    if (transfers.decrementAndGet() == CLOSED) {
      giveBack();
    }
  }

  /** Gives the memory back; if transfers go on, once they are over. A second call does nothing. */
  @Override
  public void close() {
    if (transfers.getAndUpdate(state -> state | CLOSED) == 0) {
      giveBack();
    }
  }

  private void giveBack() {
    try {
      mapping.empty();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private static void requireOpen(int transfers) {
    if (transfers < 0) {
      throw new IllegalStateException("the MessageBuffer is closed");
    }
  }

  @Override
  public String toString() {
    return "MessageBuffer of " + size + " bytes" + (transfers.get() < 0 ? ", closed" : "");
  }
}
