package io.crossmem.internal.protocol;

import io.crossmem.internal.data.Payload;

/** Copies between this process's payloads and a peer's memory; both stay where they are. */
public interface RemoteCopy {
  /**
   * Copies from the peer.
   *
   * @param at the first byte's offset in the payload
   * @param address of the first byte in the peer
   * @return 0 if all was copied, else the errno
   */
  int read(Peer peer, Payload payload, long at, long address, long bytes);

  /** Copies to the peer; otherwise as {@link #read}. */
  int write(Peer peer, Payload payload, long at, long address, long bytes);
}
