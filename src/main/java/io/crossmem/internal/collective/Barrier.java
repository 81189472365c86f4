package io.crossmem.internal.collective;

/** Waits until all ranks are there. */
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
      if (size <= CollectiveContext.FEW) {
        dissemination();
      } else {
        tree();
      }
    } finally {
      context.end();
    }
  }

  /**
   * In each round everyone has heard, through others, of twice as many ranks.
   *
   * <p>No circle: both messages of a round are posted before either is waited for.
   */
  private void dissemination() {
    for (int distance = 1; distance < size; distance *= 2) {
      context.sendNothing((rank + distance) % size);
      context.awaitNothing((rank - distance + size) % size);
    }
  }

  /**
   * Up a binomial tree once all below are there, and down again.
   *
   * <p>No circle: on the way up a rank waits only for those below. It then waits for its parent,
   * whose way up does not depend on what this rank has yet to do.
   */
  private void tree() {
    for (int child = 1; BinomialTree.isChild(rank, child, size); child *= 2) {
      context.awaitNothing(rank + child);
    }
    if (rank != 0) {
      context.sendNothing(BinomialTree.parent(rank));
      context.awaitNothing(BinomialTree.parent(rank));
    }
    for (int child = 1; BinomialTree.isChild(rank, child, size); child *= 2) {
      context.sendNothing(rank + child);
    }
  }
}
