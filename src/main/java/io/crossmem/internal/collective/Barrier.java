package io.crossmem.internal.collective;

/** Waits until all ranks have reached the barrier. */
public final class Barrier {
  private final CollectiveContext context;
  private final int rank;
  private final int size;

  public Barrier(CollectiveContext context) {
    this.context = context;
    rank = context.rank;
    size = context.size;
  }

  public void run() throws CollectiveFailure {
    context.begin(null, null);
    try {
      perform();
    } finally {
      context.end();
    }
  }

  /** As a step of an operation. */
  void perform() {
    if (size <= CollectiveContext.FEW) {
      dissemination();
    } else {
      up();
      down();
    }
  }

  /**
   * In each round the number of ranks whose arrival a rank knows of, directly or indirectly,
   * doubles.
   *
   * <p>No deadlock: both messages of a round are posted before either is waited for.
   */
  private void dissemination() {
    for (int distance = 1; distance < size; distance *= 2) {
      context.sendNothing((rank + distance) % size);
      context.awaitNothing((rank - distance + size) % size);
    }
  }

  /**
   * Messages go up a binomial tree when all nodes below have arrived, and then {@link #down} again.
   *
   * <p>No deadlock: on the way up a rank waits only for the nodes below it. Then it waits for its
   * parent, which needs nothing more from this rank.
   */
  void up() {
    for (int child = 1; BinomialTree.isChild(rank, child, size); child *= 2) {
      context.awaitNothing(rank + child);
    }
    if (rank != 0) {
      context.sendNothing(BinomialTree.parent(rank));
    }
  }

  /** Rank 0 lets the others go on. */
  void down() {
    if (rank != 0) {
      context.awaitNothing(BinomialTree.parent(rank));
    }
    for (int child = 1; BinomialTree.isChild(rank, child, size); child *= 2) {
      context.sendNothing(rank + child);
    }
  }
}
