package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** Gathers the data of all ranks in each of them. */
public final class Allgather {
  private final CollectiveContext context;
  private final int rank;
  private final int size;

  public Allgather(CollectiveContext context) {
    this.context = context;
    rank = context.rank;
    size = context.size;
  }

  /** The parts are those of {@code recv}. */
  public void run(Payload send, Payload recv, Blocks parts) throws CollectiveFailure {
    context.begin(send, recv);
    try {
      if (size <= CollectiveContext.FEW) {
        directExchange(send, 0, recv, parts);
        context.copy(send, 0, recv, parts.start(rank), send.bytes());
      } else {
        context.copy(send, 0, recv, parts.start(rank), send.bytes());
        ring(recv, parts);
      }
    } finally {
      context.end();
    }
  }

  /** As a step of an operation, in place: this rank's part is in {@code all} already. */
  void perform(Payload all, Blocks parts) {
    if (size <= CollectiveContext.FEW) {
      directExchange(all, parts.start(rank), all, parts);
    } else {
      ring(all, parts);
    }
  }

  /**
   * Each rank sends its own part to every other rank.
   *
   * <p>No deadlock: the i-th receive of a rank matches the i-th send of another. A rank that waits
   * for space waits for a message of an earlier round, which the slowest ranks have already posted.
   */
  private void directExchange(Payload send, long at, Payload recv, Blocks parts) {
    context.limitIfLarge(parts.longest());
    for (int i = 1; i < size; i++) {
      int from = (rank - i + size) % size;
      context.receive(recv, parts.start(from), parts.length(from), from);
      context.send(send, at, parts.length(rank), (rank + i) % size);
    }
  }

  /**
   * The parts go around a ring: each rank sends to the next rank what it received from the previous
   * one.
   *
   * <p>No deadlock: both messages of a round are posted before either is waited for.
   */
  private void ring(Payload recv, Blocks parts) {
    int part = rank;
    for (int i = 1; i < size; i++) {
      context.send(recv, parts.start(part), parts.length(part), (rank + 1) % size);
      part = (part - 1 + size) % size;
      int before = (rank - 1 + size) % size;
      context.receive(recv, parts.start(part), parts.length(part), before);
      context.settle();
    }
  }
}
