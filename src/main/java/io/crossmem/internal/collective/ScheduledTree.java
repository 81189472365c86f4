package io.crossmem.internal.collective;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.sys.OffHeap;

/**
 * Reduces pieces of data up a binomial tree to rank 0, which sends the result to the root. Messages
 * are received into temporary memory of a piece's length, and combined there.
 */
final class ScheduledTree {
  private final CollectiveContext context;
  private final int rank;
  private final int size;
  private final boolean combines;
  private final Payload message; // null if this rank combines nothing
  private final Payload result;

  /** {@code most}: bytes of the longest piece. */
  ScheduledTree(CollectiveContext context, ElementType type, long most) {
    this.context = context;
    rank = context.rank;
    size = context.size;
    combines = BinomialTree.isChild(rank, 1, size);
    message = combines ? memory(type, most) : null;
    result = combines ? memory(type, most) : null;
  }

  static Payload memory(ElementType type, long bytes) {
    return new BufferPayload(type).view(OffHeap.allocate(Math.toIntExact(bytes)));
  }

  /** Reduces a range of {@code send}; the result goes to {@code recv}, used only in the root. */
  void reduce(
      Schedule schedule,
      Payload send,
      long from,
      long bytes,
      Payload recv,
      long to,
      Combiner op,
      int root) {
    if (size == 1) {
      if (send != recv || from != to) {
        schedule.then(local -> local.copy(send, from, recv, to, bytes));
        schedule.endRound();
      }
      return;
    }
    boolean hasResult = rank == 0 && root == 0;
    Payload into = hasResult ? recv : result;
    long at = hasResult ? to : 0;
    combineChildren(schedule, send, from, into, at, bytes, op);
    if (!hasResult) {
      int next = rank == 0 ? root : BinomialTree.parent(rank);
      schedule.send(combines ? into : send, combines ? 0 : from, bytes, context.members[next]);
    }
    if (rank == root && !hasResult) {
      schedule.receive(recv, to, bytes, context.members[0]);
    }
    schedule.endRound();
  }

  private void combineChildren(
      Schedule schedule, Payload send, long from, Payload into, long at, long bytes, Combiner op) {
    for (int child = 1; BinomialTree.isChild(rank, child, size); child *= 2) {
      Payload own = child == 1 ? send : into;
      long start = child == 1 ? from : at;
      schedule.receive(message, 0, bytes, context.members[rank + child]);
      schedule.then(local -> local.combine(op, own, start, message, 0, into, at, bytes));
      schedule.endRound();
    }
  }
}
