package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** Puts the data of all ranks together in all of them. */
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
        directExchange(send, recv, parts);
      } else {
        context.copy(send, 0, recv, parts.start(rank), send.bytes());
        ring(recv, parts);
      }
    } finally {
      context.end();
    }
  }

  /**
   * Everyone sends its own part to everyone.
   *
   * <p>No circle: the i-th receive of one rank is for the i-th send of another. A rank that waits
   * for room waits for a message of an earlier round, which the ranks furthest behind have posted.
   */
  private void directExchange(Payload send, Payload recv, Blocks parts) {
    context.limitIfLarge(parts.longest());
    for (int i = 1; i < size; i++) {
      int from = (rank - i + size) % size;
      context.receive(recv, parts.start(from), parts.length(from), from);
      context.send(send, 0, send.bytes(), (rank + i) % size);
    }
    context.copy(send, 0, recv, parts.start(rank), send.bytes());
  }

  /**
   * Each part goes around: a rank passes on to the next one what it got from the one before.
   *
   * <p>No circle: both messages of a round are posted before either is waited for.
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
