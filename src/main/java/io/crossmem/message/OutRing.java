package io.crossmem.message;

import static io.crossmem.message.RingDescriptor.*;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The sender's end of a ring. An entry is sent by {@link #next}, filling it in, and {@link
 * #publish}. Used by one thread at a time.
 */
final class OutRing {
  /** The ring's memory. */
  final Window memory;

  private final ByteBuffer bytes;
  private final Geometry geometry;
  private long entry; // the next one's number
  private long data; // bytes of the data part used so far, with what was skipped
  private long entriesTaken; // as last seen
  private long dataTaken;

  OutRing(Window memory, Geometry geometry) {
    this.memory = memory;
    this.bytes = memory.bytes;
    this.geometry = geometry;
  }

  /** Whether an entry can be sent, beside a few that are kept back for answers. */
  boolean hasRoom(int payload) {
    return hasRoom(payload, geometry.entries() / 4);
  }

  /** Whether an answer can be sent: it has no payload. */
  boolean hasRoomForAnswer() {
    return hasRoom(0, 0);
  }

  private boolean hasRoom(int payload, int reserve) {
    if (fits(payload, reserve)) {
      return true;
    }
    entriesTaken = Shared.acquireLong(bytes, ENTRIES_TAKEN);
    dataTaken = Shared.acquireLong(bytes, DATA_TAKEN);
    return fits(payload, reserve);
  }

  private boolean fits(int payload, int reserve) {
    return entry - entriesTaken < geometry.entries() - reserve
        && (payload <= INLINE_BYTES
            || geometry.end(data, payload) - dataTaken <= geometry.dataBytes());
  }

  /** Offset of the next entry in the memory; there must be room. */
  int next(int kind, int context) {
    int offset = geometry.entryOffset(entry);
    bytes.putInt(offset + KIND, kind);
    bytes.putInt(offset + CONTEXT, context);
    return offset;
  }

  /** Where the payload of the next entry goes. */
  int payload(int entryOffset, int length) {
    if (length <= INLINE_BYTES) {
      return entryOffset + PAYLOAD;
    }
    long end = geometry.end(data, length);
    int offset = geometry.payloadOffset(end, length);
    data = end;
    return offset;
  }

  /** Lets the receiver see the entry. */
  void publish() {
    Shared.releaseLong(bytes, geometry.entryOffset(entry) + SEQUENCE, entry + 1);
    entry++;
  }

  /** Asks to be woken when there is room; to be asked before the last look for it. */
  void awaitRoom() {
    Shared.setInt(bytes, SENDER_WAITS, 1);
    VarHandle.fullFence(); // the look for room is only an acquire, which may go before
  }

  int takeClaim(int claim) {
    return Shared.addInt(bytes, CLAIMS + claim * CLAIM_BYTES, 1);
  }
}
