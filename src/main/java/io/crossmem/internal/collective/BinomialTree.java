package io.crossmem.internal.collective;

/** The parent of a node is its number with the lowest 1 bit cleared; 0 is the root. */
final class BinomialTree {
  private BinomialTree() {}

  static int parent(int node) {
    return node & node - 1;
  }

  /**
   * Whether the node has a child at this distance, which is a power of two. The children are at
   * distances 1, 2, 4 and so on, up to the first for which this returns false.
   */
  static boolean isChild(int node, int distance, int nodes) {
    return (node & 2 * distance - 1) == 0 && node + distance < nodes;
  }
}
