package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/**
 * Reductions in two levels: first among the ranks of each node, then among the heads, in the order
 * of the nodes. The ranks of each node follow one another, so the operands are in the order of the
 * ranks. Their grouping depends only on the nodes, the number of ranks and the length.
 */
final class TwoLevelReductions {
  private final NodeLevels levels;
  private final CollectiveContext all;
  private final int nodeSize;
  private final Reduce nodeReduce;
  private final Reduce headsReduce;
  private final Allreduce headsAllreduce;
  private final Broadcast nodeBroadcast;

  TwoLevelReductions(NodeLevels levels) {
    this.levels = levels;
    all = levels.all;
    nodeSize = levels.node.size;
    nodeReduce = reduce(levels.node);
    headsReduce = reduce(levels.heads);
    nodeBroadcast = new Broadcast(levels.node);
    headsAllreduce =
        new Allreduce(
            levels.heads,
            new TreeReduction(levels.heads),
            new BlockReduction(levels.heads),
            new Broadcast(levels.heads));
  }

  private static Reduce reduce(CollectiveContext context) {
    return new Reduce(context, new TreeReduction(context), new BlockReduction(context));
  }

  /** The result goes to {@code recv}, used only in the root; it may be {@code send}. */
  void reduce(Payload send, Payload recv, Combiner op, int root) throws CollectiveFailure {
    all.begin(send, all.rank == root ? recv : null);
    try {
      levels.setRoot(root);
      long bytes = send.bytes();
      long piece = Units.piece(op.unit(send.type()));
      long done = 0;
      do {
        long length = Math.min(piece, bytes - done);
        boolean isRoot = all.rank == root;
        Payload into = isRoot ? recv : all.local.nodeResults(send.type());
        reducePiece(send, done, length, into, isRoot ? done : 0, op, root);
        done += length;
      } while (done < bytes);
    } finally {
      all.end();
    }
  }

  /**
   * Reduces a piece, which fits into temporary memory: in each head to {@code into}, in the root to
   * the same.
   *
   * <p>No deadlock: in a node, see {@link Reduce}. The heads wait for each other when the ranks of
   * their nodes need nothing more from them.
   */
  private void reducePiece(
      Payload send, long from, long bytes, Payload into, long to, Combiner op, int root) {
    if (nodeSize > 1) {
      nodeReduce.perform(send, from, bytes, into, to, op, levels.headSlot());
      levels.endStep();
    }
    if (levels.isHead()) {
      Payload own = nodeSize > 1 ? into : send;
      long start = nodeSize > 1 ? to : from;
      headsReduce.perform(own, start, bytes, into, to, op, levels.nodes.nodeOf(root));
      levels.endStep();
    }
  }

  /** The result goes to {@code recv}, which may be {@code send}. */
  void allreduce(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    all.begin(send, recv);
    try {
      levels.setFirst();
      if (nodeSize > 1) {
        nodeReduce.perform(send, 0, send.bytes(), recv, 0, op, 0);
        levels.endStep();
      }
      if (levels.isHead()) {
        headsAllreduce.perform(nodeSize > 1 ? recv : send, recv, op);
        levels.endStep();
      }
      nodeBroadcast.perform(recv, 0, recv.bytes(), 0);
    } finally {
      all.end();
    }
  }

  /**
   * The parts of a node's ranks are reduced to its head, which sends each rank its part, piece by
   * piece.
   *
   * <p>No deadlock: see {@link #reducePiece}. After that the other ranks of the node wait for the
   * head, which only sends.
   *
   * @param parts of {@code send}, one after another
   * @param recv is as long as the part of this rank
   */
  void reduceScatter(Payload send, Blocks parts, Payload recv, Combiner op)
      throws CollectiveFailure {
    all.begin(send, recv);
    try {
      long piece = Units.piece(op.unit(send.type()));
      for (int i = 0; i < levels.nodes.count(); i++) {
        int[] ranks = levels.nodes.members(i);
        int last = ranks[ranks.length - 1];
        long end = parts.start(last) + parts.length(last);
        for (long done = parts.start(ranks[0]); done < end; done += piece) {
          scatterPiece(send, done, Math.min(piece, end - done), parts, recv, op, ranks);
        }
      }
    } finally {
      all.end();
    }
  }

  private void scatterPiece(
      Payload send, long from, long bytes, Blocks parts, Payload recv, Combiner op, int... ranks) {
    levels.setFirst();
    Payload result = all.local.nodeResults(send.type());
    reducePiece(send, from, bytes, result, 0, op, ranks[0]);
    if (!levels.isOnNodeOf(ranks[0])) {
      return;
    }
    for (int slot = 0; slot < ranks.length; slot++) {
      long part = parts.start(ranks[slot]);
      long start = Math.max(from, part);
      long end = Math.min(from + bytes, part + parts.length(ranks[slot]));
      if (start < end) {
        handOut(slot, result, start - from, end - start, recv, start - part);
      }
    }
    levels.endStep();
  }

  /** A range of the head's result goes to a rank of its node. */
  private void handOut(int slot, Payload result, long from, long bytes, Payload recv, long to) {
    if (!levels.isHead()) {
      if (slot == levels.node.rank) {
        levels.node.receive(recv, to, bytes, 0);
      }
    } else if (slot == 0) {
      all.copy(result, from, recv, to, bytes);
    } else {
      levels.node.send(result, from, bytes, slot);
    }
  }
}
