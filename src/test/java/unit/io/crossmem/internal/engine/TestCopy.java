package io.crossmem.internal.engine;

import io.crossmem.internal.data.BlockAddresses;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.RemoteCopy;
import io.crossmem.internal.sys.Syscalls;

/** Copies as the kernel would, since all ranks are in one process, unless a test says otherwise. */
final class TestCopy implements RemoteCopy {
  /** Asked before each copy. */
  interface Faults {
    /** Returns 0, or the errno to fail with. May throw, too. */
    int at(boolean read, Peer peer, Payload payload, long address, long bytes);
  }

  private Faults faults = (read, peer, payload, address, bytes) -> 0;
  private int calls;

  void when(Faults next) {
    faults = next;
  }

  /** Refuses all. */
  void refuse(int errno) {
    faults = (read, peer, payload, address, bytes) -> errno;
  }

  int calls() {
    return calls;
  }

  @Override
  public int read(Peer peer, Payload payload, long at, long address, long bytes) {
    calls++;
    int errno = faults.at(true, peer, payload, address, bytes);
    if (errno == 0) {
      copy(true, payload, at, address, bytes);
    }
    return errno;
  }

  @Override
  public int write(Peer peer, Payload payload, long at, long address, long bytes) {
    calls++;
    int errno = faults.at(false, peer, payload, address, bytes);
    if (errno == 0) {
      copy(false, payload, at, address, bytes);
    }
    return errno;
  }

  private static void copy(boolean read, Payload payload, long at, long address, long bytes) {
    BlockAddresses blocks = payload.blocks();
    if (blocks == null) {
      move(read, payload.plainAddress() + at, address, bytes);
      return;
    }
    int block = blocks.blockAt(at);
    for (long done = 0; done < bytes; block++) {
      long length = Math.min(bytes - done, blocks.end(block) - at - done);
      move(read, blocks.addressOf(block, at + done), address + done, length);
      done += length;
    }
  }

  private static void move(boolean read, long own, long other, long bytes) {
    if (read) {
      Syscalls.copy(own, other, bytes);
    } else {
      Syscalls.copy(other, own, bytes);
    }
  }
}
