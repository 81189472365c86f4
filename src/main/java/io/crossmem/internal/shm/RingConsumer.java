package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.RingDescriptor.*;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The receiver's end of a ring. If {@link #ready}, the next entry is at {@link #entry}, and {@link
 * #take} frees its space. Only one thread at a time may use it, except {@link #hasNews}.
 *
 * <p>Values that the other process writes are not trusted: offsets are computed here, and lengths
 * are checked.
 */
public final class RingConsumer {
  public final TypedView memory;

  private final ByteBuffer bytes;
  private final Geometry geometry;
  private long entry; // the next one's number
  private long data; // bytes of the data part taken so far, including skipped ones
  private long entriesTold; // the value last published to the sender
  private long dataTold;
  private int countersInUse; // one bit per counter
  private int cancels; // number of CANCEL entries taken

  public RingConsumer(TypedView memory, Geometry geometry) {
    this.memory = memory;
    this.bytes = memory.bytes;
    this.geometry = geometry;
  }

  /** Whether {@link #ready} is worth calling. Any thread may call this; the answer may be stale. */
  public boolean hasNews() {
    long next = entry;
    return SharedAtomics.acquireLong(bytes, geometry.entryOffset(next) + SEQUENCE) != before(next);
  }

  /**
   * Whether there is a next entry.
   *
   * @throws CorruptRingException if the sequence is neither the next one nor the previous one
   */
  public boolean ready() throws CorruptRingException {
    long sequence = SharedAtomics.acquireLong(bytes, geometry.entryOffset(entry) + SEQUENCE);
    if (sequence == entry + 1) {
      return true;
    }
    if (sequence != before(entry)) {
      throw new CorruptRingException(
          "entry " + entry + " has the sequence " + sequence + " instead of " + (entry + 1));
    }
    return false;
  }

  /** The sequence in this slot before the entry was sent: from the previous lap, or 0. */
  private long before(long number) {
    return Math.max(0, number + 1 - geometry.entries());
  }

  /** Offset of the next entry in the memory. */
  public int entry() {
    return geometry.entryOffset(entry);
  }

  /** Kind and context of the next entry. */
  public long kindAndContext() {
    return bytes.getLong(entry() + KIND);
  }

  /** Tag and length of the next entry, a small message; the length is not checked. */
  public long tagAndLength() {
    return bytes.getLong(entry() + TAG);
  }

  /** Length of the next entry's payload, from the entry; checked. */
  public int payloadLength() throws CorruptRingException {
    return checked(bytes.getInt(entry() + LENGTH));
  }

  /** Checks the length of the next entry's payload, and returns it. */
  public int checked(int length) throws CorruptRingException {
    if (length < 0 || length > geometry.maxPayload()) {
      throw new CorruptRingException("entry " + entry + " has a payload of " + length + " bytes");
    }
    return length;
  }

  /** Offset of the next entry's payload. */
  public int payload(int length) {
    return length <= INLINE_BYTES
        ? entry() + PAYLOAD
        : geometry.payloadOffset(geometry.end(data, length), length);
  }

  /**
   * Frees the space of the next entry and its payload.
   *
   * @return whether the new free space was published; the sender may be waiting for it
   */
  public boolean take(int payload) {
    entry++;
    if (payload > INLINE_BYTES) {
      data = geometry.end(data, payload);
    }
    // Publishing costs the sender a cache miss, so it is not done for each entry.
    if (entry - entriesTold < geometry.entries() / 4
        && data - dataTold < geometry.dataBytes() / 8) {
      return false;
    }
    entriesTold = entry;
    dataTold = data;
    SharedAtomics.releaseLong(bytes, DATA_TAKEN, data);
    SharedAtomics.setLong(bytes, ENTRIES_TAKEN, entry);
    return true;
  }

  /** Called when the next entry is a CANCEL. */
  public void takeCancel() {
    cancels++;
  }

  /**
   * Whether a CANCEL is about to arrive. If not, everything that this process has read from the
   * sender's memory so far was read while the sender still kept it unchanged.
   */
  public boolean expectsCancel() {
    VarHandle.fullFence(); // the kernel's reads for this thread come before this check
    return SharedAtomics.getInt(bytes, CANCELS) != cancels;
  }

  /** Whether the sender waits for space in the ring. */
  public boolean senderWaits() {
    return SharedAtomics.getInt(bytes, SENDER_WAITS) != 0
        && SharedAtomics.replaceInt(bytes, SENDER_WAITS, 1, 0);
  }

  /** Sets whether the sender must announce small messages too, by RTS. */
  public void stopEager(boolean stopped) {
    SharedAtomics.setInt(bytes, EAGER_STOPPED, stopped ? 1 : 0);
  }

  /** Sets the largest message that the sender may send eagerly, in bytes. */
  public void limitEager(int limit) {
    SharedAtomics.setInt(bytes, EAGER_LIMIT, limit);
  }

  /** Tells the sender how to write long payloads, by size; see {@link RingWrite}. */
  public void askForWrites(int wishes) {
    SharedAtomics.setInt(bytes, WRITES, wishes);
  }

  /** How the next entry's long payload was written; null if the sender gave no valid number. */
  public RingWrite writtenBy() {
    return RingWrite.of(bytes.getInt(entry() + WRITTEN_BY));
  }

  /** Time to write the next entry's long payload, in ns; 0 if it was not timed. */
  public int writeNanos() {
    return Math.max(0, bytes.getInt(entry() + WRITE_NS));
  }

  public boolean hasCounter() {
    return countersInUse != (1 << COUNTER_COUNT) - 1;
  }

  /** Returns a free part counter, set to 0; there must be one. */
  public int openCounter() {
    int counter = Integer.numberOfTrailingZeros(~countersInUse);
    countersInUse |= 1 << counter;
    SharedAtomics.setInt(bytes, COUNTERS + counter * COUNTER_BYTES, 0);
    return counter;
  }

  public int takePart(int counter) {
    return SharedAtomics.addInt(bytes, COUNTERS + counter * COUNTER_BYTES, 1);
  }

  /**
   * Takes all remaining parts, so that the other side gets no more.
   *
   * @return the number of parts taken before
   */
  public int takeAllParts(int counter) {
    return SharedAtomics.addInt(bytes, COUNTERS + counter * COUNTER_BYTES, 1 << 30);
  }

  public void closeCounter(int counter) {
    countersInUse &= ~(1 << counter);
  }
}
