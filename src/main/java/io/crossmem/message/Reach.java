package io.crossmem.message;

import io.crossmem.Errno;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;

/** Copies between this process's data and a span of another process; both stay where they are. */
final class Reach {
  private static final int EFAULT = Errno.EFAULT.number();
  private static final int ESRCH = Errno.ESRCH.number();

  private final ByteBuffer local = OffHeap.allocate(Syscalls.IOV_MAX * Syscalls.ENTRY_BYTES);
  private final ByteBuffer remote = OffHeap.allocate(Syscalls.ENTRY_BYTES);
  private final long localAddress = OffHeap.addressOfRemaining(local, "local");
  private final long remoteAddress = OffHeap.addressOfRemaining(remote, "remote");

  /**
   * What the kernel says to a look at no memory: EFAULT if it would let us, EPERM if not.
   *
   * @return 0 if we may, else the errno
   */
  int probe(int pid) {
    span(local, 0, 0, 1);
    span(remote, 0, 0, 1);
    long result = Syscalls.processVmReadv(pid, -1, localAddress, 1, remoteAddress, 1, 0);
    return result == -EFAULT ? 0 : (int) -result;
  }

  /**
   * Copies from the other process.
   *
   * @param at the first byte's offset in the data
   * @return 0 if all was copied, else the errno
   */
  int read(Peer peer, Data data, long at, long address, long bytes) {
    if (peer.isRecycled()) {
      return ESRCH;
    }
    for (long done = 0; done < bytes; ) {
      int count = spans(data, at + done, bytes - done);
      span(remote, 0, address + done, bytes - done);
      long moved =
          Syscalls.processVmReadv(peer.pid, peer.guard(), localAddress, count, remoteAddress, 1, 0);
      if (moved <= 0) {
        return (int) -moved;
      }
      done += moved;
    }
    return 0;
  }

  /** Copies to the other process; otherwise as {@link #read}. */
  int write(Peer peer, Data data, long at, long address, long bytes) {
    if (peer.isRecycled()) {
      return ESRCH;
    }
    for (long done = 0; done < bytes; ) {
      int count = spans(data, at + done, bytes - done);
      span(remote, 0, address + done, bytes - done);
      long moved =
          Syscalls.processVmWritev(
              peer.pid, peer.guard(), localAddress, count, remoteAddress, 1, 0);
      if (moved <= 0) {
        return (int) -moved;
      }
      done += moved;
    }
    return 0;
  }

  /** Fills the local entries with as many blocks as one call takes, of at most so many bytes. */
  private int spans(Data data, long at, long bytes) {
    LaidOutData blocks = data.blocks();
    if (blocks == null) {
      span(local, 0, data.address() + at, bytes);
      return 1;
    }
    int count = 0;
    int block = blocks.blockAt(at);
    for (long done = 0; done < bytes && count < Syscalls.IOV_MAX; block++) {
      long length = Math.min(bytes - done, blocks.end(block) - at - done);
      if (length > 0) {
        span(local, count++, blocks.addressOf(block, at + done), length);
        done += length;
      }
    }
    return count;
  }

  private static void span(ByteBuffer entries, int index, long address, long bytes) {
    entries.putLong(index * Syscalls.ENTRY_BYTES, address);
    entries.putLong(index * Syscalls.ENTRY_BYTES + 8, bytes);
  }
}
