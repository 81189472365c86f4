package io.crossmem.message;

import io.crossmem.internal.process.IovecBatch;
import io.crossmem.internal.process.SingleCopy;

/** Copies between this process's data and a span of another process; both stay where they are. */
final class Reach {
  private final IovecBatch local = new IovecBatch();
  private final IovecBatch remote = new IovecBatch();

  /**
   * Copies from the other process.
   *
   * @param at the first byte's offset in the data
   * @return 0 if all was copied, else the errno
   */
  int read(Peer peer, Data data, long at, long address, long bytes) {
    for (long done = 0; done < bytes; ) {
      pack(data, at + done, address + done, bytes - done);
      long moved = SingleCopy.read(peer.process, local, remote);
      if (moved <= 0) {
        return (int) -moved;
      }
      done += moved;
    }
    return 0;
  }

  /** Copies to the other process; otherwise as {@link #read}. */
  int write(Peer peer, Data data, long at, long address, long bytes) {
    for (long done = 0; done < bytes; ) {
      pack(data, at + done, address + done, bytes - done);
      long moved = SingleCopy.write(peer.process, local, remote);
      if (moved <= 0) {
        return (int) -moved;
      }
      done += moved;
    }
    return 0;
  }

  /** As many blocks of the data as one call takes, of at most so many bytes. */
  private void pack(Data data, long at, long address, long bytes) {
    local.clear();
    remote.clear();
    remote.add(address, bytes);
    LaidOutData blocks = data.blocks();
    if (blocks == null) {
      local.add(data.address() + at, bytes);
      return;
    }
    int block = blocks.blockAt(at);
    for (long done = 0; done < bytes && !local.isFull(); block++) {
      long length = Math.min(bytes - done, blocks.end(block) - at - done);
      if (length > 0) {
        local.add(blocks.addressOf(block, at + done), length);
        done += length;
      }
    }
  }
}
