package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/**
 * The schedules of operations that only move data. Between two ranks, messages are received in the
 * order in which they were sent. In each round of an exchange, the i-th receive of one rank matches
 * the i-th send of another, so the slowest ranks never wait for a message that is not posted.
 */
public final class ScheduledMoves {
  private static final Payload NOTHING = StartedOperations.NOTHING;

  private final int rank;
  private final int size;

  public ScheduledMoves(CollectiveContext context) {
    rank = context.rank;
    size = context.size;
  }

  /**
   * In each round the number of ranks whose arrival a rank knows of, directly or indirectly,
   * doubles.
   */
  public void barrier(Schedule schedule) {
    for (int distance = 1; distance < size; distance *= 2) {
      schedule.send(NOTHING, 0, 0, after(distance));
      schedule.receive(NOTHING, 0, 0, before(distance));
      schedule.endRound();
    }
  }

  /** Sends the data down a binomial tree. */
  public void broadcast(Schedule schedule, Payload data, int root) {
    int node = (rank - root + size) % size;
    if (node != 0) {
      schedule.receive(data, 0, data.bytes(), (BinomialTree.parent(node) + root) % size);
      schedule.endRound();
    }
    for (int child = 1; BinomialTree.isChild(node, child, size); child *= 2) {
      schedule.send(data, 0, data.bytes(), (node + child + root) % size);
    }
    schedule.endRound();
  }

  /** {@code send} and {@code parts} are used only in the root. */
  public void scatter(Schedule schedule, Payload send, Blocks parts, Payload recv, int root) {
    if (rank != root) {
      schedule.receiveAtMost(recv, 0, recv.bytes(), root);
      return;
    }
    boolean large = parts.longest() > schedule.small();
    for (int i = 1; i < size; i++) {
      int to = after(i);
      schedule.send(send, parts.start(to), parts.length(to), to);
      endRoundIfFull(schedule, i, large);
    }
    schedule.then(local -> local.copy(send, parts.start(rank), recv, 0, parts.length(rank)));
  }

  /** {@code recv} and {@code parts} are used only in the root. */
  public void gather(Schedule schedule, Payload send, Payload recv, Blocks parts, int root) {
    if (rank != root) {
      schedule.send(send, 0, send.bytes(), root);
      return;
    }
    boolean large = parts.longest() > schedule.small();
    for (int i = 1; i < size; i++) {
      int from = after(i);
      schedule.receiveAtMost(recv, parts.start(from), parts.length(from), from);
      endRoundIfFull(schedule, i, large);
    }
    schedule.then(local -> local.copy(send, 0, recv, parts.start(rank), send.bytes()));
  }

  /** With few ranks, each sends to all; with many, the parts are passed around a ring. */
  public void allgather(Schedule schedule, Payload send, Payload recv, Blocks parts) {
    schedule.then(local -> local.copy(send, 0, recv, parts.start(rank), send.bytes()));
    schedule.endRound();
    if (size > CollectiveContext.FEW) {
      ring(schedule, recv, parts);
      return;
    }
    boolean large = parts.longest() > schedule.small();
    for (int i = 1; i < size; i++) {
      int from = before(i);
      schedule.receive(recv, parts.start(from), parts.length(from), from);
      schedule.send(send, 0, send.bytes(), after(i));
      endRoundIfFull(schedule, i, large);
    }
  }

  private void ring(Schedule schedule, Payload recv, Blocks parts) {
    int part = rank;
    for (int i = 1; i < size; i++) {
      schedule.send(recv, parts.start(part), parts.length(part), after(1));
      part = (part - 1 + size) % size;
      schedule.receive(recv, parts.start(part), parts.length(part), before(1));
      schedule.endRound();
    }
  }

  /** Each rank sends to each. */
  public void alltoall(
      Schedule schedule, Payload send, Blocks outgoing, Payload recv, Blocks incoming) {
    boolean large = incoming.longest() > schedule.small();
    for (int i = 1; i < size; i++) {
      int from = before(i);
      int to = after(i);
      schedule.receiveAtMost(recv, incoming.start(from), incoming.length(from), from);
      schedule.send(send, outgoing.start(to), outgoing.length(to), to);
      endRoundIfFull(schedule, i, large);
    }
    schedule.then(
        local ->
            local.copy(
                send, outgoing.start(rank), recv, incoming.start(rank), outgoing.length(rank)));
  }

  /** The same with separate data for each rank and from each rank. */
  public void alltoall(Schedule schedule, Payload[] send, Payload[] recv) {
    for (int i = 1; i < size; i++) {
      Payload from = recv[before(i)];
      Payload to = send[after(i)];
      schedule.receiveAtMost(from, 0, from.bytes(), before(i));
      schedule.send(to, 0, to.bytes(), after(i));
      boolean large = Math.max(from.bytes(), to.bytes()) > schedule.small();
      endRoundIfFull(schedule, i, large);
    }
    schedule.then(local -> local.copy(send[rank], 0, recv[rank], 0, send[rank].bytes()));
  }

  /** Limits large messages in progress, since they slow each other down. */
  private static void endRoundIfFull(Schedule schedule, int messages, boolean large) {
    if (large && messages % CollectiveContext.LARGE_AT_ONCE == 0) {
      schedule.endRound();
    }
  }

  private int after(int distance) {
    return (rank + distance) % size;
  }

  private int before(int distance) {
    return (rank - distance + size) % size;
  }
}
