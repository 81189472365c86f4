package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.RingDescriptor.ENTRIES;
import static io.crossmem.internal.shm.RingDescriptor.ENTRY_BYTES;

/**
 * The size of a ring; the same for all rings of a communicator.
 *
 * @param entries a power of two
 * @param dataBytes a power of two
 */
public record Geometry(int entries, int dataBytes) {
  private static final int PAGE = 4096;
  private static final int LINE = 64;
  private static final int LARGEST = 256 << 10;
  private static final int SMALLEST = 16 << 10;
  private static final int SMALLEST_PART = 8 << 10; // bytes
  private static final int OUT_OF_CACHES = 16 << 20; // bytes of a message
  private static final int ALL_TO_ONE = 4 << 20; // about the bytes of all rings into one rank

  /** The more ranks, the smaller the rings, to limit the memory. */
  public static Geometry forRanks(int size) {
    int data = Integer.highestOneBit(Math.max(SMALLEST, Math.min(LARGEST, ALL_TO_ONE / size)));
    return new Geometry(Math.max(64, data >> 10), data);
  }

  public int dataStart() {
    return ENTRIES + entries * ENTRY_BYTES;
  }

  /** Size of a ring in bytes: a multiple of a page. */
  public int ringBytes() {
    return (dataStart() + dataBytes + PAGE - 1) & -PAGE;
  }

  /** Offset of the entry with this number. */
  public int entryOffset(long entry) {
    return ENTRIES + ((int) entry & (entries - 1)) * ENTRY_BYTES;
  }

  /**
   * How much of the data part is used after a payload. The payload begins on a cache line; if it
   * does not fit before the end of the data part, it begins at its start.
   *
   * @param used bytes used before it, since the ring was made
   */
  public long end(long used, int payload) {
    int room = (payload + LINE - 1) & -LINE;
    int place = (int) used & (dataBytes - 1);
    return place + room <= dataBytes ? used + room : used + dataBytes - place + room;
  }

  /** Offset of the payload that ended there. */
  public int payloadOffset(long end, int payload) {
    int room = (payload + LINE - 1) & -LINE;
    return dataStart() + ((int) (end - room) & (dataBytes - 1));
  }

  /**
   * Size in bytes of the parts in which a message goes through the ring. Several parts fit into the
   * ring, so that both sides can copy at the same time. A message that no cache holds has larger
   * parts, since the ring does not stay in the nearest cache either, and there are fewer of them.
   * Both sides compute this size from the message's length.
   */
  public int partBytes(long message) {
    if (message >= OUT_OF_CACHES) {
      return maxPayload();
    }
    long several = Long.highestOneBit(message) / 8;
    return (int) Math.max(Math.min(SMALLEST_PART, maxPayload()), Math.min(dataBytes / 8, several));
  }

  /**
   * Largest payload of one entry: two of them fit into the data part even if its end has to be
   * skipped.
   */
  public int maxPayload() {
    return dataBytes / 4;
  }
}
