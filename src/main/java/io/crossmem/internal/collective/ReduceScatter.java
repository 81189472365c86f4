package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/** Combines the data of all ranks, element by element, and gives each rank a part of the result. */
public final class ReduceScatter {
  private final CollectiveContext context;
  private final TreeReduction tree;
  private final BlockReduction blocks;
  private final int size;

  public ReduceScatter(CollectiveContext context, TreeReduction tree, BlockReduction blocks) {
    this.context = context;
    this.tree = tree;
    this.blocks = blocks;
    size = context.size;
  }

  /** The parts are those of {@code send}; {@code recv} is as long as the part of this rank. */
  public void run(Payload send, Blocks parts, Payload recv, Combiner op) throws CollectiveFailure {
    context.begin(send, recv);
    try {
      if (size == 1) {
        context.copy(send, 0, recv, 0, recv.bytes());
      } else if (size <= CollectiveContext.FEW) {
        inPieces(send, parts, recv, op);
      } else {
        oneByOne(send, parts, recv, op);
      }
    } finally {
      context.end();
    }
  }

  /** Each rank reduces its own part and sends the others their operands, in pieces. */
  private void inPieces(Payload send, Blocks parts, Payload recv, Combiner op) {
    long longest = parts.longest();
    long piece = Units.piece(op.unit(send.type()));
    long done = 0;
    do {
      Blocks pieces = blocks.piece(parts, done, piece);
      blocks.reduce(pieces, send, recv, Math.min(done, recv.bytes()), op);
      done += piece;
    } while (done < longest);
  }

  /** For many ranks: each part is reduced up the tree. */
  private void oneByOne(Payload send, Blocks parts, Payload recv, Combiner op) {
    for (int i = 0; i < size; i++) {
      tree.reduce(send, parts.start(i), parts.length(i), recv, 0, op, i);
    }
  }
}
