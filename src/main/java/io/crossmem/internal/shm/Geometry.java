package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.RingDescriptor.ENTRIES;
import static io.crossmem.internal.shm.RingDescriptor.ENTRY_BYTES;

/**
 * How large a ring is; the same for all rings of a communicator.
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
  private static final int ALL_TO_ONE = 4 << 20; // bytes of all rings into one rank, about

  /** Small rings where there are many ranks: memory is what runs out first there. */
  public static Geometry forRanks(int size) {
    int data = Integer.highestOneBit(Math.max(SMALLEST, Math.min(LARGEST, ALL_TO_ONE / size)));
    return new Geometry(Math.max(64, data >> 10), data);
  }

  public int dataStart() {
    return ENTRIES + entries * ENTRY_BYTES;
  }

  /** Bytes of a whole ring, in whole pages. */
  public int ringBytes() {
    return (dataStart() + dataBytes + PAGE - 1) & -PAGE;
  }

  /** Where an entry is, by its number. */
  public int entryOffset(long entry) {
    return ENTRIES + ((int) entry & (entries - 1)) * ENTRY_BYTES;
  }

  /**
   * How much of the data part is used up after a payload: it begins on a cache line, and at the
   * part's start where it would not fit before the end.
   *
   * @param used before it, in bytes since the ring was made
   */
  public long end(long used, int payload) {
    int room = (payload + LINE - 1) & -LINE;
    int place = (int) used & (dataBytes - 1);
    return place + room <= dataBytes ? used + room : used + dataBytes - place + room;
  }

  /** Where the payload is that ended there. */
  public int payloadOffset(long end, int payload) {
    int room = (payload + LINE - 1) & -LINE;
    return dataStart() + ((int) (end - room) & (dataBytes - 1));
  }

  /**
   * Bytes of the parts in which a message goes through the ring. Several are under way at a time,
   * so that both sides copy at the same time; both know how long a part is from the whole.
   */
  public int partBytes(long message) {
    long several = Long.highestOneBit(message) / 8;
    return (int) Math.max(Math.min(SMALLEST_PART, maxPayload()), Math.min(dataBytes / 8, several));
  }

  /**
   * Largest payload that one entry carries: two of them fit even where the end has to be skipped.
   */
  public int maxPayload() {
    return dataBytes / 4;
  }
}
