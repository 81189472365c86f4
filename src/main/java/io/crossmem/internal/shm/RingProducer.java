package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.RingDescriptor.*;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The sender's end of a ring. An entry is sent by {@link #begin}, filling it in, and {@link
 * #publish}. Nothing is committed before that: an entry that was begun and then left alone takes no
 * room. Used by one thread at a time.
 */
public final class RingProducer {
  /** The ring's memory. */
  public final TypedView memory;

  private final ByteBuffer bytes;
  private final Geometry geometry;
  private long entry; // the next one's number
  private long data; // bytes of the data part used so far, with what was skipped
  private long dataAfter; // the same once the entry that was begun is published
  private long entriesTaken; // as last seen
  private long dataTaken;
  private int cancels;

  public RingProducer(TypedView memory, Geometry geometry) {
    this.memory = memory;
    this.bytes = memory.bytes;
    this.geometry = geometry;
  }

  /** Whether an entry can be sent, beside a few that are kept back for control messages. */
  public boolean hasRoom(int payload) {
    return hasRoom(payload, geometry.entries() / 4);
  }

  /** Whether a control message can be sent: it has no payload. */
  public boolean hasRoomForControl() {
    return hasRoom(0, 0);
  }

  private boolean hasRoom(int payload, int reserve) {
    if (fits(payload, reserve)) {
      return true;
    }
    entriesTaken = SharedAtomics.acquireLong(bytes, ENTRIES_TAKEN);
    dataTaken = SharedAtomics.acquireLong(bytes, DATA_TAKEN);
    return fits(payload, reserve);
  }

  private boolean fits(int payload, int reserve) {
    return entry - entriesTaken < geometry.entries() - reserve
        && (payload <= INLINE_BYTES
            || geometry.end(data, payload) - dataTaken <= geometry.dataBytes());
  }

  /** Whether the receiver takes no more eager messages for now; a line that rarely changes. */
  public boolean isEagerStopped() {
    return bytes.getInt(EAGER_STOPPED) != 0;
  }

  /** Most bytes of an eager message, as the receiver has it; 0 if it has not said. */
  public int eagerLimit() {
    return Math.max(0, Math.min(bytes.getInt(EAGER_LIMIT), geometry.maxPayload()));
  }

  /** Offset of the next entry in the memory; there must be room. */
  public int begin(int kind) {
    int offset = geometry.entryOffset(entry);
    bytes.putInt(offset + KIND, kind);
    dataAfter = data;
    return offset;
  }

  /** The same, of an entry that belongs to a communicator. */
  public int begin(int kind, int context) {
    int offset = begin(kind);
    bytes.putInt(offset + CONTEXT, context);
    return offset;
  }

  /** Where the payload of the entry that was begun goes. */
  public int payload(int entryOffset, int length) {
    if (length <= INLINE_BYTES) {
      return entryOffset + PAYLOAD;
    }
    dataAfter = geometry.end(data, length);
    return geometry.payloadOffset(dataAfter, length);
  }

  /** Lets the receiver see the entry. */
  public void publish() {
    SharedAtomics.releaseLong(bytes, geometry.entryOffset(entry) + SEQUENCE, entry + 1);
    entry++;
    data = dataAfter;
  }

  /** Asks to be woken when there is room; to be asked before the last look for it. */
  public void awaitRoom() {
    SharedAtomics.setInt(bytes, SENDER_WAITS, 1);
    VarHandle.fullFence(); // the look for room is only an acquire, which may go before
  }

  /** Tells the receiver that a message is given up, before there may be room to say which. */
  public void countCancel() {
    SharedAtomics.setInt(bytes, CANCELS, ++cancels);
    VarHandle.fullFence(); // before the caller, who may use the memory again, writes there
  }

  /** Takes the next part of a message that both sides copy. */
  public int takePart(int counter) {
    return SharedAtomics.addInt(bytes, COUNTERS + counter * COUNTER_BYTES, 1);
  }
}
