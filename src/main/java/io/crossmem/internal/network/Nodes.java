package io.crossmem.internal.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ranks share a node. Nodes have numbers in the order of their first ranks; a rank's slot is
 * its place among those of its node.
 */
public final class Nodes {
  private final int[] nodes; // by rank
  private final int[] slots; // by rank
  private final int[][] members; // by node

  private Nodes(int[] nodes) {
    this.nodes = nodes;
    slots = new int[nodes.length];
    int count = Arrays.stream(nodes).max().orElse(-1) + 1;
    List<List<Integer>> lists = new ArrayList<>();
    for (int node = 0; node < count; node++) {
      lists.add(new ArrayList<>());
    }
    for (int rank = 0; rank < nodes.length; rank++) {
      List<Integer> list = lists.get(nodes[rank]);
      slots[rank] = list.size();
      list.add(rank);
    }
    members =
        lists.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  /** All ranks on one node. */
  public static Nodes one(int ranks) {
    return of(Collections.nCopies(ranks, 0));
  }

  /** From the key of each rank's node; ranks with equal keys share a node. */
  public static Nodes of(List<?> keys) {
    Map<Object, Integer> known = new HashMap<>();
    int[] nodes = new int[keys.size()];
    for (int rank = 0; rank < nodes.length; rank++) {
      nodes[rank] = known.computeIfAbsent(keys.get(rank), key -> known.size());
    }
    return new Nodes(nodes);
  }

  /** The number of nodes. */
  public int count() {
    return members.length;
  }

  /** The number of ranks. */
  public int ranks() {
    return nodes.length;
  }

  public int nodeOf(int rank) {
    return nodes[rank];
  }

  public int slotOf(int rank) {
    return slots[rank];
  }

  /** The ranks of a node, in order; the array must not be changed. */
  public int[] members(int node) {
    return members[node];
  }

  /** Some of the ranks, numbered in the order given. */
  public Nodes among(int... ranks) {
    return of(Arrays.stream(ranks).mapToObj(this::nodeOf).toList());
  }

  /** Whether the ranks of each node follow one another. */
  public boolean inOrder() {
    for (int rank = 1; rank < nodes.length; rank++) {
      if (nodes[rank] < nodes[rank - 1]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return nodes.length + " ranks on " + members.length + " nodes";
  }
}
