package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;

/**
 * Prefix reductions in two levels, piece by piece. The ranks of each node compute the prefixes of
 * their own operands, in a chain. The last rank of each node then has the result of its node; these
 * ranks form a chain too. What the last rank gets from the nodes before it, it sends to all ranks
 * of its node.
 *
 * <p>No deadlock: in both chains a rank waits only for the one before it, and the other ranks of a
 * node then wait only for its last.
 */
final class TwoLevelScan {
  private final CollectiveContext all;
  private final CollectiveContext node;
  private final CollectiveContext lasts; // the last rank of each node, by node
  private final Broadcast nodeBroadcast;
  private final boolean isLast;

  TwoLevelScan(NodeLevels levels) {
    all = levels.all;
    node = levels.node;
    lasts = levels.lasts();
    nodeBroadcast = new Broadcast(node);
    isLast = node.rank == node.size - 1;
  }

  /** The result includes this rank's operand; it goes to {@code recv}, which may be the same. */
  void scan(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    run(send, recv, op, true);
  }

  /** The same without this rank's operand; rank 0 gets no result. */
  void exscan(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    run(send, recv, op, false);
  }

  private void run(Payload send, Payload recv, Combiner op, boolean inclusive)
      throws CollectiveFailure {
    all.begin(send, recv);
    try {
      long bytes = send.bytes();
      long piece = Units.piece(op.unit(send.type()));
      long done = 0;
      do {
        long length = Math.min(piece, bytes - done);
        Payload sum = all.local.nodeResults(send.type()); // of this node's ranks up to this one
        scanNode(send, done, length, sum, recv, op, inclusive);
        addNodesBefore(length, sum, recv, done, op, inclusive);
        done += length;
      } while (done < bytes);
    } finally {
      all.end();
    }
  }

  private void scanNode(
      Payload send,
      long from,
      long bytes,
      Payload sum,
      Payload recv,
      Combiner op,
      boolean inclusive) {
    Payload before = null;
    if (node.rank == 0) {
      all.copy(send, from, sum, 0, bytes);
    } else {
      before = node.receiveWhole(send.type(), bytes, node.rank - 1);
      all.local.combine(op, before, 0, send, from, sum, 0, bytes);
    }
    if (!isLast) {
      node.send(sum, 0, bytes, node.rank + 1);
    }
    if (inclusive) {
      all.copy(sum, 0, recv, from, bytes);
    } else if (before != null) {
      all.copy(before, 0, recv, from, bytes);
    }
    all.settle();
  }

  private void addNodesBefore(
      long bytes, Payload sum, Payload recv, long to, Combiner op, boolean inclusive) {
    ElementType type = recv.type();
    Payload before = lasts.rank == 0 ? null : prefix(type, bytes);
    if (isLast && lasts.rank < lasts.size - 1) {
      if (before != null) {
        all.local.combine(op, before, 0, sum, 0, sum, 0, bytes);
      }
      lasts.send(sum, 0, bytes, lasts.rank + 1);
    }
    if (before != null) {
      nodeBroadcast.perform(before, 0, bytes, node.size - 1);
      all.settle();
      if (inclusive || node.rank > 0) {
        all.local.combine(op, before, 0, recv, to, recv, to, bytes);
      } else {
        all.copy(before, 0, recv, to, bytes);
      }
    }
    all.settle();
    all.removeLimit();
  }

  /** Memory for the result of the nodes before this one; in the last rank of this node, with it. */
  private Payload prefix(ElementType type, long bytes) {
    return isLast ? lasts.receiveWhole(type, bytes, lasts.rank - 1) : all.local.messages(type);
  }
}
