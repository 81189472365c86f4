package io.crossmem.internal.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodesTest {
  private final Nodes nodes = Nodes.of(List.of("b", "b", "a", "c", "a"));

  @Test
  void nodesAreNumberedInTheOrderOfTheirFirstRanks() {
    assertEquals(3, nodes.count());
    assertEquals(1, nodes.nodeOf(2));
    assertEquals(1, nodes.slotOf(4));
    assertArrayEquals(new int[] {2, 4}, nodes.members(1));
  }

  @Test
  void someOfTheRanksAreNumberedAnew() {
    Nodes some = nodes.among(4, 3, 2);
    assertEquals(2, some.count());
    assertArrayEquals(new int[] {0, 2}, some.members(0));
    assertArrayEquals(new int[] {1}, some.members(1));
  }

  @Test
  void ranksAreInOrderIfThoseOfEachNodeFollowOneAnother() {
    assertFalse(nodes.inOrder());
    assertTrue(nodes.among(0, 1, 2, 4, 3).inOrder());
    assertTrue(nodes.among(3, 1, 0).inOrder());
    assertTrue(Nodes.one(3).inOrder());
  }
}
