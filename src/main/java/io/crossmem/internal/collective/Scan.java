package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/** Combines, element by element, the data of all ranks up to this one: an inclusive prefix scan. */
public final class Scan {
  private final CollectiveContext context;

  public Scan(CollectiveContext context) {
    this.context = context;
  }

  /** The result goes to {@code recv}, which may be {@code send}. */
  public void run(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    context.begin(send, recv);
    try {
      context.limit(CollectiveContext.LARGE_AT_ONCE);
      chain(send, recv, op);
      if (context.rank == 0) {
        context.local.copyUnlessSame(send, recv);
      }
    } finally {
      context.end();
    }
  }

  /**
   * Each rank combines its operand with the result of the previous rank, and sends the result on,
   * piece by piece.
   *
   * <p>No deadlock: each rank receives only from the previous rank and sends only to the next one.
   * The last rank waits only for the previous rank, which waits at most for receives that the last
   * rank posts.
   */
  private void chain(Payload send, Payload recv, Combiner op) {
    int rank = context.rank;
    Payload result = rank == 0 ? send : recv;
    long bytes = send.bytes();
    long piece = Units.piece(op.unit(send.type()));
    long done = 0;
    do {
      long length = Math.min(piece, bytes - done);
      if (rank > 0) {
        context.combine(op, send, done, false, recv, done, length, rank - 1);
      }
      if (rank < context.size - 1) {
        context.send(result, done, length, rank + 1);
      }
      done += length;
    } while (done < bytes);
  }
}
