package io.crossmem.internal.protocol;

import io.crossmem.internal.data.Payload;

/** Copies between this process's payloads and a peer's memory, in place. */
public interface RemoteCopy {
  /**
   * Copies from the peer.
   *
   * @param at offset of the first byte in the payload
   * @param address of the first byte in the peer
   * @return 0 if all was copied, else the errno
   */
  int read(Peer peer, Payload payload, long at, long address, long bytes);

  /** Copies to the peer; otherwise like {@link #read}. */
  int write(Peer peer, Payload payload, long at, long address, long bytes);
}
