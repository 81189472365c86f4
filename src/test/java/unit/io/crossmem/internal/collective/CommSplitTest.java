package io.crossmem.internal.collective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CommSplitTest {
  /** The table that all ranks get: the OR of theirs. */
  private static CommSplit split(int[] colors, int[] keys) {
    CommSplit all = new CommSplit(colors.length);
    for (int i = 0; i < colors.length; i++) {
      all.words(i, colors[i], keys[i], 100 + i);
    }
    return all;
  }

  @Test
  void membersAreInTheOrderOfTheirKeysThenOfTheirRanks() {
    CommSplit split = split(new int[] {1, 0, 1, 1, 0}, new int[] {5, 0, -7, 5, 0});
    assertArrayEquals(new int[] {2, 0, 3}, split.members(1));
    assertArrayEquals(new int[] {1, 4}, split.members(0));
    assertArrayEquals(new int[0], split.members(2));
  }

  @Test
  void anyColorAndKeyAndNumberIsKept() {
    int most = Integer.MAX_VALUE;
    int least = Integer.MIN_VALUE;
    CommSplit split = split(new int[] {most, -1, most}, new int[] {most, least, least});
    assertArrayEquals(new int[] {2, 0}, split.members(most));
    assertArrayEquals(new int[] {1}, split.members(-1));
    assertEquals(102, split.number(2));
  }

  @Test
  void aRankContributesOnlyItsOwnEntry() {
    assertArrayEquals(
        new long[] {0, 0, 3L << 32 | 0xfffffffeL, 9, 0, 0}, new CommSplit(3).words(1, 3, -2, 9));
  }
}
