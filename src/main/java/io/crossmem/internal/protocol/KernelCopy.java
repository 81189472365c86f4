package io.crossmem.internal.protocol;

import io.crossmem.internal.data.BlockAddresses;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.process.IovecBatch;
import io.crossmem.internal.process.SingleCopy;

/** Copies by the kernel, in as many calls as needed. Only one thread at a time may use it. */
public final class KernelCopy implements RemoteCopy {
  private final IovecBatch local = new IovecBatch();
  private final IovecBatch remote = new IovecBatch();

  @Override
  public int read(Peer peer, Payload payload, long at, long address, long bytes) {
    for (long done = 0; done < bytes; ) {
      pack(payload, at + done, address + done, bytes - done);
      long moved = SingleCopy.read(peer.process, local, remote);
      if (moved <= 0) {
        return (int) -moved;
      }
      done += moved;
    }
    return 0;
  }

  @Override
  public int write(Peer peer, Payload payload, long at, long address, long bytes) {
    for (long done = 0; done < bytes; ) {
      pack(payload, at + done, address + done, bytes - done);
      long moved = SingleCopy.write(peer.process, local, remote);
      if (moved <= 0) {
        return (int) -moved;
      }
      done += moved;
    }
    return 0;
  }

  private void pack(Payload payload, long at, long address, long bytes) {
    local.clear();
    remote.clear();
    remote.add(address, bytes);
    BlockAddresses blocks = payload.blocks();
    if (blocks == null) {
      local.add(payload.address() + at, bytes);
    } else {
      pack(blocks, at, bytes);
    }
  }

  /** Packs as many blocks as one call accepts, at most {@code bytes} in total. */
  private void pack(BlockAddresses blocks, long at, long bytes) {
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
