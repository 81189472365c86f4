package io.crossmem.internal.collective;

import io.crossmem.internal.network.Nodes;

/**
 * The ranks of a communicator that spans nodes. An operation in two levels has steps among the
 * ranks of each node, and steps among the heads, one rank of each node:
 *
 * <pre>
 *   node 0           node 1           node 2
 *   [0] 1  2  3      [4] 5  6  7      [8] 9  10  11       heads in brackets
 *    +----------------+----------------+
 * </pre>
 *
 * The head of a node is its first rank. In the root's node it is the root, so that nothing has to
 * be sent between the first rank and the root.
 */
final class NodeLevels {
  final Nodes nodes;
  final CollectiveContext all;

  /** The ranks of this rank's node. */
  final CollectiveContext node;

  /** The heads, by node; used only in a head. */
  final CollectiveContext heads;

  private int rooted; // the node whose head is the root
  private int headSlot;

  NodeLevels(CollectiveContext all, Nodes nodes) {
    this.all = all;
    this.nodes = nodes;
    int own = nodes.nodeOf(all.rank);
    node = all.part(nodes.slotOf(all.rank), nodes.members(own));
    heads = all.part(own, firsts(nodes));
  }

  private static int[] firsts(Nodes nodes) {
    int[] firsts = new int[nodes.count()];
    for (int i = 0; i < firsts.length; i++) {
      firsts[i] = nodes.members(i)[0];
    }
    return firsts;
  }

  /** The last rank of each node, by node; used only in such a rank. */
  CollectiveContext lasts() {
    int[] lasts = new int[nodes.count()];
    for (int i = 0; i < lasts.length; i++) {
      int[] members = nodes.members(i);
      lasts[i] = members[members.length - 1];
    }
    return all.part(heads.rank, lasts);
  }

  /**
   * Makes a rank the head of its node, and the first rank the head of each other node, until the
   * next call.
   */
  void setRoot(int root) {
    heads.replace(rooted, all, nodes.members(rooted)[0]);
    rooted = nodes.nodeOf(root);
    heads.replace(rooted, all, root);
    headSlot = heads.rank == rooted ? nodes.slotOf(root) : 0;
  }

  /** Makes the first rank of each node its head. */
  void setFirst() {
    setRoot(0);
  }

  boolean isHead() {
    return node.rank == headSlot;
  }

  /** The slot of this node's head. */
  int headSlot() {
    return headSlot;
  }

  boolean isOnNodeOf(int root) {
    return heads.rank == nodes.nodeOf(root);
  }

  /** Sets the parts of this node's ranks, by slot, from those of all ranks. */
  Blocks setNodeParts(Blocks nodeParts, Blocks parts) {
    for (int slot = 0; slot < node.size; slot++) {
      int rank = nodes.members(heads.rank)[slot];
      nodeParts.set(slot, parts.start(rank), parts.length(rank));
    }
    return nodeParts;
  }

  /** Sets what the ranks of each node have together, if their parts follow one another. */
  Blocks setNodeBlocks(Blocks blocks, Blocks parts) {
    for (int i = 0; i < heads.size; i++) {
      int[] ranks = nodes.members(i);
      int last = ranks[ranks.length - 1];
      long start = parts.start(ranks[0]);
      blocks.set(i, start, parts.start(last) + parts.length(last) - start);
    }
    return blocks;
  }

  static boolean areConsecutive(int... ranks) {
    return ranks[ranks.length - 1] - ranks[0] == ranks.length - 1;
  }

  /** Waits for the messages of a step, before memory is used for another. */
  void endStep() {
    all.settle();
    all.removeLimit();
  }
}
