package io.crossmem.internal.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BlocksTest {
  private static void assertBlock(Blocks blocks, int rank, long start, long length) {
    assertEquals(start, blocks.start(rank));
    assertEquals(length, blocks.length(rank));
  }

  @Test
  void evenPartsFollowOneAnotherBeyondTwoGigabytes() {
    Blocks blocks = new Blocks(3).even(3L << 30);
    assertBlock(blocks, 0, 0, 3L << 30);
    assertBlock(blocks, 2, 6L << 30, 3L << 30);
  }

  @Test
  void indexedPartsAreAtTheGivenOffsets() {
    int most = Integer.MAX_VALUE;
    Blocks blocks = new Blocks(2).listed(new int[] {5, most}, new int[] {most, 0}, 8);
    assertBlock(blocks, 0, 8L * most, 40);
    assertBlock(blocks, 1, 0, 8L * most);
    assertEquals(8L * most, blocks.longest());
  }

  @Test
  void consecutivePartsMayBeEmpty() {
    Blocks blocks = new Blocks(4).consecutive(new int[] {2, 0, 3, 0}, 4);
    assertBlock(blocks, 0, 0, 8);
    assertBlock(blocks, 1, 8, 0);
    assertBlock(blocks, 2, 8, 12);
    assertBlock(blocks, 3, 20, 0);
  }

  @Test
  void aSplitCoversTheRangeInWholeElements() {
    for (int ranks = 1; ranks <= 9; ranks++) {
      for (int elements = 0; elements <= 40; elements++) {
        Blocks blocks = new Blocks(ranks);
        blocks.split(100, elements * 8L, 8);
        long next = 100;
        for (int i = 0; i < ranks; i++) {
          assertEquals(next, blocks.start(i));
          assertEquals(0, blocks.length(i) % 8);
          assertTrue(blocks.length(i) >= 0);
          next += blocks.length(i);
        }
        assertEquals(100 + elements * 8L, next);
      }
    }
  }

  @Test
  void piecesOfPartsAreThoseParts() {
    Blocks whole = new Blocks(3).consecutive(new int[] {10, 0, 25}, 1);
    Blocks pieces = new Blocks(3);
    long[] seen = new long[3];
    for (int from = 0; from < whole.longest(); from += 7) {
      pieces.piece(whole, from, 7);
      for (int i = 0; i < 3; i++) {
        assertEquals(whole.start(i) + seen[i], pieces.start(i));
        assertTrue(pieces.length(i) <= 7);
        seen[i] += pieces.length(i);
      }
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(whole.length(i), seen[i]);
    }
  }
}
