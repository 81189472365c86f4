package io.crossmem.internal.collective;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.sys.OffHeap;

/**
 * The schedules of reductions. Messages are received into temporary memory and combined there, in
 * segments, so that this memory is small. As in all reductions, operands are combined in the order
 * of the ranks, and their grouping depends only on the number of ranks.
 */
public final class ScheduledReductions {
  private static final long SEGMENT = 1 << 20; // bytes, before rounding down to whole units

  private final ScheduledMoves moves;
  private final int rank;
  private final int size;

  public ScheduledReductions(CollectiveContext context, ScheduledMoves moves) {
    this.moves = moves;
    rank = context.rank;
    size = context.size;
  }

  /** The result goes to {@code recv}, used only in the root; it may be {@code send}. */
  public void reduce(Schedule schedule, Payload send, Payload recv, Combiner op, int root) {
    reduce(schedule, send, 0, send.bytes(), recv, op, root);
  }

  /** The result goes to {@code recv}, which may be {@code send}. */
  public void allreduce(Schedule schedule, Payload send, Payload recv, Combiner op) {
    reduce(schedule, send, recv, op, 0);
    moves.broadcast(schedule, recv, 0);
  }

  /** The parts are those of {@code send}; {@code recv} is as long as this rank's part. */
  public void reduceScatter(
      Schedule schedule, Payload send, Blocks parts, Payload recv, Combiner op) {
    for (int i = 0; i < size; i++) {
      reduce(schedule, send, parts.start(i), parts.length(i), recv, op, i);
    }
  }

  /**
   * Reduces a range of the data up a binomial tree to rank 0, which sends the result to the root.
   */
  private void reduce(
      Schedule schedule, Payload send, long from, long bytes, Payload recv, Combiner op, int root) {
    if (size == 1) {
      copyUnlessSame(schedule, send, from, recv, 0, bytes);
      return;
    }
    long segment = segment(op, send.type());
    boolean combines = BinomialTree.isChild(rank, 1, size);
    boolean hasResult = rank == 0 && root == 0;
    Payload message = combines ? memory(send.type(), segment, bytes) : null;
    Payload result = hasResult || !combines ? recv : memory(send.type(), segment, bytes);
    for (long done = 0; done < bytes; done += segment) {
      long length = Math.min(segment, bytes - done);
      long at = hasResult ? done : 0;
      combineChildren(schedule, send, from + done, message, result, at, length, op);
      if (!hasResult) {
        int next = rank == 0 ? root : BinomialTree.parent(rank);
        schedule.send(combines ? result : send, combines ? 0 : from + done, length, next);
      }
      if (rank == root && !hasResult) {
        schedule.receive(recv, done, length, 0);
      }
      schedule.endRound();
    }
  }

  private void combineChildren(
      Schedule schedule,
      Payload send,
      long from,
      Payload message,
      Payload result,
      long at,
      long bytes,
      Combiner op) {
    for (int child = 1; BinomialTree.isChild(rank, child, size); child *= 2) {
      Payload own = child == 1 ? send : result;
      long start = child == 1 ? from : at;
      schedule.receive(message, 0, bytes, rank + child);
      schedule.then(local -> local.combine(op, own, start, message, 0, result, at, bytes));
      schedule.endRound();
    }
  }

  /** The result goes to {@code recv}, which may be {@code send}. */
  public void scan(Schedule schedule, Payload send, Payload recv, Combiner op) {
    long bytes = send.bytes();
    long segment = segment(op, send.type());
    copyUnlessSame(schedule, send, 0, recv, 0, bytes);
    Payload message = rank > 0 ? memory(send.type(), segment, bytes) : null;
    for (long done = 0; done < bytes; done += segment) {
      long at = done;
      long length = Math.min(segment, bytes - done);
      for (int distance = 1; distance < size; distance *= 2) {
        if (exchange(schedule, recv, at, message, length, distance)) {
          schedule.then(local -> local.combine(op, message, 0, recv, at, recv, at, length));
        }
        schedule.endRound();
      }
    }
  }

  /** The same without this rank's own operand; rank 0 gets no result. */
  public void exscan(Schedule schedule, Payload send, Payload recv, Combiner op) {
    long bytes = send.bytes();
    long segment = segment(op, send.type());
    Payload sum = memory(send.type(), segment, bytes); // includes this rank's operand
    Payload message = rank > 0 ? memory(send.type(), segment, bytes) : null;
    for (long done = 0; done < bytes; done += segment) {
      long at = done;
      long length = Math.min(segment, bytes - done);
      schedule.then(local -> local.copy(send, at, sum, 0, length));
      schedule.endRound();
      for (int distance = 1; distance < size; distance *= 2) {
        if (exchange(schedule, sum, 0, message, length, distance)) {
          schedule.then(local -> local.combine(op, message, 0, sum, 0, sum, 0, length));
          if (distance == 1) {
            schedule.then(local -> local.copy(message, 0, recv, at, length));
          } else {
            schedule.then(local -> local.combine(op, message, 0, recv, at, recv, at, length));
          }
        }
        schedule.endRound();
      }
    }
  }

  /**
   * Sends this rank's partial result to the rank {@code distance} ahead, and receives that of the
   * rank {@code distance} behind; returns whether there is one behind.
   */
  private boolean exchange(
      Schedule schedule, Payload own, long at, Payload message, long bytes, int distance) {
    if (rank + distance < size) {
      schedule.send(own, at, bytes, rank + distance);
    }
    if (rank >= distance) {
      schedule.receive(message, 0, bytes, rank - distance);
    }
    return rank >= distance;
  }

  private static void copyUnlessSame(
      Schedule schedule, Payload from, long start, Payload to, long at, long bytes) {
    if (from != to) {
      schedule.then(local -> local.copy(from, start, to, at, bytes));
      schedule.endRound();
    }
  }

  private static long segment(Combiner op, ElementType type) {
    return SEGMENT - SEGMENT % op.unit(type);
  }

  private static Payload memory(ElementType type, long segment, long bytes) {
    return new BufferPayload(type).view(OffHeap.allocate((int) Math.min(segment, bytes)));
  }
}
