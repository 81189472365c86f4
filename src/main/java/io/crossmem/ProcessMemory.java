package io.crossmem;

import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.sys.BufferLifetime;
import io.crossmem.internal.sys.ErrnoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
 * <p>Bytes move from the first span on, in order, until the smaller side is used up. Memory that
 * cannot be read or written stops the transfer at that very byte: after at least one byte the
 * number of bytes moved is returned, before the first one a {@link ProcessMemoryException} with
 * EFAULT is thrown. {@link #readFully} and {@link #writeFully} throw in both cases. Where the
 * kernel takes at most 1024 spans and 0x7ffff000 bytes a call, more are split over several calls;
 * spans of no bytes are passed over. The methods with {@code flags} do none of this: they are the
 * bare system call.
 *
 * <p>A transfer is not atomic: the other process may change its memory meanwhile.
 *
 * <h2>Which process</h2>
 *
 * <p>{@link #open} takes a pidfd, and the pid may be given to a new process later. Except for the
 * methods with {@code flags}:
 *
 * <ul>
 *   <li>A read that returns is of the process that was opened. It is asked after the copy whether
 *       it still lives; its pid cannot have been anyone else's if it does. If it does not, ESRCH is
 *       thrown, and the bytes in the local memory are worth nothing.
 *   <li>A write that returns went to the process that was opened. It is asked before as well: if it
 *       has ended, ESRCH is thrown and nothing was written. Between that question and the copy lie
 *       some nanoseconds that the kernel gives no way to close: if within them the process ends, is
 *       waited for, and its pid is given out again, the new process is written to. That can only
 *       happen if this process may attach to the new one, and ESRCH is thrown then.
 *   <li>{@code execve} keeps the process, and replaces its memory: addresses from before are void.
 *   <li>Where there is no pidfd (Linux before 5.3, some seccomp filters) the start time of the
 *       process is compared instead. That takes some microseconds a transfer, and does not tell
 *       processes apart that started within one clock tick (10 ms).
 * </ul>
 *
 * <h2>Local memory</h2>
 *
 * <p>Methods that take buffers reach only the bytes between position and limit, and keep the
 * buffers alive as long as they are used. A direct buffer is copied to or from in place; a heap
 * buffer by way of a small one outside the heap, so that no collection is held up.
 *
 * <p>A buffer that views the memory of an {@code Arena} can be used as long as that is open. If one
 * of several has its arena closed, or another thread's, {@link IllegalStateException} or the JDK's
 * {@code WrongThreadException} is thrown before any byte moves. Where another thread may close it
 * during the transfer, bytes go as those of a heap buffer do, and if it does, {@link
 * IllegalStateException} is thrown: bytes may have moved then, but no memory is touched that was
 * freed. Plain addresses and {@link Iovec}s are the caller's to vouch for.
 *
 * <h2>Threads</h2>
 *
 * <p>Any number of threads may use one instance. A transfer during which another thread closes it
 * throws {@link IllegalStateException}; bytes may have moved then.
 *
 * <h2>Exceptions</h2>
 *
 * <p>Every transfer throws {@link NullPointerException} for a null argument or element, {@link
 * IllegalStateException} if this or a buffer's arena is closed, {@link
 * java.nio.ReadOnlyBufferException} if it would read into a read-only buffer, all before any system
 * call; and {@link ProcessMemoryException} for what the kernel refuses: ESRCH if the process has
 * ended, EPERM if it may not be attached ({@link #diagnose} says why, and so does the message),
 * EFAULT as above, EOVERFLOW from a 32-bit JVM for what lies above 4 GiB.
 */
public final class ProcessMemory implements AutoCloseable {
  private static final Optional<String> UNSUPPORTED = AccessDiagnosis.unsupportedReason();

  private final Attachment attachment;

  private ProcessMemory(Attachment attachment) {
    this.attachment = attachment;
  }

  /**
   * Opens a process. That asks for no permission to its memory: the first transfer does, and {@link
   * #diagnose} tells beforehand.
   *
   * <p>Takes two file descriptors, which {@link #close} gives back; one that is never closed is
   * closed some time after it has become unreachable.
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
   * {@return whether this machine, JVM and container can do it at all}
   *
   * <p>Asked once, of this very process.
   */
  public static boolean isSupported() {
    return UNSUPPORTED.isEmpty();
  }

  /** {@return why {@link #isSupported()} is false, with the remedy; empty where it is true} */
  public static Optional<String> unsupportedReason() {
    return UNSUPPORTED;
  }

  /**
   * Finds out whether a process may be attached, by a probe that moves nothing, and if not, why.
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
   * PR_SET_PTRACER} of prctl(2). It replaces what was allowed before, and its descendants may too.
   *
   * @param pid as seen in this process's pid namespace
   * @return false where Yama is absent, so that there was nothing to allow and nothing was done
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
   * as if Yama were absent. Prefer {@link #allowAccessFrom}.
   *
   * @return false where Yama is absent, so that there was nothing to allow and nothing was done
   * @throws ProcessMemoryException with what the kernel says
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

  /** {@return the pid, as it was given to {@link #open}} */
  public long pid() {
    return attachment.pid;
  }

  /**
   * {@return whether the process has not ended} A zombie has: its memory is gone. One that cannot
   * be asked, as where this process has no file descriptor left, is taken for alive.
   *
   * @throws IllegalStateException if this is closed
   */
  public boolean isAlive() {
    ensureOpen();
    boolean ended = attachment.hasEnded();
    ensureOpen(); // a guard that was closed meanwhile told nothing
    return !ended;
  }

  /**
   * Reads from the other process's spans into buffers, whose positions advance by what moved.
   *
   * @param local each buffer at most once
   * @param remote spans of the other process
   * @return bytes moved
   * @throws IllegalArgumentException if a buffer is there twice
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
   * Writes what buffers hold into the other process's spans; the buffers' positions advance by what
   * moved.
   *
   * @param local each buffer at most once
   * @param remote spans of the other process
   * @return bytes moved
   * @throws IllegalArgumentException if a buffer is there twice
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long write(ByteBuffer[] local, Iovec[] remote) throws ProcessMemoryException {
    requireBuffers(local);
    return transfer(Operation.WRITE, local, remote);
  }

  /**
   * Reads from {@code address} on until the buffer is full or memory cannot be read. Its position
   * advances by what moved.
   *
   * @param address in the other process; unsigned
   * @param local the buffer that is filled
   * @return bytes moved; 0 only if the buffer has none remaining
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public int read(long address, ByteBuffer local) throws ProcessMemoryException {
    Arguments.requireWritable(Objects.requireNonNull(local, "local"), "local");
    return transfer(Operation.READ, address, local, false);
  }

  /**
   * Writes the buffer's remaining bytes to {@code address} on, until memory cannot be written. Its
   * position advances by what moved.
   *
   * @param address in the other process; unsigned
   * @param local the buffer that is written
   * @return bytes moved; 0 only if the buffer has none remaining
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public int write(long address, ByteBuffer local) throws ProcessMemoryException {
    return transfer(Operation.WRITE, address, Objects.requireNonNull(local, "local"), false);
  }

  /**
   * As {@link #read(long, ByteBuffer)}, but fills the buffer or throws. Its position advances by
   * what moved in either case.
   *
   * @param address in the other process; unsigned
   * @param local the buffer that is filled
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}; also if only a part could
   *     be read, with how much and why it stopped there
   */
  public void readFully(long address, ByteBuffer local) throws ProcessMemoryException {
    Arguments.requireWritable(Objects.requireNonNull(local, "local"), "local");
    transfer(Operation.READ, address, local, true);
  }

  /**
   * As {@link #write(long, ByteBuffer)}, but writes all of the buffer or throws. Its position
   * advances by what moved in either case.
   *
   * @param address in the other process; unsigned
   * @param local the buffer that is written
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}; also if only a part could
   *     be written, with how much and why it stopped there
   */
  public void writeFully(long address, ByteBuffer local) throws ProcessMemoryException {
    transfer(Operation.WRITE, address, Objects.requireNonNull(local, "local"), true);
  }

  /**
   * Reads from the other process's spans into spans of this one. The caller vouches for those:
   * reading into memory that is not his to change can corrupt or end this JVM, and memory must be
   * kept until this returns.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @return bytes moved
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long read(Iovec[] local, Iovec[] remote) throws ProcessMemoryException {
    return transfer(Operation.READ, local, remote);
  }

  /**
   * Writes spans of this process into the other's. Local memory must be kept until this returns.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @return bytes moved
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long write(Iovec[] local, Iovec[] remote) throws ProcessMemoryException {
    return transfer(Operation.WRITE, local, remote);
  }

  /**
   * Reads from the other process's spans into this one's, both prepared: no garbage, least
   * overhead.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @return bytes moved
   * @throws IllegalArgumentException if {@code remote} is made of buffers whose arena can be closed
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long read(IovecArray local, IovecArray remote) throws ProcessMemoryException {
    requireWritable(local);
    return transfer(Operation.READ, local, remote);
  }

  /**
   * Writes this process's spans into the other's, both prepared: no garbage, least overhead.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @return bytes moved
   * @throws IllegalArgumentException if {@code remote} is made of buffers whose arena can be closed
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}
   */
  public long write(IovecArray local, IovecArray remote) throws ProcessMemoryException {
    return transfer(Operation.WRITE, local, remote);
  }

  /**
   * Exactly one process_vm_readv: nothing is split, stripped or retried, no identity is asked for,
   * and a short count is what the kernel returned. If the process has ended since it was opened,
   * and its pid was given out again, this reads the new one.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @param flags as they are; what bits mean is the kernel's, and EINVAL if it knows none
   * @return what the kernel returned: bytes moved
   * @throws IllegalArgumentException if one is made of buffers whose arena can be closed
   * @throws ProcessMemoryException with what the kernel says; for EINVAL see process_vm_readv(2)
   */
  public long read(IovecArray local, IovecArray remote, long flags) throws ProcessMemoryException {
    requireWritable(local);
    return bareCall(Operation.READ, local, remote, flags);
  }

  /**
   * Exactly one process_vm_writev: nothing is split, stripped or retried, no identity is asked for,
   * and a short count is what the kernel returned. If the process has ended since it was opened,
   * and its pid was given out again, this writes to the new one.
   *
   * @param local spans of this process
   * @param remote spans of the other process
   * @param flags as they are; what bits mean is the kernel's, and EINVAL if it knows none
   * @return what the kernel returned: bytes moved
   * @throws IllegalArgumentException if one is made of buffers whose arena can be closed
   * @throws ProcessMemoryException with what the kernel says; for EINVAL see process_vm_writev(2)
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
   * Reads a pointer of the other process: as many bytes as its {@link #pointerSize} says.
   *
   * @param address in the other process; unsigned
   * @return what it points to; unsigned, so that a 32-bit pointer is never negative
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
   * @param maxBytes where to stop if no zero byte comes before, without an error
   * @return the text, without the zero byte
   * @throws IllegalArgumentException if {@code maxBytes} is negative
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}; with EFAULT if memory ends
   *     before a zero byte or {@code maxBytes}
   */
  public String readCString(long address, int maxBytes) throws ProcessMemoryException {
    return TypedReads.readCString(this::readFully, address, maxBytes);
  }

  /**
   * Finds every place where bytes stand in a region, overlapping ones too. What of it cannot be
   * read, or vanishes meanwhile, is skipped.
   *
   * @param region one of {@link #regions}, or a part of one
   * @param pattern the bytes, at least one
   * @param found takes the address of each place, rising
   * @return bytes that were looked at: less than the region's length where some could not be read
   * @throws IllegalArgumentException if {@code pattern} is empty
   * @throws ProcessMemoryException see {@linkplain ProcessMemory above}, but for EFAULT
   */
  public long find(MemoryRegion region, byte[] pattern, LongConsumer found)
      throws ProcessMemoryException {
    ensureOpen();
    return new MemorySearch(attachment, pattern).in(region, found);
  }

  /**
   * The bytes of a pointer in the other process, from the ELF header of its program.
   *
   * @return 4 or 8
   * @throws IllegalStateException if this is closed
   * @throws UncheckedIOException of a {@link ProcessMemoryException} with ESRCH or EPERM if the
   *     process has ended or may not be looked at; if {@code /proc/<pid>/exe} cannot be read
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
   * The mappings of the other process, by rising address, as {@code /proc/<pid>/maps} has them.
   * They may change at any moment.
   *
   * @return a line of that file each
   * @throws IllegalStateException if this is closed
   * @throws ProcessMemoryException with ESRCH if the process has ended, with EPERM if it may not be
   *     looked at
   * @throws IOException if the file cannot be read for another reason
   */
  public List<MemoryRegion> regions() throws IOException {
    ensureOpen();
    List<MemoryRegion> regions = ProcFiles.regions(attachment.pid);
    ensureAlive();
    return regions;
  }

  /**
   * Gives the file descriptors back. Closing again does nothing; any other method but {@link #pid}
   * throws {@link IllegalStateException} from now on.
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
    boolean inPlace = local.isDirect() && BufferLifetime.of(local) != BufferLifetime.SHARED_ARENA;
    int position = local.position();
    int length = local.limit() - position;
    if (length <= 0) {
      return 0;
    }
    if (inPlace) {
      long moved = attachment.directAtOnce(operation, local, position, length, address);
      if (moved == length || (moved > 0 && !fully)) {
        local.position(position + (int) moved);
        return (int) moved;
      }
    }
    return (int) Transfer.copy(attachment, operation, local, address, fully);
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
              "local[" + i + "] is there twice: its position can advance only once");
        }
      }
    }
  }

  /** Looks at all arenas before the first call, so that no byte moves if one is closed. */
  private static void requireUsable(ByteBuffer[] local) {
    for (ByteBuffer buffer : local) {
      BufferLifetime.of(buffer);
    }
  }

  /** For calls that cannot go by way of the buffers. */
  private static void requireNoArena(IovecArray array, String name) {
    if (array.isClosable()) {
      requireUsable(array.buffers());
      throw new IllegalArgumentException(
          name
              + " is made of buffers whose arena can be closed: such an array can only be the local"
              + " side of a transfer without flags");
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
