package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/**
 * Each rank reduces one block of the data: the others send it theirs. For few ranks, since each
 * sends to all.
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
    blocks = new Blocks(size);
  }

  /** Bytes that all ranks work on at a time. */
  long stretch() {
    return (long) size * CollectiveContext.PIECE;
  }

  /** A block for each rank of a range that is at most a stretch long. Filled anew each time. */
  Blocks split(long from, long bytes, int unit) {
    blocks.split(from, bytes, unit);
    return blocks;
  }

  /** The same of blocks that may be longer than a piece: of each the piece that begins there. */
  Blocks piece(Blocks whole, long from) {
    blocks.piece(whole, from, CollectiveContext.PIECE);
    return blocks;
  }

  /**
   * Sends the others their blocks, and combines the own block from all: at first with the ranks
   * before, from the nearest on, then with those after. So the own operand is used first, and its
   * place is free for the result.
   *
   * <p>No circle: all sends are started before anything is waited for, so there must be no limit.
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
