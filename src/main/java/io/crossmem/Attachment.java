package io.crossmem;

import io.crossmem.internal.process.IovecBatch;
import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.process.SingleCopy;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Single system calls with the process that was opened. Each returns the bytes moved or -errno; all
 * but the bare one say ESRCH where the process was no longer that one.
 */
final class Attachment implements AutoCloseable {
  /**
   * What {@code *AtOnce} returns, or any errno, where {@link Transfer} has to find out and do it.
   */
  private static final long NOT_AT_ONCE = -1;

  final int pid;
  private final RemoteProcess process;

  Attachment(RemoteProcess process) {
    this.pid = process.pid();
    this.process = process;
  }

  /** Packed entries. */
  long vectors(Operation operation, IovecBatch local, IovecBatch remote) {
    return unlessClosed(
        operation == Operation.READ
            ? SingleCopy.read(process, local, remote)
            : SingleCopy.write(process, local, remote));
  }

  /**
   * Prepared vectors, if one call takes them: the least there can be between Java and the kernel.
   */
  long vectorsAtOnce(Operation operation, IovecArray local, IovecArray remote) {
    if (!local.fitsOneCall
        || !remote.fitsOneCall
        || Math.min(local.byteCount(), remote.byteCount()) > Syscalls.MAX_RW_COUNT) {
      return NOT_AT_ONCE;
    }
    long ours = local.entriesAddress;
    long theirs = remote.entriesAddress;
    try {
      return unlessClosed(
          operation == Operation.READ
              ? SingleCopy.read(process, ours, local.size(), theirs, remote.size())
              : SingleCopy.write(process, ours, local.size(), theirs, remote.size()));
    } finally {
      Reference.reachabilityFence(local);
      Reference.reachabilityFence(remote);
    }
  }

  /** One direct buffer, if one call takes it; without any packing. */
  long directAtOnce(Operation operation, ByteBuffer local, int position, int length, long address) {
    if (length > Syscalls.MAX_RW_COUNT) {
      return NOT_AT_ONCE;
    }
    return unlessClosed(
        operation == Operation.READ
            ? SingleCopy.readDirect(process, local, position, length, address)
            : SingleCopy.writeDirect(process, local, position, length, address));
  }

  /** Exactly one system call, with whoever has the pid. */
  long bareVectors(Operation operation, IovecArray local, IovecArray remote, long flags) {
    long ours = local.entriesAddress;
    long theirs = remote.entriesAddress;
    try {
      return operation == Operation.READ
          ? SingleCopy.readBare(pid, ours, local.size(), theirs, remote.size(), flags)
          : SingleCopy.writeBare(pid, ours, local.size(), theirs, remote.size(), flags);
    } finally {
      Reference.reachabilityFence(local);
      Reference.reachabilityFence(remote);
    }
  }

  /** Whether that is known: a process that cannot be asked is taken for alive. */
  boolean hasEnded() {
    return process.liveness() == RemoteProcess.Liveness.ENDED;
  }

  void ensureOpen() {
    if (process.isClosed()) {
      throw new IllegalStateException("this ProcessMemory of process " + pid + " is closed");
    }
  }

  @Override
  public void close() {
    process.close();
  }

  @Override
  public String toString() {
    return process + (process.isClosed() ? ", closed" : "");
  }

  /** A result is never that of a call during which another thread closed this. */
  private long unlessClosed(long result) {
    if (result == -Syscalls.EBADF) {
      ensureOpen();
    }
    return result;
  }
}
