package io.crossmem.message;

import io.crossmem.Errno;
import io.crossmem.internal.data.HugePageMemory;
import io.crossmem.internal.data.SealedFile;
import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Memory outside the Java heap for the fastest messages. There are two kinds:
 *
 * <ul>
 *   <li>{@link Kind#SHARED}: another rank maps it when it first receives a message from it. From
 *       then on a message is one plain copy without a system call, and a reduction uses its operand
 *       in place. It is a sealed file in memory (memfd_create) and uses one file descriptor until
 *       it is closed.
 *   <li>{@link Kind#PRIVATE}: other ranks cannot map it; messages are copied by the kernel.
 * </ul>
 *
 * <p>Both kinds use huge pages if the kernel provides them: a copy then looks up an address once
 * per 2 MiB instead of once per 4 KiB. For private memory the kernel usually does, unless
 * /sys/kernel/mm/transparent_hugepage/enabled is {@code never}. For shared memory Linux 6.1 and
 * later does, unless shmem_enabled in the same folder is {@code deny}. Older kernels do so only if
 * the administrator has set shmem_enabled to {@code always}, {@code within_size} or {@code advise}
 * (the default is {@code never}).
 *
 * <p>A size of 1 MiB or more is rounded up to a multiple of 2 MiB, so at most twice the size is
 * used. Smaller buffers use pages of the usual size. All pages are allocated immediately (Linux
 * 5.14 and later), so that no transfer waits for one, and a lack of memory is reported by {@link
 * #allocate}.
 *
 * <p>{@link #close} frees the memory. An unreachable instance is freed some time later. Another
 * rank that has mapped the memory then keeps no page of it, only the address range, until it next
 * maps memory or leaves. In this process the address range stays reserved while any {@code
 * ByteBuffer} over it is reachable. Using such a buffer after {@code close} is safe: it reads
 * zeros, but writing to it allocates memory again. Safe for use by several threads.
 *
 * <pre>{@code
 * try (MessageBuffer memory = MessageBuffer.allocate(64 << 20)) {
 *   ByteBuffer bytes = memory.buffer();
 *   ...
 * }
 * }</pre>
 */
public final class MessageBuffer implements AutoCloseable {
  /** Whether other ranks can map it. */
  public enum Kind {
    /** They can: messages from it are copied without a system call. */
    SHARED,
    /** They cannot. */
    PRIVATE
  }

  /** Smaller messages are copied into a ring when they are sent, from any kind of memory. */
  private static final long LEAST_SHARED = 16 << 10;

  private static final int EFBIG = 27; // asm-generic/errno-base.h
  private static final int ENOSPC = 28;

  static {
    // Loads classes while there are file descriptors: later none may be left to open a class file.
    Errno.of(Syscalls.EMFILE);
    Objects.requireNonNull(SealedFile.class);
  }

  private final HugePageMemory memory;
  private final Kind kind;

  private MessageBuffer(HugePageMemory memory, Kind kind) {
    this.memory = memory;
    this.kind = kind;
  }

  /**
   * Allocates zeroed memory of the kind that is expected to be fastest: shared, or private if the
   * size is less than 16 KiB, the kernel does not provide shared memory, or no file descriptor is
   * left.
   *
   * @param bytes size, 1 or more
   * @return the memory
   * @throws IllegalArgumentException if {@code bytes} is 0 or negative
   * @throws OutOfMemoryError if there is not enough memory, or a limit is exceeded
   * @throws UnsupportedOperationException if there is no native library: see {@link
   *     io.crossmem.ProcessMemory#unsupportedReason}
   */
  public static MessageBuffer allocate(long bytes) {
    requirePositive(bytes);
    NativeLibrary.ensureLoaded();
    if (bytes >= LEAST_SHARED) {
      try {
        return new MessageBuffer(HugePageMemory.allocateShared(bytes), Kind.SHARED);
      } catch (ErrnoException e) {
        if (isLackOfMemory(e)) {
          throw outOfMemory(bytes, e);
        }
      }
    }
    return new MessageBuffer(HugePageMemory.allocatePrivate(bytes), Kind.PRIVATE);
  }

  /**
   * Allocates zeroed memory of the given kind.
   *
   * @param bytes size, 1 or more
   * @param kind of the memory
   * @return the memory
   * @throws NullPointerException if {@code kind} is null
   * @throws IllegalArgumentException if {@code bytes} is 0 or negative
   * @throws OutOfMemoryError if there is not enough memory, or a limit is exceeded: of memory, of
   *     file descriptors, or of the file size (ulimit -f), which also applies to shared memory
   * @throws UnsupportedOperationException if {@code kind} is {@link Kind#SHARED} and the kernel
   *     does not provide such memory, or if there is no native library: see {@link
   *     io.crossmem.ProcessMemory#unsupportedReason}
   */
  public static MessageBuffer allocate(long bytes, Kind kind) {
    requirePositive(bytes);
    Objects.requireNonNull(kind, "kind");
    NativeLibrary.ensureLoaded();
    if (kind == Kind.PRIVATE) {
      return new MessageBuffer(HugePageMemory.allocatePrivate(bytes), kind);
    }
    try {
      return new MessageBuffer(HugePageMemory.allocateShared(bytes), kind);
    } catch (ErrnoException e) {
      if (isLackOfMemory(e) || e.errno() == Syscalls.EMFILE || e.errno() == Syscalls.ENFILE) {
        throw outOfMemory(bytes, e);
      }
      throw new UnsupportedOperationException(
          "the kernel does not provide shared memory: " + words(e), e);
    }
  }

  private static void requirePositive(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes is " + bytes + ", but must be 1 or more");
    }
  }

  private static boolean isLackOfMemory(ErrnoException e) {
    return e.errno() == Syscalls.ENOMEM || e.errno() == ENOSPC || e.errno() == EFBIG;
  }

  private static OutOfMemoryError outOfMemory(long bytes, ErrnoException e) {
    return new OutOfMemoryError(
        "the kernel cannot allocate "
            + bytes
            + " bytes of shared memory: "
            + words(e)
            + "; MessageBuffer.Kind.PRIVATE uses ordinary memory instead");
  }

  private static String words(ErrnoException e) {
    return switch (e.errno()) {
      case EFBIG -> "above the limit for file sizes (ulimit -f)";
      case ENOSPC -> "out of memory";
      default -> Errno.of(e.errno()).words() + " (errno " + e.errno() + ")";
    };
  }

  /**
   * The size that was requested.
   *
   * @return bytes
   */
  public long size() {
    return memory.size();
  }

  /**
   * Whether other ranks can map it.
   *
   * @return the kind that was requested or chosen
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The whole memory.
   *
   * @return a new buffer over it, in the byte order of the machine
   * @throws IllegalStateException if this is closed, or larger than 2^31 - 1 bytes, the limit of a
   *     buffer; use {@link #buffer(long, int)} then
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
   * @throws IndexOutOfBoundsException if the part is not inside the memory
   * @throws IllegalStateException if this is closed
   */
  public ByteBuffer buffer(long offset, int length) {
    return memory.buffer(offset, length);
  }

  /**
   * Whether all of the memory is on huge pages. It is not if its size is less than 1 MiB, if the
   * system settings disable huge pages, or if none were free. This is read once from
   * /proc/self/smaps, which may take milliseconds.
   *
   * @return whether it is on huge pages
   * @throws IllegalStateException if this was closed before the first call
   */
  public boolean onHugePages() {
    return memory.onHugePages();
  }

  HugePageMemory memory() {
    return memory;
  }

  /** Frees the memory, after pending transfers have ended. A second call does nothing. */
  @Override
  public void close() {
    memory.close();
  }

  @Override
  public String toString() {
    return "MessageBuffer of " + size() + " bytes" + (memory.isClosed() ? ", closed" : "");
  }
}
