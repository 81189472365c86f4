package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** Sends each rank its part of one rank's data, straight from there. */
public final class Scatter {
  private final CollectiveContext context;

  public Scatter(CollectiveContext context) {
    this.context = context;
  }

  /**
   * The root tells each what is its own, a few at a time if they are large; they read it.
   *
   * <p>No circle: only the root waits for several, and they wait for nothing but the root.
   *
   * @param send only of the root
   * @param parts of {@code send}; only of the root
   */
  public void run(Payload send, Blocks parts, Payload recv, int root) throws CollectiveFailure {
    boolean isRoot = context.rank == root;
    context.begin(isRoot ? send : null, recv);
    try {
      if (isRoot) {
        sendAll(send, parts, recv);
      } else {
        context.receive(recv, 0, recv.bytes(), root, context.pull());
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
    context.copy(send, parts.start(rank), recv, 0, recv.bytes());
  }
}
