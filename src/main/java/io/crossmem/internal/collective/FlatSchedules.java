package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/** The schedules that treat all ranks alike. */
class FlatSchedules implements ScheduledAlgorithms {
  private final ScheduledMoves moves;
  private final ScheduledReductions reductions;
  private final int size;

  FlatSchedules(CollectiveContext context) {
    moves = new ScheduledMoves(context);
    reductions = new ScheduledReductions(context);
    size = context.size;
  }

  @Override
  public void barrier(Schedule schedule) {
    moves.barrier(schedule);
  }

  @Override
  public void broadcast(Schedule schedule, Payload data, int root) {
    moves.broadcast(schedule, data, root);
  }

  @Override
  public void scatter(Schedule schedule, Payload send, Blocks parts, Payload recv, int root) {
    moves.scatter(schedule, send, parts, recv, root);
  }

  @Override
  public void gather(Schedule schedule, Payload send, Payload recv, Blocks parts, int root) {
    moves.gather(schedule, send, recv, parts, root);
  }

  @Override
  public void allgather(Schedule schedule, Payload send, Payload recv, Blocks parts) {
    moves.allgather(schedule, send, recv, parts);
  }

  @Override
  public void alltoall(
      Schedule schedule, Payload send, Blocks outgoing, Payload recv, Blocks incoming) {
    moves.alltoall(schedule, send, outgoing, recv, incoming);
  }

  @Override
  public void alltoall(Schedule schedule, Payload[] send, Payload[] recv) {
    moves.alltoall(schedule, send, recv);
  }

  @Override
  public final void reduce(Schedule schedule, Payload send, Payload recv, Combiner op, int root) {
    reduce(schedule, send, 0, send.bytes(), recv, op, root);
  }

  /** Reduces a range of {@code send} to the start of {@code recv}. */
  void reduce(
      Schedule schedule, Payload send, long from, long bytes, Payload recv, Combiner op, int root) {
    reductions.reduce(schedule, send, from, bytes, recv, op, root);
  }

  @Override
  public final void allreduce(Schedule schedule, Payload send, Payload recv, Combiner op) {
    reduce(schedule, send, recv, op, 0);
    broadcast(schedule, recv, 0);
  }

  @Override
  public final void reduceScatter(
      Schedule schedule, Payload send, Blocks parts, Payload recv, Combiner op) {
    for (int i = 0; i < size; i++) {
      reduce(schedule, send, parts.start(i), parts.length(i), recv, op, i);
    }
  }

  @Override
  public void scan(Schedule schedule, Payload send, Payload recv, Combiner op) {
    reductions.scan(schedule, send, recv, op);
  }

  @Override
  public void exscan(Schedule schedule, Payload send, Payload recv, Combiner op) {
    reductions.exscan(schedule, send, recv, op);
  }
}
