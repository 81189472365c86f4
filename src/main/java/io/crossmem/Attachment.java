package io.crossmem;

import io.crossmem.internal.process.IovecBatch;
import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.process.SingleCopy;
import io.crossmem.internal.sys.NativeSegment;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Single system calls for the process that was opened. Each returns the number of bytes copied or
 * -errno. All except the bare one return ESRCH if that process has ended.
 */
final class Attachment implements AutoCloseable {
  /** {@code *AtOnce} returns this, or any other -errno, if {@link Transfer} has to do the copy. */
  private static final long NOT_AT_ONCE = -1;

  final int pid;
  private final RemoteProcess process;

  Attachment(RemoteProcess process) {
    this.pid = process.pid();
    this.process = process;
  }

  long vectors(Operation operation, IovecBatch local, IovecBatch remote) {
    return unlessClosed(
        operation == Operation.READ
            ? SingleCopy.read(process, local, remote)
            : SingleCopy.write(process, local, remote));
  }

  /**
   * Copies prepared vectors, if one call can take them: the shortest path from Java to the kernel.
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

  /** Copies one direct buffer, if one call can take it; without packing iovecs. */
  long directAtOnce(Operation operation, ByteBuffer local, int position, int length, long address) {
    if (length > Syscalls.MAX_RW_COUNT) {
      return NOT_AT_ONCE;
    }
    return unlessClosed(
        operation == Operation.READ
            ? SingleCopy.readDirect(process, local, position, length, address)
            : SingleCopy.writeDirect(process, local, position, length, address));
  }

  /**
   * Transfers all of a segment, whose arena cannot be closed meanwhile; a short count if it stops.
   */
  long segment(Operation operation, NativeSegment local, long address) {
    return unlessClosed(
        operation == Operation.READ
            ? SingleCopy.read(process, local, address)
            : SingleCopy.write(process, local, address));
  }

  /** Exactly one system call, with the process that has the pid now. */
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

  /** Whether it is known to have ended; a process that cannot be checked counts as alive. */
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

  /** Throws if another thread closed this during the call: then the result is not valid. */
  private long unlessClosed(long result) {
    if (result == -Syscalls.EBADF) {
      ensureOpen();
    }
    return result;
  }
}
