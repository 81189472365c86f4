package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.ControlSender;
import io.crossmem.internal.protocol.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A rank that handles nothing, and sends single entries for a test. */
final class Puppet {
  private final TestRank rank;
  private final Peer peer;

  /** Sends any entry of the protocol to another rank. */
  final ControlSender says;

  Puppet(TestRank rank, int other) throws IOException {
    this.rank = rank;
    peer = rank.peers[other];
    says = new ControlSender(rank.connections);
    rank.connections.connect(peer);
  }

  Peer peer() {
    return peer;
  }

  void rts(int number, int tag, long length, long address, int flags) {
    rts(number, tag, length, address, flags, 0, 0, 0);
  }

  /** Of a message in memory that the receiver may map, if the flags say so. */
  void rts(
      int number,
      int tag,
      long length,
      long address,
      int flags,
      int descriptor,
      long inode,
      long offset) {
    int entry = peer.out.begin(RTS, 0);
    bytes().putInt(entry + RTS_DESCRIPTOR, descriptor);
    bytes().putLong(entry + RTS_INODE, inode);
    bytes().putLong(entry + RTS_OFFSET, offset);
    bytes().putInt(entry + TAG, tag);
    bytes().putInt(entry + RTS_SEND, number);
    bytes().putLong(entry + RTS_LENGTH, length);
    bytes().putLong(entry + RTS_ADDRESS, address);
    bytes().putInt(entry + RTS_FLAGS, flags);
    rank.connections.publish(peer);
  }

  /** The place may be in memory that the sender can map. */
  void ctsPut(
      int send, int counter, int part, long address, int descriptor, long inode, long offset) {
    int entry = peer.out.begin(CTS_PUT);
    bytes().putInt(entry + PUT_SEND, send);
    bytes().putInt(entry + PUT_COUNTER, counter);
    bytes().putInt(entry + PUT_PART, part);
    bytes().putLong(entry + PUT_ADDRESS, address);
    bytes().putInt(entry + PUT_DESCRIPTOR, descriptor);
    bytes().putLong(entry + PUT_INODE, inode);
    bytes().putLong(entry + PUT_OFFSET, offset);
    rank.connections.publish(peer);
  }

  void data(int receive, TestPayload of, int from, int length) {
    int at = peer.out.payload(length);
    for (int i = 0; i < length; i++) {
      bytes().put(at + i, of.get(from + i));
    }
    peer.out.putData(receive, length);
    rank.connections.publish(peer);
  }

  void eager(int tag, int length) {
    int entry = peer.out.begin(EAGER, 0);
    bytes().putInt(entry + TAG, tag);
    bytes().putInt(entry + LENGTH, length);
    rank.connections.publish(peer);
  }

  /** An entry of a kind, all its fields the same. */
  void entry(int kind, int fields) {
    int entry = peer.out.begin(kind, 0);
    for (int field = TAG; field < ENTRY_BYTES; field += Integer.BYTES) {
      bytes().putInt(entry + field, fields);
    }
    rank.connections.publish(peer);
  }

  private ByteBuffer bytes() {
    return peer.out.memory.bytes;
  }
}
