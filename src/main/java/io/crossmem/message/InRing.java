package io.crossmem.message;

import static io.crossmem.message.RingDescriptor.*;

import java.nio.ByteBuffer;

/**
 * The receiver's end of a ring. While {@link #ready}, the next entry is at {@link #entry}, and
 * {@link #take} gives its room back. Used by one thread at a time, but for {@link #hasNews}.
 *
 * <p>Nothing that the other process writes is believed: not where a payload lies, nor how long it
 * is.
 */
final class InRing {
  final Window memory;

  private final ByteBuffer bytes;
  private final Geometry geometry;
  private long entry; // the next one's number
  private long data; // bytes of the data part taken so far, with what was skipped
  private long entriesTold; // what the sender knows to be free
  private long dataTold;
  private int claimsInUse; // a bit each

  InRing(Window memory, Geometry geometry) {
    this.memory = memory;
    this.bytes = memory.bytes;
    this.geometry = geometry;
  }

  /** Whether it is worth to call {@link #ready}; may be asked by any thread, and be out of date. */
  boolean hasNews() {
    long next = entry;
    return Shared.acquireLong(bytes, geometry.entryOffset(next) + SEQUENCE) != before(next);
  }

  /**
   * Whether there is a next entry.
   *
   * @throws CorruptRingException if neither it nor what was there before is there
   */
  boolean ready() throws CorruptRingException {
    long sequence = Shared.acquireLong(bytes, geometry.entryOffset(entry) + SEQUENCE);
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
  int entry() {
    return geometry.entryOffset(entry);
  }

  /** Length of the next entry's payload, which it names itself. */
  int payloadLength() throws CorruptRingException {
    int length = bytes.getInt(entry() + LENGTH);
    if (length < 0 || length > geometry.maxPayload()) {
      throw new CorruptRingException("entry " + entry + " has a payload of " + length + " bytes");
    }
    return length;
  }

  /** Where the next entry's payload is. */
  int payload(int length) {
    return length <= INLINE_BYTES
        ? entry() + PAYLOAD
        : geometry.payloadOffset(geometry.end(data, length), length);
  }

  /**
   * Gives back the next entry and its payload.
   *
   * @return whether the sender was told how much room there is now, which it may be waiting for
   */
  boolean take(int payload) {
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
    Shared.releaseLong(bytes, DATA_TAKEN, data);
    Shared.setLong(bytes, ENTRIES_TAKEN, entry);
    return true;
  }

  /** Whether the sender asked to be woken when there is room. */
  boolean senderWaits() {
    return Shared.getInt(bytes, SENDER_WAITS) != 0 && Shared.replaceInt(bytes, SENDER_WAITS, 1, 0);
  }

  boolean hasClaim() {
    return claimsInUse != (1 << CLAIM_COUNT) - 1;
  }

  /** A claim that starts at 0; there must be one. */
  int openClaim() {
    int claim = Integer.numberOfTrailingZeros(~claimsInUse);
    claimsInUse |= 1 << claim;
    Shared.setInt(bytes, CLAIMS + claim * CLAIM_BYTES, 0);
    return claim;
  }

  int takeClaim(int claim) {
    return Shared.addInt(bytes, CLAIMS + claim * CLAIM_BYTES, 1);
  }

  /**
   * Takes all that is left: the other side gets no further part.
   *
   * @return how many parts were taken before
   */
  int exhaustClaim(int claim) {
    return Shared.addInt(bytes, CLAIMS + claim * CLAIM_BYTES, 1 << 30);
  }

  void closeClaim(int claim) {
    claimsInUse &= ~(1 << claim);
  }
}
