package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** Each rank sends a part of its data to every rank, by pairwise exchange. */
public final class Alltoall {
  private final CollectiveContext context;

  public Alltoall(CollectiveContext context) {
    this.context = context;
  }

  /**
   * In each round a rank sends to one rank and receives from one rank, at the same time.
   *
   * <p>No deadlock: the i-th receive of a rank matches the i-th send of another. A rank that waits
   * for space waits for a message of an earlier round, which the slowest ranks have already posted.
   */
  public void run(Payload send, Blocks outgoing, Payload recv, Blocks incoming)
      throws CollectiveFailure {
    context.begin(send, recv);
    try {
      exchange(send, outgoing, recv, incoming);
    } finally {
      context.end();
    }
  }

  private void exchange(Payload send, Blocks outgoing, Payload recv, Blocks incoming) {
    int rank = context.rank;
    int size = context.size;
    context.limitIfLarge(incoming.longest());
    for (int i = 1; i < size; i++) {
      int from = (rank - i + size) % size;
      int to = (rank + i) % size;
      context.receive(recv, incoming.start(from), incoming.length(from), from);
      context.send(send, outgoing.start(to), outgoing.length(to), to);
    }
    context.copy(send, outgoing.start(rank), recv, incoming.start(rank), incoming.length(rank));
  }
}
