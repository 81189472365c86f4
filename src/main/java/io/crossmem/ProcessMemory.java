package io.crossmem;

import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.sys.BufferLifetime;
import io.crossmem.internal.sys.DirectBytes;
import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.NativeSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The memory of another process: read from it and write to it in a single copy, by Linux Cross
 * Memory Attach (process_vm_readv(2), process_vm_writev(2)).
 *
 * <pre>{@code
 * try (ProcessMemory process = ProcessMemory.open(pid)) {
 *   ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
 *   process.readFully(address, bytes);
 * }
 * }</pre>
 *
 * <h2>How much moves</h2>
 *
 * <p>Bytes are copied in order, from the first span on, until the smaller side is used up. A
 * transfer stops at the first byte that cannot be read or written. If at least one byte was copied
 * before, the number of copied bytes is returned; otherwise a {@link ProcessMemoryException} with
 * EFAULT is thrown. {@link #readFully} and {@link #writeFully} throw in both cases. The kernel
 * accepts at most 1024 spans and 0x7ffff000 bytes per call; a larger transfer is split into several
 * calls. Empty spans are skipped. The methods with {@code flags} do none of this: they make exactly
 * one system call.
 *
 * <p>A transfer is not atomic: the other process may change its memory during it.
 *
 * <h2>Which process</h2>
 *
 * <p>{@link #open} opens a pidfd. The kernel may later give the pid to a new process. Except for
 * the methods with {@code flags}:
 *
 * <ul>
 *   <li>A read that returns has read the process that was opened. After the copy it is checked
 *       whether that process still lives; if so, no other process can have had its pid. If not,
 *       ESRCH is thrown, and the bytes in the local memory are undefined.
 *   <li>A write that returns has written to the process that was opened. The process is also
 *       checked before the copy: if it has ended, ESRCH is thrown and nothing was written. A few
 *       nanoseconds remain between that check and the copy; the kernel has no way to avoid this. If
 *       in that time the process ends, its parent waits for it, and its pid is reused, then the new
 *       process is written to. This can only happen if this process has access to the new one, and
 *       ESRCH is thrown then.
 *   <li>{@code execve} keeps the process but replaces its memory: earlier addresses become invalid.
 *   <li>If pidfds are not available (Linux before 5.3, some seccomp filters), the start time of the
 *       process is compared instead. This takes some microseconds per transfer, and cannot
 *       distinguish processes that started within one clock tick (10 ms).
 * </ul>
 *
 * <h2>Local memory</h2>
 *
 * <p>Methods that take buffers access only the bytes between position and limit, and keep the
 * buffers alive during the call. Direct buffers are copied in place. Heap buffers are copied
 * through a small buffer outside the heap, so that garbage collection is not delayed.
 *
 * <p>A buffer over the memory of an {@code Arena} can be used while the arena is open. If the arena
 * of any buffer is closed or belongs to another thread, {@link IllegalStateException} or the JDK's
 * {@code WrongThreadException} is thrown before any byte is copied. During a transfer of a single
 * buffer its arena cannot be closed: {@code Arena.close()} throws, as during a call of NIO. In
 * arrays of buffers and {@link IovecArray}s, the bytes of shared arenas are copied like those of a
 * heap buffer. If another thread then closes the arena, {@link IllegalStateException} is thrown:
 * some bytes may have been copied, but freed memory is never accessed. For plain addresses and
 * {@link Iovec}s the caller is responsible.
 *
 * <p>On JDK 22 and later, {@code SegmentTransfer} of this package does the same with all of a
 * {@code MemorySegment}, which may be larger than 2 GiB: {@code SegmentTransfer.readFully(process,
 * address, segment)}. {@link io.crossmem} has an example.
 *
 * <h2>Threads</h2>
 *
 * <p>Instances are safe for use by several threads. If another thread closes the instance during a
 * transfer, the transfer throws {@link IllegalStateException}; some bytes may have been copied.
 *
 * <h2>Exceptions</h2>
 *
 * <p>Every transfer throws {@link NullPointerException} for a null argument or element, {@link
 * IllegalStateException} if this instance or a buffer's arena is closed, and {@link
 * java.nio.ReadOnlyBufferException} if it would read into a read-only buffer, all before any system
 * call. It throws {@link ProcessMemoryException} if the kernel refuses the call: ESRCH if the
 * process has ended, EPERM if access to it is denied ({@link #diagnose} says why, and so does the
 * message), EFAULT as above, and EOVERFLOW in a 32-bit JVM for addresses above 4 GiB.
 */
public final class ProcessMemory implements AutoCloseable {
  private static final Optional<String> UNSUPPORTED = AccessDiagnosis.unsupportedReason();

  private final Attachment attachment;

  private ProcessMemory(Attachment attachment) {
    this.attachment = attachment;
  }

  /**
   * Opens a process. This does not check whether its memory may be accessed: the first transfer
   * does, and {@link #diagnose} checks it in advance.
   *
   * <p>Uses two file descriptors, which {@link #close} releases. An instance that is never closed
   * is closed some time after it has become unreachable.
   *
   * @param pid as seen in this process's pid namespace
   * @return its memory
   * @throws IllegalArgumentException if {@code pid} is not between 1 and 2^31-1
   * @throws ProcessMemoryException with ESRCH if there is no such process, or it has ended; with
   *     EINVAL or ENOENT if it is the id of a thread; with EMFILE or ENFILE if no descriptor is
   *     left
   * @throws UnsupportedOperationException where {@link #isSupported()} is false
   */
  public static ProcessMemory open(long pid) throws ProcessMemoryException {
    int valid = Arguments.requirePid(pid);
    ensureSupported();
    try {
      return new ProcessMemory(new Attachment(RemoteProcess.open(valid)));
    } catch (ErrnoException e) {
      throw Failure.open(valid, e.errno());
    }
  }

  /**
   * {@return whether crossmem works on this machine and JVM and in this container}
   *
   * <p>This is checked once, by reading from this process itself.
   */
  public static boolean isSupported() {
    return UNSUPPORTED.isEmpty();
  }

  /** {@return why {@link #isSupported()} is false, with the remedy; empty where it is true} */
  public static Optional<String> unsupportedReason() {
    return UNSUPPORTED;
  }

  /**
   * Finds out whether a process may be accessed, by a probe that copies nothing, and if not, why.
   *
   * @param pid as seen in this process's pid namespace
   * @return the verdict, the cause and the remedy
   * @throws IllegalArgumentException if {@code pid} is not between 1 and 2^31-1
   */
  public static AccessReport diagnose(long pid) {
    return AccessDiagnosis.of(Arguments.requirePid(pid));
  }

  /**
   * Lets one other process attach to this one where Yama's {@code ptrace_scope} is 1; {@code
   * PR_SET_PTRACER} of prctl(2). This replaces the process that was allowed before. The descendants
   * of the allowed process may attach too.
   *
   * @param pid as seen in this process's pid namespace
   * @return false if Yama is absent; then nothing was done
   * @throws IllegalArgumentException if {@code pid} is not between 1 and 2^31-1
   * @throws ProcessMemoryException with EINVAL if there is no such process
   * @throws UnsupportedOperationException where {@link #isSupported()} is false
   */
  public static boolean allowAccessFrom(long pid) throws ProcessMemoryException {
    int valid = Arguments.requirePid(pid);
    ensureSupported();
    return allow(valid);
  }

  /**
   * Lets every process of the same user attach to this one where Yama's {@code ptrace_scope} is 1:
   * the same as without Yama. Prefer {@link #allowAccessFrom}.
   *
   * @return false if Yama is absent; then nothing was done
   * @throws ProcessMemoryException with the errno of the kernel
   * @throws UnsupportedOperationException where {@link #isSupported()} is false
   */
  public static boolean allowAccessFromAnyone() throws ProcessMemoryException {
    ensureSupported();
    return allow(Yama.ANYONE);
  }

  private static boolean allow(long pid) throws ProcessMemoryException {
    int errno = Yama.allow(pid);
    if (errno == Errno.EINVAL.number() && Yama.isAbsent()) {
      return false;
    }
    if (errno != 0) {
      throw Failure.allow(pid, errno);
    }
    return true;
  }

  /**
   * The bytes of a direct buffer whose elements are of any type, for the methods that take bytes.
   *
   * @param direct the buffer, which stays as it is; for {@code ByteBuffer}s there is {@code slice}
   * @return a new buffer over the elements that remain, which keeps their memory reachable; its
   *     byte order is {@code BIG_ENDIAN}, as of every new one
   * @throws NullPointerException if {@code direct} is null
   * @throws IllegalArgumentException if it is not a direct buffer
   * @throws IllegalStateException if it views memory of a closed arena
   * @throws UnsupportedOperationException where {@link #isSupported()} is false
   */
  public static ByteBuffer bytes(Buffer direct) {
    if (!direct.isDirect()) {
      throw new IllegalArgumentException("the buffer is not direct");
    }
    if (direct instanceof ByteBuffer bytes) {
      return bytes.slice();
    }
    ensureSupported();
    ByteBuffer bytes = DirectBytes.of(direct, elementBytes(direct));
    if (bytes == null) {
      throw new IllegalArgumentException("the buffer's memory has no address");
    }
    return bytes;
  }

  private static int elementBytes(Buffer buffer) {
    if (buffer instanceof CharBuffer || buffer instanceof ShortBuffer) {
      return Short.BYTES;
    }
    return buffer instanceof IntBuffer || buffer instanceof FloatBuffer
        ? Integer.BYTES
        : Long.BYTES;
  }

  /** {@return the pid, as it was given to {@link #open}} */
  public long pid() {
    return attachment.pid;
  }

  /**
   * {@return whether the process is alive} A zombie is not: its memory is gone. If this cannot be
   * checked, for example because this process has no file descriptor left, the result is true.
   *
   * @throws IllegalStateException if this is closed
   */
  public boolean isAlive() {
    ensureOpen();
    boolean ended = attachment.hasEnded();
    ensureOpen(); // if the guard was closed meanwhile, its answer is invalid
    return !ended;
  }

  /**
   * Reads from spans of the other process into buffers. The positions of the buffers advance by the
   * number of bytes copied.
   *
   * @param local each buffer at most once
   * @param remote spans of the other process
   * @return bytes copied
   * @throws IllegalArgumentException if the same buffer occurs twice
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long read(ByteBuffer[] local, Iovec[] remote) throws ProcessMemoryException {
    requireBuffers(local);
    for (int i = 0; i < local.length; i++) {
      Arguments.requireWritable(local[i], "local[" + i + "]");
    }
    return transfer(Operation.READ, local, remote);
  }

  /**
   * Writes the remaining bytes of buffers into spans of the other process. The positions of the
   * buffers advance by the number of bytes copied.
   *
   * @param local each buffer at most once
   * @param remote spans of the other process
   * @return bytes copied
   * @throws IllegalArgumentException if the same buffer occurs twice
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long write(ByteBuffer[] local, Iovec[] remote) throws ProcessMemoryException {
    requireBuffers(local);
    return transfer(Operation.WRITE, local, remote);
  }

  /**
   * Reads from {@code address} on until the buffer is full or memory cannot be read. The buffer's
   * position advances by the number of bytes copied.
   *
   * @param address in the other process; unsigned
   * @param local the buffer that is filled
   * @return bytes copied; 0 only if the buffer has none remaining
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public int read(long address, ByteBuffer local) throws ProcessMemoryException {
    Arguments.requireWritable(Objects.requireNonNull(local, "local"), "local");
    return transfer(Operation.READ, address, local, false);
  }

  /**
   * Writes the buffer's remaining bytes, starting at {@code address}, until memory cannot be
   * written. The buffer's position advances by the number of bytes copied.
   *
   * @param address in the other process; unsigned
   * @param local the buffer that is written
   * @return bytes copied; 0 only if the buffer has none remaining
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public int write(long address, ByteBuffer local) throws ProcessMemoryException {
    return transfer(Operation.WRITE, address, Objects.requireNonNull(local, "local"), false);
  }

  /**
   * Like {@link #read(long, ByteBuffer)}, but fills the buffer or throws. In both cases the
   * buffer's position advances by the number of bytes copied.
   *
   * @param address in the other process; unsigned
   * @param local the buffer that is filled
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}; also if only a part could
   *     be read: the exception then says how much, and why the transfer stopped
   */
  public void readFully(long address, ByteBuffer local) throws ProcessMemoryException {
    Arguments.requireWritable(Objects.requireNonNull(local, "local"), "local");
    transfer(Operation.READ, address, local, true);
  }

  /**
   * Like {@link #write(long, ByteBuffer)}, but writes all remaining bytes or throws. In both cases
   * the buffer's position advances by the number of bytes copied.
   *
   * @param address in the other process; unsigned
   * @param local the buffer that is written
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}; also if only a part could
   *     be written: the exception then says how much, and why the transfer stopped
   */
  public void writeFully(long address, ByteBuffer local) throws ProcessMemoryException {
    transfer(Operation.WRITE, address, Objects.requireNonNull(local, "local"), true);
  }

  /**
   * Reads from spans of the other process into spans of this process. The caller is responsible for
   * the local spans: reading into memory that does not belong to the caller can corrupt or crash
   * this JVM, and the memory must not be freed until this method returns.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @return bytes copied
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long read(Iovec[] local, Iovec[] remote) throws ProcessMemoryException {
    return transfer(Operation.READ, local, remote);
  }

  /**
   * Writes spans of this process into spans of the other. The local memory must not be freed until
   * this method returns.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @return bytes copied
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long write(Iovec[] local, Iovec[] remote) throws ProcessMemoryException {
    return transfer(Operation.WRITE, local, remote);
  }

  /**
   * Reads from spans of the other process into spans of this one, both prepared: without garbage
   * and with the least overhead.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @return bytes copied
   * @throws IllegalArgumentException if {@code remote} was made from buffers whose arena can be
   *     closed
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long read(IovecArray local, IovecArray remote) throws ProcessMemoryException {
    requireWritable(local);
    return transfer(Operation.READ, local, remote);
  }

  /**
   * Writes spans of this process into spans of the other, both prepared: without garbage and with
   * the least overhead.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @return bytes copied
   * @throws IllegalArgumentException if {@code remote} was made from buffers whose arena can be
   *     closed
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long write(IovecArray local, IovecArray remote) throws ProcessMemoryException {
    return transfer(Operation.WRITE, local, remote);
  }

  /**
   * Exactly one process_vm_readv: nothing is split, skipped or retried, the identity of the process
   * is not checked, and a short count is returned as it is. If the process has ended since it was
   * opened, and its pid was reused, this reads from the new process.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @param flags passed to the kernel unchanged; it answers EINVAL to flags that it does not know
   * @return the result of the call: bytes copied
   * @throws IllegalArgumentException if one of the arrays was made from buffers whose arena can be
   *     closed
   * @throws ProcessMemoryException with the errno of the kernel; for EINVAL see process_vm_readv(2)
   */
  public long read(IovecArray local, IovecArray remote, long flags) throws ProcessMemoryException {
    requireWritable(local);
    return bareCall(Operation.READ, local, remote, flags);
  }

  /**
   * Exactly one process_vm_writev: nothing is split, skipped or retried, the identity of the
   * process is not checked, and a short count is returned as it is. If the process has ended since
   * it was opened, and its pid was reused, this writes to the new process.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @param flags passed to the kernel unchanged; it answers EINVAL to flags that it does not know
   * @return the result of the call: bytes copied
   * @throws IllegalArgumentException if one of the arrays was made from buffers whose arena can be
   *     closed
   * @throws ProcessMemoryException with the errno of the kernel; for EINVAL see
   *     process_vm_writev(2)
   */
  public long write(IovecArray local, IovecArray remote, long flags) throws ProcessMemoryException {
    return bareCall(Operation.WRITE, local, remote, flags);
  }

  /**
   * Reads four bytes, as an int of this machine's byte order.
   *
   * @param address in the other process; unsigned
   * @return the value
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public int readInt(long address) throws ProcessMemoryException {
    return TypedReads.readInt(this::readFully, address);
  }

  /**
   * Reads eight bytes, as a long of this machine's byte order.
   *
   * @param address in the other process; unsigned
   * @return the value
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long readLong(long address) throws ProcessMemoryException {
    return TypedReads.readLong(this::readFully, address);
  }

  /**
   * Reads a pointer of the other process: {@link #pointerSize} bytes.
   *
   * @param address in the other process; unsigned
   * @return the pointer; unsigned, so that a 32-bit pointer is never negative
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   * @throws UncheckedIOException see {@link #pointerSize}
   */
  public long readPointer(long address) throws ProcessMemoryException {
    return TypedReads.readPointer(this::readFully, pointerSize(), address);
  }

  /**
   * Reads the bytes up to a zero byte, as UTF-8; bytes that are not UTF-8 become U+FFFD.
   *
   * @param address in the other process; unsigned
   * @param maxBytes most bytes to read; without a zero byte in them, all of them are returned
   * @return the text, without the zero byte
   * @throws IllegalArgumentException if {@code maxBytes} is negative
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}; with EFAULT if memory ends
   *     before a zero byte or {@code maxBytes}
   */
  public String readCString(long address, int maxBytes) throws ProcessMemoryException {
    return TypedReads.readCString(this::readFully, address, maxBytes);
  }

  /**
   * Finds every occurrence of a byte pattern in a region, also overlapping ones. Memory that cannot
   * be read, or is unmapped during the search, is skipped.
   *
   * @param region one of {@link #regions}, or a part of one
   * @param pattern the bytes, at least one
   * @param found called with the address of each occurrence, in ascending order
   * @return bytes that were searched: less than the region's length if some could not be read
   * @throws IllegalArgumentException if {@code pattern} is empty
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}; never with EFAULT
   */
  public long find(MemoryRegion region, byte[] pattern, LongConsumer found)
      throws ProcessMemoryException {
    ensureOpen();
    return new MemorySearch(attachment, pattern).in(region, found);
  }

  /**
   * The size in bytes of a pointer in the other process, from the ELF header of its program.
   *
   * @return 4 or 8
   * @throws IllegalStateException if this is closed
   * @throws UncheckedIOException with a {@link ProcessMemoryException} as its cause, with ESRCH or
   *     EPERM, if the process has ended or may not be inspected; with another cause if {@code
   *     /proc/<pid>/exe} cannot be read
   */
  public int pointerSize() {
    ensureOpen();
    try {
      int size = ProcFiles.pointerSize(attachment.pid);
      ensureAlive();
      return size;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The mappings of the other process in ascending order of address, from {@code /proc/<pid>/maps}.
   * They may change at any moment.
   *
   * @return one element for each line of that file
   * @throws IllegalStateException if this is closed
   * @throws ProcessMemoryException with ESRCH if the process has ended, with EPERM if it may not be
   *     inspected
   * @throws IOException if the file cannot be read for another reason
   */
  public List<MemoryRegion> regions() throws IOException {
    ensureOpen();
    List<MemoryRegion> regions = ProcFiles.regions(attachment.pid);
    ensureAlive();
    return regions;
  }

  /**
   * Releases the file descriptors. A second call does nothing. After this, every other method
   * except {@link #pid} throws {@link IllegalStateException}.
   */
  @Override
  public void close() {
    attachment.close();
  }

  @Override
  public String toString() {
    return "ProcessMemory[" + attachment + "]";
  }

  private int transfer(Operation operation, long address, ByteBuffer local, boolean fully)
      throws ProcessMemoryException {
    ensureOpen();
    boolean shared = local.isDirect() && BufferLifetime.of(local) == BufferLifetime.SHARED_ARENA;
    int position = local.position();
    int length = local.limit() - position;
    if (length <= 0) {
      return 0;
    }
    if (local.isDirect()) {
      long moved =
          shared
              ? attachment.segment(operation, NativeSegment.ofRemaining(local), address)
              : attachment.directAtOnce(operation, local, position, length, address);
      if (moved == length || (moved > 0 && !fully)) {
        local.position(position + (int) moved);
        return (int) moved;
      }
    }
    return (int) Transfer.copy(attachment, operation, local, address, fully);
  }

  /** For {@code SegmentTransfer}, which is compiled only with a JDK that has segments. */
  long transfer(Operation operation, long address, NativeSegment local, boolean fully)
      throws ProcessMemoryException {
    if (operation == Operation.READ && local.isReadOnly()) {
      throw Arguments.readOnly("local");
    }
    ensureOpen();
    local.requireUsable();
    return Transfer.copy(attachment, operation, local, address, fully);
  }

  private long transfer(Operation operation, ByteBuffer[] local, Iovec[] remote)
      throws ProcessMemoryException {
    Arguments.requireNoneNull(remote, "remote");
    ensureOpen();
    requireUsable(local);
    return Transfer.copy(attachment, operation, local, Spans.of(remote));
  }

  private long transfer(Operation operation, Iovec[] local, Iovec[] remote)
      throws ProcessMemoryException {
    Arguments.requireNoneNull(local, "local");
    Arguments.requireNoneNull(remote, "remote");
    ensureOpen();
    return Transfer.copy(attachment, operation, Spans.of(local), Spans.of(remote));
  }

  private long transfer(Operation operation, IovecArray local, IovecArray remote)
      throws ProcessMemoryException {
    Objects.requireNonNull(local, "local");
    Objects.requireNonNull(remote, "remote");
    ensureOpen();
    long moved = attachment.vectorsAtOnce(operation, local, remote);
    if (moved >= 0) {
      return moved;
    }
    requireNoArena(remote, "remote");
    if (local.isClosable()) {
      ByteBuffer[] buffers = local.buffers();
      requireUsable(buffers);
      return Transfer.copy(attachment, operation, buffers, remote);
    }
    return Transfer.copy(attachment, operation, local, remote);
  }

  private long bareCall(Operation operation, IovecArray local, IovecArray remote, long flags)
      throws ProcessMemoryException {
    Objects.requireNonNull(local, "local");
    Objects.requireNonNull(remote, "remote");
    ensureOpen();
    requireNoArena(local, "local");
    requireNoArena(remote, "remote");
    long result = attachment.bareVectors(operation, local, remote, flags);
    if (result < 0) {
      long first = remote.size() == 0 ? 0 : remote.address(0);
      throw Failure.transfer(operation, pid(), remote, (int) -result, 0, first, null);
    }
    return result;
  }

  private static void requireBuffers(ByteBuffer[] local) {
    Arguments.requireNoneNull(local, "local");
    if (local.length > 1) {
      Set<ByteBuffer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (int i = 0; i < local.length; i++) {
        if (!seen.add(local[i])) {
          throw new IllegalArgumentException(
              "local[" + i + "] occurs twice: its position can advance only once");
        }
      }
    }
  }

  /** Checks all arenas before the first call, so that no byte is copied if one is closed. */
  private static void requireUsable(ByteBuffer[] local) {
    for (ByteBuffer buffer : local) {
      BufferLifetime.of(buffer);
    }
  }

  /** For calls that cannot copy through the buffers. */
  private static void requireNoArena(IovecArray array, String name) {
    if (array.isClosable()) {
      requireUsable(array.buffers());
      throw new IllegalArgumentException(
          name
              + " was made from buffers whose arena can be closed: such an array can only be the"
              + " local side of a transfer without flags");
    }
  }

  private static void requireWritable(IovecArray local) {
    if (Objects.requireNonNull(local, "local").isReadOnly()) {
      throw Arguments.readOnly("local");
    }
  }

  private static void ensureSupported() {
    if (UNSUPPORTED.isPresent()) {
      throw new UnsupportedOperationException(UNSUPPORTED.get());
    }
  }

  private void ensureOpen() {
    attachment.ensureOpen();
  }

  private void ensureAlive() throws ProcessMemoryException {
    if (attachment.hasEnded()) {
      throw Failure.open(pid(), Errno.ESRCH.number());
    }
  }
}
