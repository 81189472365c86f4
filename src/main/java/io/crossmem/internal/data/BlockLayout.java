package io.crossmem.internal.data;

import java.util.Arrays;
import java.util.Objects;

/** Which elements of a payload are in a message, as blocks of consecutive elements. Immutable. */
public final class BlockLayout {
  private final long[] offsets;
  private final long[] lengths;
  private final long[] starts; // start of each block in the message, and the end of the last
  private final boolean regular; // all blocks have the same length and stride

  /** Keeps the arrays, without copying them. */
  public BlockLayout(long[] offsets, long[] lengths) {
    this.offsets = offsets;
    this.lengths = lengths;
    starts = new long[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      if (offsets[i] < 0 || lengths[i] < 0) {
        throw new IllegalArgumentException(
            "block " + i + " has offset " + offsets[i] + " and length " + lengths[i]);
      }
      starts[i + 1] = Math.addExact(starts[i], lengths[i]);
    }
    regular = countAlike(0, lengths.length) == lengths.length;
  }

  /** Number of elements in all blocks. */
  public long count() {
    return starts[lengths.length];
  }

  public int blocks() {
    return lengths.length;
  }

  long offset(int block) {
    return offsets[block];
  }

  /** The start of a block in the message; for the number of blocks, the end of the message. */
  long start(int block) {
    return starts[block];
  }

  long length(int block) {
    return lengths[block];
  }

  /** Number of elements from the start of a block to that of the next; 0 for the last block. */
  long stride(int block) {
    return block + 1 < offsets.length ? offsets[block + 1] - offsets[block] : 0;
  }

  /**
   * How many blocks, starting at this one, have the same length and stride; at most {@code most}.
   */
  int alike(int block, int most) {
    int bound = Math.min(most, lengths.length - block);
    return regular ? bound : countAlike(block, bound);
  }

  private int countAlike(int block, int most) {
    int count = Math.min(1, most);
    while (count < most
        && lengths[block + count] == lengths[block]
        && stride(block + count - 1) == stride(block)) {
      count++;
    }
    return count;
  }

  /** The block that contains an element of the message. */
  int blockOf(long element) {
    int found = Arrays.binarySearch(starts, element);
    if (found < 0) {
      return -found - 2;
    }
    // If several blocks begin at the same place, all but the last are empty.
    while (found + 1 < lengths.length && starts[found + 1] == element) {
      found++;
    }
    return found;
  }

  public void requireInside(long count) {
    for (int i = 0; i < offsets.length; i++) {
      Objects.checkFromIndexSize(offsets[i], lengths[i], count);
    }
  }
}
