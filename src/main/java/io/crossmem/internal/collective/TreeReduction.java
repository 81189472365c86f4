package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/**
 * Reduces up a binomial tree to rank 0, piece by piece. So the operands are in the order of the
 * ranks for any root; rank 0 sends the result to the root.
 */
public final class TreeReduction {
  private final CollectiveContext context;
  private final int rank;
  private final int size;

  public TreeReduction(CollectiveContext context) {
    this.context = context;
    rank = context.rank;
    size = context.size;
  }

  /**
   * Reduces a range.
   *
   * <p>No deadlock: within a piece a rank waits for the ranks below it before it sends, and the
   * root posts its receive before it waits for any rank above it. Between pieces a rank waits until
   * its own messages are complete. The messages that the slowest ranks need are posted, or depend
   * only on ranks below.
   *
   * @param recv used only in the root
   */
  void reduce(Payload send, long from, long bytes, Payload recv, long to, Combiner op, int root) {
    long piece = Units.piece(op.unit(send.type()));
    long done = 0;
    do {
      long length = Math.min(piece, bytes - done);
      if (rank == 0 && root == 0) {
        combineChildren(send, from + done, recv, to + done, length, op);
      } else {
        passUp(send, from + done, recv, to + done, length, op, root);
      }
      context.settle();
      done += length;
    } while (done < bytes);
  }

  private void passUp(
      Payload send, long from, Payload recv, long to, long bytes, Combiner op, int root) {
    int next = rank == 0 ? root : BinomialTree.parent(rank);
    if (BinomialTree.isChild(rank, 1, size)) {
      Payload scratch = context.local.results(send.type());
      combineChildren(send, from, scratch, 0, bytes, op);
      context.send(scratch, 0, bytes, next);
    } else { // a leaf of the tree
      context.send(send, from, bytes, next);
    }
    if (rank == root) {
      context.receive(recv, to, bytes, 0);
    }
  }

  /** Combines this rank's data with the messages of its children in the tree. */
  private void combineChildren(
      Payload send, long from, Payload into, long to, long bytes, Combiner op) {
    Payload own = send;
    long start = from;
    for (int child = 1; BinomialTree.isChild(rank, child, size); child *= 2) {
      context.combine(op, own, start, true, into, to, bytes, rank + child);
      own = into;
      start = to;
    }
  }
}
