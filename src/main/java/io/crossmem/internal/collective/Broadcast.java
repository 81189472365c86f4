package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** Sends the data of one rank to all. */
public final class Broadcast {
  /** Up to this number of receivers the root sends large messages to each of them directly. */
  private static final int FLAT = 8;

  private final CollectiveContext context;
  private final int rank;
  private final int size;

  public Broadcast(CollectiveContext context) {
    this.context = context;
    rank = context.rank;
    size = context.size;
  }

  public void run(Payload data, int root) throws CollectiveFailure {
    context.begin(data, null);
    try {
      perform(data, 0, data.bytes(), root);
    } finally {
      context.end();
    }
  }

  /** A range of the data, as a step of an operation. */
  void perform(Payload data, long from, long bytes, int root) {
    if (bytes > context.small && size <= FLAT) {
      flat(data, from, bytes, root);
    } else {
      tree(data, from, bytes, root);
    }
  }

  /**
   * The other ranks read from the root's memory, each on its own core.
   *
   * <p>No deadlock: only the root waits for several ranks, and they wait only for the root.
   */
  private void flat(Payload data, long from, long bytes, int root) {
    if (rank != root) {
      context.receive(data, from, bytes, root, context.pull());
      return;
    }
    context.limit(CollectiveContext.LARGE_AT_ONCE);
    for (int i = 1; i < size; i++) {
      context.send(data, from, bytes, (root + i) % size);
    }
  }

  /**
   * Each rank that has the data sends it to a rank that does not, down a binomial tree.
   *
   * <p>No deadlock: a rank waits only for its parent, which waits for its own parent or has already
   * sent.
   */
  void tree(Payload data, long from, long bytes, int root) {
    int node = (rank - root + size) % size;
    if (node != 0) {
      int parent = (BinomialTree.parent(node) + root) % size;
      context.receiveAndSettle(data, from, bytes, parent, context.pull());
    }
    for (int child = Integer.highestOneBit(size); child > 0; child /= 2) {
      if (BinomialTree.isChild(node, child, size)) {
        context.send(data, from, bytes, (node + child + root) % size);
      }
    }
  }
}
