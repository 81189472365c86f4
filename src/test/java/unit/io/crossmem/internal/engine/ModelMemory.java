package io.crossmem.internal.engine;

import io.crossmem.internal.data.HugePageMemory;
import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.ErrnoException;
import java.nio.ByteBuffer;

/**
 * Memory for the messages of one walk after the other, with guards around each piece, and patterns
 * by which each message is known.
 */
final class ModelMemory {
  private static final int BYTES = 1 << 19;
  private static final int GUARD = 8;
  private static final long GUARDED = 0x5A5A5A5A5A5A5A5AL;
  private static final int NUMBER = 0x4D000000;
  static final byte FRESH = (byte) 0xEE;
  private static final byte USED_UP = 0x77;

  /** Which the ranks of a walk may map, each as another's. */
  final HugePageMemory shared = allocate();

  final ByteBuffer memory = shared.buffer(0, BYTES);
  private int used;
  private final int[] starts = new int[4096];
  private final int[] ends = new int[4096];
  private int pieces;

  private static HugePageMemory allocate() {
    try {
      return HugePageMemory.allocateShared(BYTES);
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether a view is of all of this, where it is mapped as another rank's; a ring is shorter. */
  static boolean isMapped(TypedView view) {
    return view.bytes.capacity() == BYTES;
  }

  void clear() {
    used = 0;
    pieces = 0;
  }

  /** Offset of so many bytes. */
  int take(int bytes) {
    int start = used + GUARD;
    int end = start + bytes;
    memory.putLong(used, GUARDED);
    memory.putLong(end, GUARDED);
    used = (end + 2 * GUARD - 1) & -GUARD;
    starts[pieces] = start;
    ends[pieces++] = end;
    return start;
  }

  /** Whether nothing was written outside of all pieces. */
  boolean isGuarded() {
    for (int i = 0; i < pieces; i++) {
      if (memory.getLong(starts[i] - GUARD) != GUARDED || memory.getLong(ends[i]) != GUARDED) {
        return false;
      }
    }
    return true;
  }

  void fill(int start, int bytes, byte value) {
    for (int i = 0; i < bytes; i++) {
      memory.put(start + i, value);
    }
  }

  void useUp(int start, int bytes) {
    fill(start, bytes, USED_UP);
  }

  /** Writes a message. */
  void write(int start, int bytes, int number) {
    for (int i = 0; i < bytes; i++) {
      memory.put(start + i, (byte) (number * 37 + i * 11 + (i >> 5)));
    }
    if (bytes >= Integer.BYTES) {
      memory.putInt(start, NUMBER + number);
    }
  }

  /** Whether this is the message, each byte of it xored with the same. */
  boolean holds(int start, int bytes, int number, int mask) {
    int i = 0;
    if (bytes >= Integer.BYTES) {
      if ((memory.getInt(start) ^ mask * 0x01010101) != NUMBER + number) {
        return false;
      }
      i = Integer.BYTES;
    }
    for (; i < bytes; i++) {
      if ((byte) (memory.get(start + i) ^ mask) != (byte) (number * 37 + i * 11 + (i >> 5))) {
        return false;
      }
    }
    return true;
  }

  boolean isAll(int start, int end, byte value) {
    for (int i = start; i < end; i++) {
      if (memory.get(i) != value) {
        return false;
      }
    }
    return true;
  }

  int hash(int start, int bytes) {
    int hash = 1;
    for (int i = 0; i < bytes; i++) {
      hash = hash * 31 + memory.get(start + i);
    }
    return hash;
  }

  /** The number of the message that begins with these bytes; -1 if none does. */
  static int number(int firstWord) {
    int number = firstWord - NUMBER;
    return number >= 0 && number < 0x10000 ? number : -1;
  }
}
