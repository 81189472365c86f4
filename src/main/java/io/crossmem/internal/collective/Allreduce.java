package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/** Combines the data of all ranks, element by element; each rank gets the result. */
public final class Allreduce {
  private final CollectiveContext context;
  private final TreeReduction tree;
  private final BlockReduction blocks;
  private final Broadcast broadcast;
  private final int rank;
  private final int size;

  public Allreduce(
      CollectiveContext context, TreeReduction tree, BlockReduction blocks, Broadcast broadcast) {
    this.context = context;
    this.tree = tree;
    this.blocks = blocks;
    this.broadcast = broadcast;
    rank = context.rank;
    size = context.size;
  }

  /** The result goes to {@code recv}, which may be {@code send}. */
  public void run(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    context.begin(send, recv);
    try {
      perform(send, recv, op);
    } finally {
      context.end();
    }
  }

  /** As a step of an operation. */
  void perform(Payload send, Payload recv, Combiner op) {
    long bytes = send.bytes();
    if (size == 1) {
      context.local.copyUnlessSame(send, recv);
    } else if (size > CollectiveContext.FEW) {
      tree.reduce(send, 0, bytes, recv, 0, op, 0);
      broadcast.tree(recv, 0, bytes, 0);
    } else if (bytes <= context.small) {
      recursiveDoubling(send, recv, op);
    } else {
      reduceScatterThenAllgather(send, recv, op);
    }
  }

  /**
   * In each round two groups of ranks exchange their results, so that the number of combined ranks
   * doubles. If the number of ranks is not a power of two, each of the first even ranks sends its
   * data to the next rank, which takes part for both.
   *
   * <p>No deadlock: see {@link #exchange}. A rank that does not take part waits for its
   * representative, which waits for it only at the start, when its message is posted.
   */
  private void recursiveDoubling(Payload send, Payload recv, Combiner op) {
    int half = Integer.highestOneBit(size);
    int folded = 2 * (size - half);
    long bytes = send.bytes();
    Payload own = send;
    if (rank < folded) {
      if (rank % 2 == 0) {
        context.send(send, 0, bytes, rank + 1);
        context.receive(recv, 0, bytes, rank + 1);
        return;
      }
      context.combine(op, send, 0, false, recv, 0, bytes, rank - 1);
      own = recv;
    }
    int place = rank < folded ? rank / 2 : rank - folded / 2;
    for (int distance = 1; distance < half; distance *= 2) {
      int otherPlace = place ^ distance;
      int other = otherPlace < folded / 2 ? 2 * otherPlace + 1 : otherPlace + folded / 2;
      exchange(own, recv, op, place < otherPlace, other);
      own = recv;
    }
    if (rank < folded) {
      context.send(recv, 0, bytes, rank - 1);
    }
  }

  /**
   * Exchanges results with another rank. Usually the send is complete immediately, and the new
   * result can be received into the same memory. If it is not complete, this rank must post its
   * receive before it waits for the send; otherwise both ranks would wait forever. So it receives
   * into temporary memory.
   */
  private void exchange(Payload own, Payload recv, Combiner op, boolean ownFirst, int other) {
    long bytes = own.bytes();
    context.send(own, 0, bytes, other);
    if (own != recv || context.isSettled()) {
      context.combine(op, own, 0, ownFirst, recv, 0, bytes, other);
    } else {
      Payload scratch = context.local.results(own.type());
      context.combine(op, own, 0, ownFirst, scratch, 0, bytes, other);
      context.settle();
      context.copy(scratch, 0, recv, 0, bytes);
    }
  }

  /**
   * For each stretch of the data, each rank reduces one block and sends the result to all ranks.
   *
   * <p>No deadlock: see {@link BlockReduction#reduce}. In the allgather the i-th receive of a rank
   * matches the i-th send of another, as in {@link Allgather}.
   */
  private void reduceScatterThenAllgather(Payload send, Payload recv, Combiner op) {
    long bytes = send.bytes();
    int unit = op.unit(send.type());
    long stretch = blocks.stretch(unit);
    for (long done = 0; done < bytes; done += stretch) {
      Blocks cut = blocks.split(done, Math.min(stretch, bytes - done), unit);
      blocks.reduce(cut, send, recv, cut.start(rank), op);
      allgather(cut, recv);
      context.settle();
      context.removeLimit();
    }
  }

  private void allgather(Blocks cut, Payload recv) {
    context.limit(CollectiveContext.LARGE_AT_ONCE);
    for (int i = 1; i < size; i++) {
      int from = (rank - i + size) % size;
      context.receive(recv, cut.start(from), cut.length(from), from);
      context.send(recv, cut.start(rank), cut.length(rank), (rank + i) % size);
    }
  }
}
