package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;

/**
 * The schedules of reductions. Messages are received into temporary memory and combined there, in
 * segments, so that this memory is small. As in all reductions, operands are combined in the order
 * of the ranks, and their grouping depends only on the number of ranks.
 */
final class ScheduledReductions {
  private static final long SEGMENT = 1 << 20; // bytes, before rounding down to whole units

  private final CollectiveContext context;
  private final int rank;
  private final int size;

  ScheduledReductions(CollectiveContext context) {
    this.context = context;
    rank = context.rank;
    size = context.size;
  }

  /** Reduces a range of {@code send} to the start of {@code recv}, used only in the root. */
  void reduce(
      Schedule schedule, Payload send, long from, long bytes, Payload recv, Combiner op, int root) {
    long segment = segment(op, send.type());
    ScheduledTree tree = new ScheduledTree(context, send.type(), Math.min(segment, bytes));
    for (long done = 0; done < bytes; done += segment) {
      long length = Math.min(segment, bytes - done);
      tree.reduce(schedule, send, from + done, length, recv, done, op, root);
    }
  }

  /** The result goes to {@code recv}, which may be {@code send}. */
  void scan(Schedule schedule, Payload send, Payload recv, Combiner op) {
    long bytes = send.bytes();
    long segment = segment(op, send.type());
    copyUnlessSame(schedule, send, 0, recv, 0, bytes);
    Payload message = rank > 0 ? ScheduledTree.memory(send.type(), Math.min(segment, bytes)) : null;
    for (long done = 0; done < bytes; done += segment) {
      scan(schedule, recv, done, message, Math.min(segment, bytes - done), op);
    }
  }

  /**
   * Puts the result for a range in place of this rank's operand.
   *
   * @param message memory for so many bytes; rank 0 needs none
   */
  void scan(Schedule schedule, Payload own, long at, Payload message, long bytes, Combiner op) {
    for (int distance = 1; distance < size; distance *= 2) {
      if (exchange(schedule, own, at, message, bytes, distance)) {
        schedule.then(local -> local.combine(op, message, 0, own, at, own, at, bytes));
      }
      schedule.endRound();
    }
  }

  /** The same without this rank's own operand; rank 0 gets no result. */
  void exscan(Schedule schedule, Payload send, Payload recv, Combiner op) {
    long bytes = send.bytes();
    long segment = segment(op, send.type());
    Payload sum =
        ScheduledTree.memory(send.type(), Math.min(segment, bytes)); // includes this rank's operand
    Payload message = rank > 0 ? ScheduledTree.memory(send.type(), Math.min(segment, bytes)) : null;
    for (long done = 0; done < bytes; done += segment) {
      long at = done;
      long length = Math.min(segment, bytes - done);
      schedule.then(local -> local.copy(send, at, sum, 0, length));
      schedule.endRound();
      exscan(schedule, sum, message, recv, at, length, op);
    }
  }

  /**
   * Puts the result for a range into {@code recv}, and the one that includes this rank's operand in
   * place of that operand.
   *
   * @param own the operand at the beginning
   * @param message memory for so many bytes; rank 0 needs none, and gets nothing into {@code recv}
   */
  void exscan(
      Schedule schedule,
      Payload own,
      Payload message,
      Payload recv,
      long to,
      long bytes,
      Combiner op) {
    for (int distance = 1; distance < size; distance *= 2) {
      if (exchange(schedule, own, 0, message, bytes, distance)) {
        schedule.then(local -> local.combine(op, message, 0, own, 0, own, 0, bytes));
        if (distance == 1) {
          schedule.then(local -> local.copy(message, 0, recv, to, bytes));
        } else {
          schedule.then(local -> local.combine(op, message, 0, recv, to, recv, to, bytes));
        }
      }
      schedule.endRound();
    }
  }

  /**
   * Sends this rank's partial result to the rank {@code distance} ahead, and receives that of the
   * rank {@code distance} behind; returns whether there is one behind.
   */
  private boolean exchange(
      Schedule schedule, Payload own, long at, Payload message, long bytes, int distance) {
    if (rank + distance < size) {
      schedule.send(own, at, bytes, context.members[rank + distance]);
    }
    if (rank >= distance) {
      schedule.receive(message, 0, bytes, context.members[rank - distance]);
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

  /** Bytes of a piece: whole units of the operation. */
  static long segment(Combiner op, ElementType type) {
    return SEGMENT - SEGMENT % op.unit(type);
  }
}
