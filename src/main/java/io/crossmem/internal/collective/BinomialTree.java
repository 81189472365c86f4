package io.crossmem.internal.collective;

/** The parent of a node is that number without its lowest bit; 0 is the root. */
final class BinomialTree {
  private BinomialTree() {}

  static int parent(int node) {
    return node & node - 1;
  }

  /**
   * Whether there is a node at that distance, a power of two, whose parent the node is. The
   * children are those at 1, 2, 4 and so on, up to the first that is none, or is left out because
   * there are not so many nodes.
   */
  static boolean isChild(int node, int distance, int nodes) {
    return (node & 2 * distance - 1) == 0 && node + distance < nodes;
  }
}
