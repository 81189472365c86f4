package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/**
 * Each rank reduces one block of the data, which the others send to it. For few ranks, since each
 * rank sends to all others.
 */
public final class BlockReduction {
  private final CollectiveContext context;
  private final int rank;
  private final int size;
  private final Blocks blocks;

  public BlockReduction(CollectiveContext context) {
    this.context = context;
    rank = context.rank;
    size = context.size;
    blocks = new Blocks(size <= CollectiveContext.FEW ? size : 0);
  }

  /** Bytes that all ranks together work on at a time. */
  long stretch(int unit) {
    return size * Units.piece(unit);
  }

  /**
   * Splits a range, which is at most a stretch long, into a block for each rank. The result is
   * reused.
   */
  Blocks split(long from, long bytes, int unit) {
    blocks.split(from, bytes, unit);
    return blocks;
  }

  /** Takes one piece of each block, starting at an offset in the block. The result is reused. */
  Blocks piece(Blocks whole, long from, long bytes) {
    blocks.piece(whole, from, bytes);
    return blocks;
  }

  /**
   * Sends the other ranks their blocks, and combines this rank's block from all ranks: first with
   * the ranks before it, starting with the nearest, then with the ranks after it. So this rank's
   * own operand is used first, and its memory can hold the result.
   *
   * <p>No deadlock: all sends are started before any wait, so the number of messages must not be
   * limited.
   */
  void reduce(Blocks cut, Payload send, Payload into, long to, Combiner op) {
    for (int i = 1; i < size; i++) {
      int other = (rank + i) % size;
      context.send(send, cut.start(other), cut.length(other), other);
    }
    Payload own = send;
    long start = cut.start(rank);
    long bytes = cut.length(rank);
    for (int i = 1; i < size; i++) {
      boolean before = i <= rank;
      int other = before ? rank - i : i;
      context.combine(op, own, start, !before, into, to, bytes, other);
      own = into;
      start = to;
    }
    context.settle();
  }
}
