package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.RingDescriptor.*;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The sender's end of a ring. To send an entry, call {@link #begin}, fill the entry in, and call
 * {@link #publish}. Nothing is committed before that: an entry that is begun but not published uses
 * no space. Only one thread at a time may use it.
 *
 * <p>To send an entry with a payload, copy the payload to {@link #payload}, call {@link #putEager}
 * or {@link #putData}, and then {@link #publish}. The order is important for the speed of a payload
 * in the data part: the receiver may poll the entry's cache line. If the entry were filled in
 * first, the receiver would get that line back while the payload is copied, and the sender would
 * have to wait for it again to publish the entry.
 */
@SuppressWarnings("EnumOrdinal") // both ranks have the same version
public final class RingProducer {
  private static final int TIMED = 16; // one long payload in 16
  private static final int TIMED_AFTER_CHANGE = 4; // and these after the first in another way

  /** The ring's memory. */
  public final TypedView memory;

  private final ByteBuffer bytes;
  private final Geometry geometry;
  private long entry; // the next one's number
  private long data; // bytes of the data part used so far, including skipped ones
  private long dataAfter; // its value after the begun entry is published
  private long entriesTaken; // as last seen
  private long dataTaken;
  private int cancels;
  private RingWrite write; // of the last long payload
  private int sinceChange; // long payloads that were written in the same way before it
  private int writes; // long payloads

  public RingProducer(TypedView memory, Geometry geometry) {
    this.memory = memory;
    this.bytes = memory.bytes;
    this.geometry = geometry;
  }

  /** Whether an entry can be sent; some entries are reserved for control messages. */
  public boolean hasRoom(int payload) {
    return hasRoom(payload, geometry.entries() / 4);
  }

  /** Whether a control message, which has no payload, can be sent. */
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

  /** Whether the receiver accepts no eager messages now; in a cache line that rarely changes. */
  public boolean isEagerStopped() {
    return bytes.getInt(EAGER_STOPPED) != 0;
  }

  /** Most bytes of an eager message, set by the receiver; 0 if not set. */
  public int eagerLimit() {
    return Math.max(0, Math.min(bytes.getInt(EAGER_LIMIT), geometry.maxPayload()));
  }

  /** Begins an entry without a payload. Returns its offset; there must be space. */
  public int begin(int kind) {
    int offset = nextEntry();
    bytes.putInt(offset + KIND, kind);
    dataAfter = data;
    return offset;
  }

  /** The same, for an entry that belongs to a communicator. */
  public int begin(int kind, int context) {
    int offset = nextEntry();
    bytes.putLong(offset + KIND, TypedView.pair(kind, context));
    dataAfter = data;
    return offset;
  }

  private int nextEntry() {
    return geometry.entryOffset(entry);
  }

  /** Offset for the payload of the next entry; there must be space. */
  public int payload(int length) {
    if (length <= INLINE_BYTES) {
      dataAfter = data;
      return nextEntry() + PAYLOAD;
    }
    dataAfter = geometry.end(data, length);
    return geometry.payloadOffset(dataAfter, length);
  }

  /**
   * Prepares to copy a long payload as the receiver wishes.
   *
   * @return the time if the copy should be timed, else 0
   */
  public long beginWrite(int length) {
    RingWrite asked = RingWrite.asked(bytes.getInt(WRITES), length);
    sinceChange = asked == write ? sinceChange + 1 : 0;
    write = asked;
    memory.beginWrite(asked);
    boolean isNew = sinceChange > 0 && sinceChange <= TIMED_AFTER_CHANGE;
    return isNew || writes++ % TIMED == 0 ? System.nanoTime() : 0;
  }

  /**
   * Notes in the next entry how its long payload was written.
   *
   * @param began what {@link #beginWrite} returned
   */
  public void endWrite(long began) {
    long nanos = began == 0 ? 0 : Math.max(1, System.nanoTime() - began);
    int offset = nextEntry();
    bytes.putInt(offset + WRITTEN_BY, memory.writtenBy().ordinal());
    bytes.putInt(offset + WRITE_NS, (int) Math.min(nanos, Integer.MAX_VALUE));
  }

  /** Fills in the entry of a small message, after {@link #payload}. */
  public void putEager(int context, int tag, int length) {
    int offset = nextEntry();
    bytes.putLong(offset + KIND, TypedView.pair(EAGER, context));
    bytes.putLong(offset + TAG, TypedView.pair(tag, length));
  }

  /** Fills in the entry of a part of a message, after {@link #payload}. */
  public void putData(int receive, int length) {
    int offset = nextEntry();
    bytes.putInt(offset + KIND, DATA);
    bytes.putInt(offset + DATA_RECEIVE, receive);
    bytes.putInt(offset + LENGTH, length);
  }

  /** Makes the entry visible to the receiver. */
  public void publish() {
    SharedAtomics.releaseLong(bytes, geometry.entryOffset(entry) + SEQUENCE, entry + 1);
    entry++;
    data = dataAfter;
  }

  /** Requests a wake-up when there is space; must be called before the last check for space. */
  public void awaitRoom() {
    SharedAtomics.setInt(bytes, SENDER_WAITS, 1);
    VarHandle
        .fullFence(); // the check for space is only an acquire, which could be reordered before
  }

  /** Counts a cancelled message; there may be no space yet for the CANCEL entry. */
  public void countCancel() {
    SharedAtomics.setInt(bytes, CANCELS, ++cancels);
    VarHandle.fullFence(); // before the caller reuses the message's memory
  }

  /** Takes the next part of a message that both sides copy. */
  public int takePart(int counter) {
    return SharedAtomics.addInt(bytes, COUNTERS + counter * COUNTER_BYTES, 1);
  }
}
