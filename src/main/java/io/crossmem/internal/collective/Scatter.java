package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** Sends each rank its part of the root's data, directly from the root. */
public final class Scatter {
  private final CollectiveContext context;

  public Scatter(CollectiveContext context) {
    this.context = context;
  }

  /**
   * The root announces its part to each rank, to a few at a time if parts are large; the ranks read
   * their parts.
   *
   * <p>No deadlock: only the root waits for several ranks, and they wait only for the root.
   *
   * @param send used only in the root
   * @param parts of {@code send}; used only in the root
   */
  public void run(Payload send, Blocks parts, Payload recv, int root) throws CollectiveFailure {
    boolean isRoot = context.rank == root;
    context.begin(isRoot ? send : null, recv);
    try {
      if (isRoot) {
        sendAll(send, parts, recv);
      } else {
        context.receiveAtMost(recv, 0, recv.bytes(), root, context.pull());
      }
    } finally {
      context.end();
    }
  }

  private void sendAll(Payload send, Blocks parts, Payload recv) {
    int rank = context.rank;
    int size = context.size;
    context.limitIfLarge(parts.longest());
    for (int i = 1; i < size; i++) {
      int to = (rank + i) % size;
      context.send(send, parts.start(to), parts.length(to), to);
    }
    context.copy(send, parts.start(rank), recv, 0, parts.length(rank));
  }
}
