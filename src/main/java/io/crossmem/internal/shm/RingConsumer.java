package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.RingDescriptor.*;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The receiver's end of a ring. While {@link #ready}, the next entry is at {@link #entry}, and
 * {@link #take} gives its room back. Used by one thread at a time, but for {@link #hasNews}.
 *
 * <p>Nothing that the other process writes is believed: not where a payload lies, nor how long it
 * is.
 */
public final class RingConsumer {
  public final TypedView memory;

  private final ByteBuffer bytes;
  private final Geometry geometry;
  private long entry; // the next one's number
  private long data; // bytes of the data part taken so far, with what was skipped
  private long entriesTold; // what the sender knows to be free
  private long dataTold;
  private int countersInUse; // a bit each
  private int cancels; // that were taken

  public RingConsumer(TypedView memory, Geometry geometry) {
    this.memory = memory;
    this.bytes = memory.bytes;
    this.geometry = geometry;
  }

  /** Whether {@link #ready} is worth calling; may be asked by any thread, and be out of date. */
  public boolean hasNews() {
    long next = entry;
    return SharedAtomics.acquireLong(bytes, geometry.entryOffset(next) + SEQUENCE) != before(next);
  }

  /**
   * Whether there is a next entry.
   *
   * @throws CorruptRingException if neither it nor what was there before is there
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

  /** The sequence in an entry's place before it was sent: of one lap ago, or none yet. */
  private long before(long number) {
    return Math.max(0, number + 1 - geometry.entries());
  }

  /** Offset of the next entry in the memory. */
  public int entry() {
    return geometry.entryOffset(entry);
  }

  /** Length of the next entry's payload, which it names itself. */
  public int payloadLength() throws CorruptRingException {
    int length = bytes.getInt(entry() + LENGTH);
    if (length < 0 || length > geometry.maxPayload()) {
      throw new CorruptRingException("entry " + entry + " has a payload of " + length + " bytes");
    }
    return length;
  }

  /** Where the next entry's payload is. */
  public int payload(int length) {
    return length <= INLINE_BYTES
        ? entry() + PAYLOAD
        : geometry.payloadOffset(geometry.end(data, length), length);
  }

  /**
   * Gives back the next entry and its payload.
   *
   * @return whether the sender was told how much room there is now, which it may be waiting for
   */
  public boolean take(int payload) {
    entry++;
    if (payload > INLINE_BYTES) {
      data = geometry.end(data, payload);
    }
    // Telling the sender costs it a cache miss: so not for each entry.
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

  /** CANCEL is the next entry. */
  public void takeCancel() {
    cancels++;
  }

  /**
   * Whether a CANCEL is under way. If not, all that this process has read so far of the sender's
   * memory was read while the sender kept it.
   */
  public boolean expectsCancel() {
    VarHandle.fullFence(); // the kernel has read for this thread: not after the look
    return SharedAtomics.getInt(bytes, CANCELS) != cancels;
  }

  /** Whether the sender asked to be woken when there is room. */
  public boolean senderWaits() {
    return SharedAtomics.getInt(bytes, SENDER_WAITS) != 0
        && SharedAtomics.replaceInt(bytes, SENDER_WAITS, 1, 0);
  }

  /** Tells the sender whether to send its small messages at once, or RTS only. */
  public void stopEager(boolean stopped) {
    SharedAtomics.setInt(bytes, EAGER_STOPPED, stopped ? 1 : 0);
  }

  /** Tells the sender how many bytes of a message to send at once, at most. */
  public void limitEager(int limit) {
    SharedAtomics.setInt(bytes, EAGER_LIMIT, limit);
  }

  public boolean hasCounter() {
    return countersInUse != (1 << COUNTER_COUNT) - 1;
  }

  /** A part counter that starts at 0; there must be one. */
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
   * Takes all parts that are left: the other side gets no further one.
   *
   * @return how many were taken before
   */
  public int takeAllParts(int counter) {
    return SharedAtomics.addInt(bytes, COUNTERS + counter * COUNTER_BYTES, 1 << 30);
  }

  public void closeCounter(int counter) {
    countersInUse &= ~(1 << counter);
  }
}
