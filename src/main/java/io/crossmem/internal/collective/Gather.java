package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** Gathers the data of all ranks in one of them. */
public final class Gather {
  private final CollectiveContext context;

  public Gather(CollectiveContext context) {
    this.context = context;
  }

  /**
   * The root receives from a few ranks at a time if messages are large; those ranks write into its
   * memory.
   *
   * <p>No deadlock: only the root waits for several ranks, and they wait only for the root.
   *
   * @param recv used only in the root
   * @param parts of {@code recv}; used only in the root
   */
  public void run(Payload send, Payload recv, Blocks parts, int root) throws CollectiveFailure {
    context.begin(send, context.rank == root ? recv : null);
    try {
      perform(send, recv, parts, root);
    } finally {
      context.end();
    }
  }

  /** As a step of an operation. */
  void perform(Payload send, Payload recv, Blocks parts, int root) {
    if (context.rank == root) {
      receiveAll(send, recv, parts);
    } else {
      context.send(send, 0, send.bytes(), root);
    }
  }

  private void receiveAll(Payload send, Payload recv, Blocks parts) {
    int rank = context.rank;
    int size = context.size;
    context.limitIfLarge(parts.longest());
    for (int i = 1; i < size; i++) {
      int from = (rank + i) % size;
      context.receiveAtMost(recv, parts.start(from), parts.length(from), from, context.push());
    }
    context.copy(send, 0, recv, parts.start(rank), send.bytes());
  }
}
