package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** Sends each rank its own part of each rank's data, by pairwise exchange. */
public final class Alltoall {
  private final CollectiveContext context;

  public Alltoall(CollectiveContext context) {
    this.context = context;
  }

  /**
   * In each round a rank sends to one other and receives from one other, at the same time.
   *
   * <p>No circle: the i-th receive of one rank is for the i-th send of another. A rank that waits
   * for room waits for a message of an earlier round, which the ranks furthest behind have posted.
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
