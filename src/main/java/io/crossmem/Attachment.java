package io.crossmem;

import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Single system calls with the process that was opened. Each returns the bytes moved or -errno; all
 * but the bare one say ESRCH where the process was no longer that one.
 */
final class Attachment implements AutoCloseable {
  private static final long ESRCH = -Errno.ESRCH.number();

  /**
   * What {@code *AtOnce} returns, or any errno, where {@link Transfer} has to find out and do it.
   */
  private static final long NOT_AT_ONCE = -1;

  final int pid;
  private final Identity identity;

  Attachment(int pid, Identity identity) {
    this.pid = pid;
    this.identity = identity;
  }

  /** Packed entries, as {@link Window} and {@link IovecArray} have them. */
  long vectors(Operation operation, long local, int localCount, long remote, int remoteCount) {
    if (isKnownAsOther()) {
      return ESRCH;
    }
    int guard = identity.guard;
    try {
      return settled(
          operation == Operation.READ
              ? Syscalls.processVmReadv(pid, guard, local, localCount, remote, remoteCount, 0)
              : Syscalls.processVmWritev(pid, guard, local, localCount, remote, remoteCount, 0));
    } finally {
      Reference.reachabilityFence(identity); // or its cleaner could close the guard under the call
    }
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
    try {
      return vectors(
          operation, local.entriesAddress, local.size(), remote.entriesAddress, remote.size());
    } finally {
      Reference.reachabilityFence(local);
      Reference.reachabilityFence(remote);
    }
  }

  /** One direct buffer, if one call takes it; without any packing. */
  long directAtOnce(Operation operation, ByteBuffer local, int position, int length, long address) {
    if (length > Syscalls.MAX_RW_COUNT || isKnownAsOther()) {
      return NOT_AT_ONCE;
    }
    int guard = identity.guard;
    try {
      return settled(
          operation == Operation.READ
              ? Syscalls.readDirect(pid, guard, local, position, length, address)
              : Syscalls.writeDirect(pid, guard, local, position, length, address));
    } finally {
      Reference.reachabilityFence(identity);
    }
  }

  /** Exactly one system call, with whoever has the pid. */
  long bareVectors(Operation operation, IovecArray local, IovecArray remote, long flags) {
    long ours = local.entriesAddress;
    long theirs = remote.entriesAddress;
    try {
      return operation == Operation.READ
          ? Syscalls.processVmReadv(pid, -1, ours, local.size(), theirs, remote.size(), flags)
          : Syscalls.processVmWritev(pid, -1, ours, local.size(), theirs, remote.size(), flags);
    } finally {
      Reference.reachabilityFence(local);
      Reference.reachabilityFence(remote);
    }
  }

  boolean hasEnded() {
    return identity.hasEnded();
  }

  void ensureOpen() {
    if (identity.isClosed()) {
      throw new IllegalStateException("this ProcessMemory of process " + pid + " is closed");
    }
  }

  @Override
  public void close() {
    identity.close();
  }

  @Override
  public String toString() {
    return identity + (identity.isClosed() ? ", closed" : "");
  }

  /** What a call's result is worth, after the call. */
  private long settled(long result) {
    ensureOpen(); // a guard that was closed meanwhile told nothing
    return isKnownAsOther() ? ESRCH : result;
  }

  /** Where there is no guard to go with the call: whether the pid is no longer the process's. */
  private boolean isKnownAsOther() {
    return identity.guard < 0 && identity.isOtherByStartTime();
  }
}
