package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Protocol;

/**
 * Combines the data of all ranks, element by element, in one of them. The operation is applied to
 * each part of a message when it arrives, while it is in the cache. Intermediate results are at
 * most {@link Units#PIECE} long, so no temporary memory as long as the data is needed.
 *
 * <p>As in all reductions, operands are in the order of the ranks, and their grouping depends only
 * on the number of ranks and the length, never on the order of arrival.
 */
public final class Reduce {
  private final CollectiveContext context;
  private final TreeReduction tree;
  private final BlockReduction blocks;
  private final int rank;
  private final int size;

  public Reduce(CollectiveContext context, TreeReduction tree, BlockReduction blocks) {
    this.context = context;
    this.tree = tree;
    this.blocks = blocks;
    rank = context.rank;
    size = context.size;
  }

  /** The result goes to {@code recv}, used only in the root; it may be {@code send}. */
  public void run(Payload send, Payload recv, Combiner op, int root) throws CollectiveFailure {
    context.begin(send, rank == root ? recv : null);
    try {
      if (size == 1) {
        context.local.copyUnlessSame(send, recv);
      } else {
        perform(send, 0, send.bytes(), recv, 0, op, root);
      }
    } finally {
      context.end();
    }
  }

  /** A range, as a step of an operation among several ranks. */
  void perform(Payload send, long from, long bytes, Payload recv, long to, Combiner op, int root) {
    if (size == 2 && Units.canBeCut(op, send.type())) {
      pair(send, from, bytes, recv, to, op, root);
    } else if (bytes <= context.small || size > CollectiveContext.FEW) {
      tree.reduce(send, from, bytes, recv, to, op, root);
    } else {
      reduceScatterThenGather(send, from, bytes, recv, to, op, root);
    }
  }

  /** The root combines the other rank's data with its own. No deadlock: the other only sends. */
  private void pair(
      Payload send, long from, long bytes, Payload recv, long to, Combiner op, int root) {
    if (rank == root) {
      context.combine(op, send, from, root == 0, recv, to, bytes, 1 - root);
    } else {
      context.send(send, from, bytes, root);
    }
  }

  /**
   * For each stretch of the data, each rank reduces one block and sends the result to the root.
   *
   * <p>No deadlock: see {@link BlockReduction#reduce}. After that the root waits for messages that
   * depend on nothing else, and the other ranks wait for the root.
   */
  private void reduceScatterThenGather(
      Payload send, long from, long bytes, Payload recv, long to, Combiner op, int root) {
    int unit = op.unit(send.type());
    long stretch = blocks.stretch(unit);
    for (long done = 0; done < bytes; done += stretch) {
      Blocks cut = blocks.split(from + done, Math.min(stretch, bytes - done), unit);
      if (rank == root) {
        blocks.reduce(cut, send, recv, cut.start(rank) - from + to, op);
        gather(cut, recv, to - from);
      } else {
        Payload scratch = context.local.results(send.type());
        blocks.reduce(cut, send, scratch, 0, op);
        context.send(scratch, 0, cut.length(rank), root);
      }
      context.settle();
      context.removeLimit();
    }
  }

  private void gather(Blocks cut, Payload recv, long shift) {
    context.limit(CollectiveContext.LARGE_AT_ONCE);
    for (int i = 1; i < size; i++) {
      int from = (rank + i) % size;
      context.receive(recv, cut.start(from) + shift, cut.length(from), from, Protocol.PUT);
    }
  }
}
