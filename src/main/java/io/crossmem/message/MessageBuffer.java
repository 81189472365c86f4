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
 * Memory outside the Java heap that messages move through fastest. It comes in two kinds:
 *
 * <ul>
 *   <li>{@link Kind#SHARED}: other ranks map it when they first receive a message out of it. From
 *       then on a message is one plain copy, without a system call, and a reduction takes its
 *       operand where it lies. It is a sealed file in memory (memfd_create) and holds one file
 *       descriptor until it is given back.
 *   <li>{@link Kind#PRIVATE}: only the kernel's copies reach it.
 * </ul>
 *
 * <p>Either lies on huge pages where the kernel gives them: a copy then has 2 MiB to look up at a
 * time instead of 4 KiB. For private memory that is the rule, unless
 * /sys/kernel/mm/transparent_hugepage/enabled says never. For shared memory Linux 6.1 and later
 * gives them when asked, unless shmem_enabled in the same folder says deny; older kernels do only
 * where the administrator has set that to always, within_size or advise (the default is never).
 *
 * <p>A size of 1 MiB or more is rounded up to whole pages of 2 MiB, so at most twice the memory is
 * taken. Less than that lies on pages of the usual size. Every page is taken at once (from Linux
 * 5.14 on), so that no transfer waits for one, and a lack of memory shows in {@link #allocate}.
 *
 * <p>{@link #close} gives the memory back, and what is unreachable is given back in time; another
 * rank that has it mapped keeps no page of it, only addresses, until it next maps memory or leaves.
 * The addresses stay reserved for as long as any {@code ByteBuffer} over them can be reached: one
 * that is used after {@code close} reads zeros and does no harm, except that what it writes takes
 * memory again. The methods may be called from any thread.
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
    /** They can: what they receive out of it is copied without a system call. */
    SHARED,
    /** They cannot. */
    PRIVATE
  }

  /** Messages of less are copied into a ring when they are sent, out of whatever memory. */
  private static final long LEAST_SHARED = 16 << 10;

  private static final int EFBIG = 27; // asm-generic/errno-base.h
  private static final int ENOSPC = 28;

  static {
    // Loads what is needed while there are descriptors: later there may be none for a class.
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
   * Zeroed memory of the kind that is expected to be fastest: shared, but private if it is less
   * than 16 KiB, if the kernel refuses memory that can be shared, or if no file descriptor is left.
   *
   * @param bytes how much, 1 or more
   * @return the memory
   * @throws IllegalArgumentException if {@code bytes} is 0 or negative
   * @throws OutOfMemoryError if the kernel does not give as much, or a limit is in the way
   * @throws UnsupportedOperationException where there is no native library: {@link
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
   * Zeroed memory of one kind.
   *
   * @param bytes how much, 1 or more
   * @param kind of the memory
   * @return the memory
   * @throws NullPointerException if {@code kind} is null
   * @throws IllegalArgumentException if {@code bytes} is 0 or negative
   * @throws OutOfMemoryError if the kernel does not give as much, or a limit is in the way: of
   *     memory, of file descriptors, or of the size of files (ulimit -f), which counts for shared
   *     memory
   * @throws UnsupportedOperationException if it is to be shared and the kernel makes no such
   *     memory; and where there is no native library: {@link
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
          "the kernel makes no memory that can be shared: " + words(e), e);
    }
  }

  private static void requirePositive(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes is " + bytes + ", must be 1 or more");
    }
  }

  private static boolean isLackOfMemory(ErrnoException e) {
    return e.errno() == Syscalls.ENOMEM || e.errno() == ENOSPC || e.errno() == EFBIG;
  }

  private static OutOfMemoryError outOfMemory(long bytes, ErrnoException e) {
    return new OutOfMemoryError(
        "the kernel does not give "
            + bytes
            + " bytes of shared memory: "
            + words(e)
            + "; MessageBuffer.Kind.PRIVATE asks for ordinary memory");
  }

  private static String words(ErrnoException e) {
    return switch (e.errno()) {
      case EFBIG -> "more than the limit of file sizes (ulimit -f)";
      case ENOSPC -> "out of memory";
      default -> Errno.of(e.errno()).words() + " (errno " + e.errno() + ")";
    };
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
   * Whether other ranks can map it.
   *
   * @return the kind that was asked for, or chosen
   */
  public Kind kind() {
    return kind;
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
   * Whether the kernel gave huge pages for all of it: not if its size is less than 1 MiB, if the
   * administrator's settings forbid it, or if no whole ones were free. Looked up once, in
   * /proc/self/smaps, which may take milliseconds.
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
