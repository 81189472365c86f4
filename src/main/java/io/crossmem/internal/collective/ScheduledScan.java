package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;

/**
 * The schedule of prefix reductions in two levels, segment by segment: among the ranks of each
 * node, among the last ranks of all nodes, which have the results of their nodes, and from the last
 * rank of each node, which has the result of the nodes before it, to all of its node.
 */
final class ScheduledScan {
  private final CollectiveContext node;
  private final ScheduledReductions inNode;
  private final ScheduledReductions between; // the last rank of each node, by node
  private final ScheduledMoves moves;
  private final boolean isFirstNode;

  ScheduledScan(NodeLevels levels) {
    node = levels.node;
    inNode = new ScheduledReductions(node);
    between = new ScheduledReductions(levels.lasts());
    moves = new ScheduledMoves(node);
    isFirstNode = levels.heads.rank == 0;
  }

  /**
   * Adds the operation.
   *
   * @param inclusive whether the result includes this rank's operand
   */
  void add(Schedule schedule, Payload send, Payload recv, Combiner op, boolean inclusive) {
    long bytes = send.bytes();
    ElementType type = send.type();
    long segment = ScheduledReductions.segment(op, type);
    long most = Math.min(segment, bytes);
    Payload sum = ScheduledTree.memory(type, most); // of this node's ranks up to this one
    Payload message = ScheduledTree.memory(type, most);
    Payload before = isFirstNode ? null : ScheduledTree.memory(type, most); // of nodes before
    for (long done = 0; done < bytes; done += segment) {
      long at = done;
      long length = Math.min(segment, bytes - done);
      schedule.then(local -> local.copy(send, at, sum, 0, length));
      schedule.endRound();
      if (inclusive) {
        inNode.scan(schedule, sum, 0, message, length, op);
        schedule.then(local -> local.copy(sum, 0, recv, at, length));
        schedule.endRound();
      } else {
        inNode.exscan(schedule, sum, message, recv, at, length, op);
      }
      if (node.rank == node.size - 1) {
        between.exscan(schedule, sum, message, before, 0, length, op);
      }
      if (!isFirstNode) {
        addNodesBefore(schedule, before, recv, at, length, op, inclusive || node.rank > 0);
      }
    }
  }

  /**
   * Puts the result of the nodes before this one in front of that of this node.
   *
   * @param hasResult whether this rank has one of its node
   */
  private void addNodesBefore(
      Schedule schedule,
      Payload before,
      Payload recv,
      long at,
      long bytes,
      Combiner op,
      boolean hasResult) {
    moves.broadcast(schedule, before, bytes, node.size - 1);
    if (hasResult) {
      schedule.then(local -> local.combine(op, before, 0, recv, at, recv, at, bytes));
    } else {
      schedule.then(local -> local.copy(before, 0, recv, at, bytes));
    }
    schedule.endRound();
  }
}
