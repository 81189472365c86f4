package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/**
 * The schedules of operations that only move data. Between two ranks, messages are received in the
 * order in which they were sent. In each round of an exchange, the i-th receive of one rank matches
 * the i-th send of another, so the slowest ranks never wait for a message that is not posted.
 */
final class ScheduledMoves {
  private static final Payload NOTHING = StartedOperations.NOTHING;

  private final CollectiveContext context;
  private final int rank;
  private final int size;

  /** For the ranks of a context, which may be a part of the communicator's. */
  ScheduledMoves(CollectiveContext context) {
    this.context = context;
    rank = context.rank;
    size = context.size;
  }

  /**
   * In each round the number of ranks whose arrival a rank knows of, directly or indirectly,
   * doubles.
   */
  void barrier(Schedule schedule) {
    for (int distance = 1; distance < size; distance *= 2) {
      schedule.send(NOTHING, 0, 0, after(distance));
      schedule.receive(NOTHING, 0, 0, before(distance));
      schedule.endRound();
    }
  }

  /** Messages go up a binomial tree, when all nodes below have arrived. */
  void barrierUp(Schedule schedule) {
    for (int child = 1; BinomialTree.isChild(rank, child, size); child *= 2) {
      schedule.receive(NOTHING, 0, 0, after(child));
    }
    schedule.endRound();
    if (rank != 0) {
      schedule.send(NOTHING, 0, 0, context.members[BinomialTree.parent(rank)]);
      schedule.endRound();
    }
  }

  /** Rank 0 lets the others go on. */
  void barrierDown(Schedule schedule) {
    broadcast(schedule, NOTHING, 0);
  }

  /** Sends the data down a binomial tree. */
  void broadcast(Schedule schedule, Payload data, int root) {
    broadcast(schedule, data, data.bytes(), root);
  }

  /** The first bytes of the data. */
  void broadcast(Schedule schedule, Payload data, long bytes, int root) {
    int node = (rank - root + size) % size;
    if (node != 0) {
      schedule.receive(data, 0, bytes, after(BinomialTree.parent(node) - node + size));
      schedule.endRound();
    }
    for (int child = 1; BinomialTree.isChild(node, child, size); child *= 2) {
      schedule.send(data, 0, bytes, after(child));
    }
    schedule.endRound();
  }

  /** {@code send} and {@code parts} are used only in the root. */
  void scatter(Schedule schedule, Payload send, Blocks parts, Payload recv, int root) {
    if (rank != root) {
      schedule.receiveAtMost(recv, 0, recv.bytes(), context.members[root]);
      return;
    }
    boolean large = parts.longest() > schedule.small();
    for (int i = 1; i < size; i++) {
      int to = (rank + i) % size;
      schedule.send(send, parts.start(to), parts.length(to), after(i));
      endRoundIfFull(schedule, i, large);
    }
    schedule.then(local -> local.copy(send, parts.start(rank), recv, 0, parts.length(rank)));
  }

  /** {@code recv} and {@code parts} are used only in the root. */
  void gather(Schedule schedule, Payload send, Payload recv, Blocks parts, int root) {
    if (rank != root) {
      schedule.send(send, 0, send.bytes(), context.members[root]);
      schedule.endRound();
      return;
    }
    boolean large = parts.longest() > schedule.small();
    for (int i = 1; i < size; i++) {
      int from = (rank + i) % size;
      schedule.receiveAtMost(recv, parts.start(from), parts.length(from), after(i));
      endRoundIfFull(schedule, i, large);
    }
    schedule.then(local -> local.copy(send, 0, recv, parts.start(rank), send.bytes()));
    schedule.endRound();
  }

  void allgather(Schedule schedule, Payload send, Payload recv, Blocks parts) {
    schedule.then(local -> local.copy(send, 0, recv, parts.start(rank), send.bytes()));
    schedule.endRound();
    allgatherInPlace(schedule, recv, parts);
  }

  /**
   * The same if this rank's part is in {@code all} already. With few ranks, each sends to all; with
   * many, the parts are passed around a ring.
   */
  void allgatherInPlace(Schedule schedule, Payload all, Blocks parts) {
    if (size > CollectiveContext.FEW) {
      ring(schedule, all, parts);
      return;
    }
    boolean large = parts.longest() > schedule.small();
    for (int i = 1; i < size; i++) {
      int from = (rank - i + size) % size;
      schedule.receive(all, parts.start(from), parts.length(from), before(i));
      schedule.send(all, parts.start(rank), parts.length(rank), after(i));
      endRoundIfFull(schedule, i, large);
    }
    schedule.endRound();
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
  void alltoall(Schedule schedule, Payload send, Blocks outgoing, Payload recv, Blocks incoming) {
    boolean large = incoming.longest() > schedule.small();
    for (int i = 1; i < size; i++) {
      int from = (rank - i + size) % size;
      int to = (rank + i) % size;
      schedule.receiveAtMost(recv, incoming.start(from), incoming.length(from), before(i));
      schedule.send(send, outgoing.start(to), outgoing.length(to), after(i));
      endRoundIfFull(schedule, i, large);
    }
    schedule.then(
        local ->
            local.copy(
                send, outgoing.start(rank), recv, incoming.start(rank), outgoing.length(rank)));
  }

  /** The same with separate data for each rank and from each rank. */
  void alltoall(Schedule schedule, Payload[] send, Payload[] recv) {
    for (int i = 1; i < size; i++) {
      Payload from = recv[(rank - i + size) % size];
      Payload to = send[(rank + i) % size];
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
    return context.members[(rank + distance) % size];
  }

  private int before(int distance) {
    return context.members[(rank - distance + size) % size];
  }
}
