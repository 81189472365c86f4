package io.crossmem.internal.process;

import io.crossmem.internal.sys.HeldCalls;
import io.crossmem.internal.sys.NativeSegment;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Copies between this process and another, each by one system call: the only caller of
 * process_vm_readv and process_vm_writev.
 *
 * <p>Each method returns the bytes copied or -errno. All except the bare ones return
 *
 * <ul>
 *   <li>-ESRCH if the pid no longer belongs to the process, or the kernel finds no memory of it;
 *       {@link RemoteProcess#liveness} returns whether it has ended;
 *   <li>-EBADF if the {@link RemoteProcess} is closed, also if that happens during the call;
 *   <li>-EMFILE, -ENFILE or -EACCES if the process cannot be identified. Then nothing was written,
 *       unless this happened during the call.
 * </ul>
 */
public final class SingleCopy {
  /** The memory may be freed during a call, and the JDK cannot prevent it here. */
  public static final long NOT_HELD = Long.MIN_VALUE;

  private static final int OWN_PID = (int) ProcessHandle.current().pid();

  private SingleCopy() {}

  /** Reads from the other process, until the smaller side is used up. */
  public static long read(RemoteProcess process, IovecBatch local, IovecBatch remote) {
    try {
      return read(process, local.address(), local.size(), remote.address(), remote.size());
    } finally {
      Reference.reachabilityFence(local);
      Reference.reachabilityFence(remote);
    }
  }

  /** Writes to the other process, until the smaller side is used up. */
  public static long write(RemoteProcess process, IovecBatch local, IovecBatch remote) {
    try {
      return write(process, local.address(), local.size(), remote.address(), remote.size());
    } finally {
      Reference.reachabilityFence(local);
      Reference.reachabilityFence(remote);
    }
  }

  /** Like {@link #read(RemoteProcess, IovecBatch, IovecBatch)}, with the addresses of entries. */
  public static long read(
      RemoteProcess process, long local, int localCount, long remote, int remoteCount) {
    int guard = process.enter();
    if (guard < RemoteProcess.NO_GUARD) {
      return guard;
    }
    try {
      return process.leave(
          guard,
          Syscalls.processVmReadv(
              process.memoryThread(), guard, local, localCount, remote, remoteCount, 0));
    } finally {
      Reference.reachabilityFence(
          process); // so that its cleaner does not close the guard during the call
    }
  }

  /** Like {@link #write(RemoteProcess, IovecBatch, IovecBatch)}, with the addresses of entries. */
  public static long write(
      RemoteProcess process, long local, int localCount, long remote, int remoteCount) {
    int guard = process.enter();
    if (guard < RemoteProcess.NO_GUARD) {
      return guard;
    }
    try {
      return process.leave(
          guard,
          Syscalls.processVmWritev(
              process.memoryThread(), guard, local, localCount, remote, remoteCount, 0));
    } finally {
      Reference.reachabilityFence(process);
    }
  }

  /** Reads into a direct buffer, without packing iovecs. */
  public static long readDirect(
      RemoteProcess process, ByteBuffer local, int position, int length, long address) {
    int guard = process.enter();
    if (guard < RemoteProcess.NO_GUARD) {
      return guard;
    }
    try {
      return process.leave(
          guard,
          Syscalls.readDirect(process.memoryThread(), guard, local, position, length, address));
    } finally {
      Reference.reachabilityFence(process);
    }
  }

  /** Writes from a direct buffer, without packing iovecs. */
  public static long writeDirect(
      RemoteProcess process, ByteBuffer local, int position, int length, long address) {
    int guard = process.enter();
    if (guard < RemoteProcess.NO_GUARD) {
      return guard;
    }
    try {
      return process.leave(
          guard,
          Syscalls.writeDirect(process.memoryThread(), guard, local, position, length, address));
    } finally {
      Reference.reachabilityFence(process);
    }
  }

  /**
   * Reads into all of a segment of any length, in as many calls as needed. During these calls its
   * arena cannot be closed. An error is returned only if no byte was copied.
   *
   * @return bytes copied, -errno, or {@link #NOT_HELD} if the JDK cannot keep the arena open
   * @throws IllegalStateException if its arena is closed
   */
  public static long read(RemoteProcess process, NativeSegment local, long address) {
    if (local.isShared() && !HeldCalls.arePossible()) {
      return NOT_HELD;
    }
    int guard = process.enter();
    if (guard < RemoteProcess.NO_GUARD) {
      return guard;
    }
    try {
      int pid = process.memoryThread();
      return process.leave(
          guard,
          local.isShared()
              ? HeldCalls.read(pid, guard, local, address)
              : Syscalls.readSpan(pid, guard, local.address(), local.bytes(), address));
    } finally {
      Reference.reachabilityFence(local);
      Reference.reachabilityFence(process);
    }
  }

  /** Writes all of a segment; like {@link #read(RemoteProcess, NativeSegment, long)}. */
  public static long write(RemoteProcess process, NativeSegment local, long address) {
    if (local.isShared() && !HeldCalls.arePossible()) {
      return NOT_HELD;
    }
    int guard = process.enter();
    if (guard < RemoteProcess.NO_GUARD) {
      return guard;
    }
    try {
      int pid = process.memoryThread();
      return process.leave(
          guard,
          local.isShared()
              ? HeldCalls.write(pid, guard, local, address)
              : Syscalls.writeSpan(pid, guard, local.address(), local.bytes(), address));
    } finally {
      Reference.reachabilityFence(local);
      Reference.reachabilityFence(process);
    }
  }

  /**
   * Reads memory of this process into a direct buffer, so that unmapped memory gives an errno
   * instead of a signal.
   */
  public static long readOwn(ByteBuffer local, int position, int length, long address) {
    return Syscalls.readDirect(OWN_PID, -1, local, position, length, address);
  }

  /** Writes memory of this process from a direct buffer; like {@link #readOwn}. */
  public static long writeOwn(ByteBuffer local, int position, int length, long address) {
    return Syscalls.writeDirect(OWN_PID, -1, local, position, length, address);
  }

  /** Exactly one process_vm_readv, from the process that has the pid now. */
  public static long readBare(
      int pid, long local, int localCount, long remote, int remoteCount, long flags) {
    return Syscalls.processVmReadv(pid, -1, local, localCount, remote, remoteCount, flags);
  }

  /** Exactly one process_vm_writev, to the process that has the pid now. */
  public static long writeBare(
      int pid, long local, int localCount, long remote, int remoteCount, long flags) {
    return Syscalls.processVmWritev(pid, -1, local, localCount, remote, remoteCount, flags);
  }

  /**
   * Reads one byte from address 0 to address 0. The kernel checks the permission first, so EFAULT
   * means that the process may be read. Nothing is copied.
   *
   * @return 0 if it may be read, else the errno
   */
  public static int probe(int pid) {
    ByteBuffer nowhere = OffHeap.allocate(Syscalls.ENTRY_BYTES).putLong(0).putLong(1);
    try {
      long address = Syscalls.directAddress(nowhere);
      int errno = (int) -readBare(pid, address, 1, address, 1, 0);
      return errno == Syscalls.EFAULT ? 0 : errno;
    } finally {
      Reference.reachabilityFence(nowhere);
    }
  }
}
