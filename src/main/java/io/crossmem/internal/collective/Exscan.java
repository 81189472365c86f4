package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/**
 * Combines, element by element, the data of all ranks before this one: an exclusive prefix scan.
 */
public final class Exscan {
  private final CollectiveContext context;

  public Exscan(CollectiveContext context) {
    this.context = context;
  }

  /** The result goes to {@code recv}, which may be {@code send}; rank 0 gets none. */
  public void run(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    context.begin(send, recv);
    try {
      chain(send, recv, op);
    } finally {
      context.end();
    }
  }

  /**
   * Each rank receives the result of the ranks before it, combines it with its own operand, and
   * sends that to the next rank, piece by piece.
   *
   * <p>No circular wait, since the ranks form a chain, as in {@link Scan}.
   */
  private void chain(Payload send, Payload recv, Combiner op) {
    int rank = context.rank;
    long bytes = send.bytes();
    long piece = Units.piece(op.unit(send.type()));
    long done = 0;
    do {
      long length = Math.min(piece, bytes - done);
      Payload passedOn = context.local.results(send.type());
      if (rank == 0) {
        sendFirst(send, done, length);
      } else {
        Payload before = context.receiveWhole(send.type(), length, rank - 1);
        if (rank < context.size - 1) {
          context.local.combine(op, before, 0, send, done, passedOn, 0, length);
          context.send(passedOn, 0, length, rank + 1);
        }
        context.settle(); // passedOn is reused for the next piece
        context.copy(before, 0, recv, done, length);
      }
      done += length;
    } while (done < bytes);
  }

  private void sendFirst(Payload send, long done, long length) {
    if (context.size > 1) {
      context.send(send, done, length, 1);
    }
  }
}
