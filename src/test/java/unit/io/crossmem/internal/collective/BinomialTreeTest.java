package io.crossmem.internal.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BinomialTreeTest {
  @Test
  void everyNodeButTheRootIsAChildOfItsParentOnly() {
    for (int nodes = 1; nodes <= 70; nodes++) {
      int[] parents = new int[nodes];
      for (int node = 0; node < nodes; node++) {
        for (int distance = 1; distance < nodes; distance *= 2) {
          if (BinomialTree.isChild(node, distance, nodes)) {
            parents[node + distance]++;
            assertEquals(node, BinomialTree.parent(node + distance));
          }
        }
      }
      assertEquals(0, parents[0]);
      for (int node = 1; node < nodes; node++) {
        assertEquals(1, parents[node]);
      }
    }
  }

  @Test
  void theChildrenAreNearestFirstWithoutGaps() {
    for (int nodes = 1; nodes <= 70; nodes++) {
      for (int node = 0; node < nodes; node++) {
        boolean before = true;
        for (int distance = 1; distance < nodes; distance *= 2) {
          boolean is = BinomialTree.isChild(node, distance, nodes);
          assertTrue(before || !is);
          before = is;
        }
      }
    }
  }
}
