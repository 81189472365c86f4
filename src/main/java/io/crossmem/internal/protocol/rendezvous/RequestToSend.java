package io.crossmem.internal.protocol.rendezvous;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.data.HugePageMemory;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import java.nio.ByteBuffer;

/** The entry RTS, which announces a message. */
final class RequestToSend {
  private RequestToSend() {}

  /**
   * Fills in the next entry to a peer.
   *
   * @param number of the message
   * @param follows whether the network carries its data at once
   */
  static void write(Peer peer, Operation send, int number, boolean follows) {
    Payload payload = send.payload();
    long address = peer.isRemote() ? payload.plainAddress() : payload.address();
    HugePageMemory shared = address == 0 || peer.isRemote() ? null : payload.shared();
    ByteBuffer bytes = peer.out.memory.bytes;
    int entry = peer.out.begin(RTS, send.context().id());
    bytes.putInt(entry + TAG, send.tag());
    bytes.putInt(entry + RTS_SEND, number);
    bytes.putLong(entry + RTS_LENGTH, send.length());
    bytes.putLong(entry + RTS_ADDRESS, address == 0 ? 0 : address + send.offset());
    bytes.putInt(
        entry + RTS_FLAGS,
        (peer.canReach() ? CAN_PUT : 0)
            | (payload.onHugePages() ? HUGE_PAGES : 0)
            | (payload.blocks() != null ? HAS_BLOCKS : 0)
            | (shared != null ? SHARED_MEMORY : 0)
            | (follows ? DATA_FOLLOWS : 0)
            | peer.tried(send.length()));
    if (shared != null) {
      bytes.putInt(entry + RTS_DESCRIPTOR, shared.file().fd());
      bytes.putLong(entry + RTS_INODE, shared.file().inode());
      bytes.putLong(entry + RTS_OFFSET, address + send.offset() - shared.address());
    } else if (follows) {
      bytes.putLong(entry + RTS_FOLLOWING, peer.link.nextFollowing());
    }
  }

  // ---- of the next entry from a peer

  /** The sender's number of the message. */
  static int number(Peer peer) {
    return peer.in.memory.bytes.getInt(peer.in.entry() + RTS_SEND);
  }

  /** Length of the message in bytes. */
  static long length(Peer peer) {
    return peer.in.memory.bytes.getLong(peer.in.entry() + RTS_LENGTH);
  }

  static boolean isValid(Peer peer) {
    ByteBuffer bytes = peer.in.memory.bytes;
    int entry = peer.in.entry();
    boolean follows = (bytes.getInt(entry + RTS_FLAGS) & DATA_FOLLOWS) != 0;
    return follows
        ? peer.isRemote()
            && peer.link.isFollowing(bytes.getLong(entry + RTS_FOLLOWING), length(peer))
        : length(peer) >= 0;
  }

  /** Reads all fields but the number. */
  static void read(IncomingMessage message) {
    ByteBuffer bytes = message.peer.in.memory.bytes;
    int entry = message.peer.in.entry();
    message.tag = bytes.getInt(entry + TAG);
    message.length = bytes.getLong(entry + RTS_LENGTH);
    message.address = bytes.getLong(entry + RTS_ADDRESS);
    message.flags = bytes.getInt(entry + RTS_FLAGS);
    if ((message.flags & SHARED_MEMORY) != 0) {
      message.descriptor = bytes.getInt(entry + RTS_DESCRIPTOR);
      message.inode = bytes.getLong(entry + RTS_INODE);
      message.offset = bytes.getLong(entry + RTS_OFFSET);
    } else if (message.follows()) {
      message.following = bytes.getLong(entry + RTS_FOLLOWING);
    }
  }
}
