package io.crossmem.message;

import java.util.Objects;

/**
 * The collective operations of a communicator that compute. An operation is applied to a message as
 * its parts come, while they are in the cache; what has to be passed on is at most a {@link #PIECE}
 * long, so that there is no temporary as long as the data.
 *
 * <p>Operands are always in the order of the ranks, and grouped in a way that depends only on the
 * number of ranks and the length: never on who comes first.
 */
final class Reductions {
  /** Bytes of a result that one rank works on at a time; stays in the second cache. */
  static final int PIECE = 256 << 10;

  private final Steps steps;
  private final Collectives collectives;
  private final int rank;
  private final int size;
  private final Blocks blocks;
  private final Blocks pieces;

  Reductions(Steps steps, Collectives collectives, int rank, int size) {
    this.steps = steps;
    this.collectives = collectives;
    this.rank = rank;
    this.size = size;
    blocks = new Blocks(size);
    pieces = new Blocks(size);
  }

  // ---- reduce

  void reduce(Data send, Data recv, Op op, int root) throws MessageException {
    Objects.checkIndex(root, size);
    requireReducible(send, op);
    if (rank == root) {
      requireResult(send, recv);
    }
    steps.begin(send, rank == root ? recv : null);
    long bytes = send.bytes();
    if (size == 1) {
      copyUnlessSame(send, recv);
    } else if (size == 2) {
      reducePair(send, recv, op, root);
    } else if (bytes <= steps.small || size > Collectives.FEW) {
      reduceTree(send, 0, bytes, recv, 0, op, root);
    } else {
      reduceTogether(send, recv, op, root);
    }
    steps.end();
  }

  /** The root combines what the other one sends with its own. */
  private void reducePair(Data send, Data recv, Op op, int root) {
    if (rank == root) {
      steps.combine(op, send, 0, root == 0, recv, 0, send.bytes(), 1 - root);
    } else {
      steps.send(send, 0, send.bytes(), root);
    }
  }

  /** Piece by piece up a binomial tree to rank 0, whose operand is the first; it tells the root. */
  private void reduceTree(Data send, long from, long bytes, Data recv, long to, Op op, int root) {
    long done = 0;
    do {
      long length = Math.min(PIECE, bytes - done);
      if (rank == 0 && root == 0) {
        reduceUp(send, from + done, recv, to + done, length, op);
      } else {
        passUp(send, from + done, recv, to + done, length, op, root);
      }
      steps.settle();
      done += length;
    } while (done < bytes);
  }

  private void passUp(Data send, long from, Data recv, long to, long bytes, Op op, int root) {
    int next = rank == 0 ? root : Collectives.parent(rank);
    if (collectives.isChild(rank, 1)) {
      Data scratch = steps.scratch(send.type());
      reduceUp(send, from, scratch, 0, bytes, op);
      steps.send(scratch, 0, bytes, next);
    } else { // a leaf
      steps.send(send, from, bytes, next);
    }
    if (rank == root) {
      steps.receive(recv, to, bytes, 0);
    }
  }

  /** Combines own data with what the children in the tree send. */
  private void reduceUp(Data send, long from, Data into, long to, long bytes, Op op) {
    Data own = send;
    long start = from;
    for (int child = 1; collectives.isChild(rank, child); child *= 2) {
      steps.await(steps.combine(op, own, start, true, into, to, bytes, rank + child));
      own = into;
      start = to;
    }
  }

  /** Each rank reduces its block of a stretch of the data, and sends it to the root. */
  private void reduceTogether(Data send, Data recv, Op op, int root) {
    long bytes = send.bytes();
    for (long done = 0; done < bytes; done += stretch()) {
      blocks.split(done, Math.min(stretch(), bytes - done), send.type().bytes());
      if (rank == root) {
        combineBlocks(blocks, send, recv, blocks.start(rank), op);
        steps.limit(Collectives.LARGE_AT_ONCE);
        for (int i = 1; i < size; i++) {
          int from = (root + i) % size;
          steps.receive(recv, blocks.start(from), blocks.length(from), from, Protocol.WRITE);
        }
      } else {
        Data scratch = steps.scratch(send.type());
        combineBlocks(blocks, send, scratch, 0, op);
        steps.send(scratch, 0, blocks.length(rank), root);
      }
      steps.settle();
      steps.limit(Steps.NONE);
    }
  }

  /** Bytes that all ranks work on at a time. */
  private long stretch() {
    return (long) size * PIECE;
  }

  /**
   * Sends the others their blocks, and combines the own block from all: at first with the ranks
   * before, from the nearest on, then with those after. So the own operand is used first, and its
   * place is free for the result.
   */
  private void combineBlocks(Blocks cut, Data send, Data into, long to, Op op) {
    for (int i = 1; i < size; i++) {
      int other = (rank + i) % size;
      steps.send(send, cut.start(other), cut.length(other), other);
    }
    Data own = send;
    long start = cut.start(rank);
    long bytes = cut.length(rank);
    for (int i = 1; i < size; i++) {
      boolean before = i <= rank;
      int other = before ? rank - i : i;
      steps.await(steps.combine(op, own, start, !before, into, to, bytes, other));
      own = into;
      start = to;
    }
    steps.settle();
  }

  // ---- allreduce

  void allreduce(Data send, Data recv, Op op) throws MessageException {
    requireReducible(send, op);
    requireResult(send, recv);
    steps.begin(send, recv);
    long bytes = send.bytes();
    if (size == 1) {
      copyUnlessSame(send, recv);
    } else if (size > Collectives.FEW) {
      reduceTree(send, 0, bytes, recv, 0, op, 0);
      collectives.broadcastTree(recv, 0);
    } else if (bytes <= steps.small || (size == 2 && send != recv)) {
      allreduceDoubling(send, recv, op);
    } else {
      allreduceTogether(send, recv, op);
    }
    steps.end();
  }

  /**
   * In each round a group of ranks exchanges its result with another one, so that a result is of
   * twice as many. What is over a power of two is folded into it: each of the first ranks with an
   * even number lets the next one stand for it.
   */
  private void allreduceDoubling(Data send, Data recv, Op op) {
    int half = Integer.highestOneBit(size);
    int folded = 2 * (size - half);
    long bytes = send.bytes();
    Data own = send;
    if (rank < folded) {
      if (rank % 2 == 0) {
        steps.send(send, 0, bytes, rank + 1);
        steps.receive(recv, 0, bytes, rank + 1);
        return;
      }
      steps.await(steps.combine(op, send, 0, false, recv, 0, bytes, rank - 1));
      own = recv;
    }
    int place = rank < folded ? rank / 2 : rank - folded / 2;
    for (int distance = 1; distance < half; distance *= 2) {
      int otherPlace = place ^ distance;
      int other = otherPlace < folded / 2 ? 2 * otherPlace + 1 : otherPlace + folded / 2;
      steps.send(own, 0, bytes, other);
      if (own == recv) {
        steps.settle(); // it is in the ring before the result takes its place
      }
      steps.await(steps.combine(op, own, 0, place < otherPlace, recv, 0, bytes, other));
      own = recv;
    }
    if (rank < folded) {
      steps.send(recv, 0, bytes, rank - 1);
    }
  }

  /** Each rank reduces its block of a stretch of the data, and sends it to all. */
  private void allreduceTogether(Data send, Data recv, Op op) {
    long bytes = send.bytes();
    for (long done = 0; done < bytes; done += stretch()) {
      blocks.split(done, Math.min(stretch(), bytes - done), send.type().bytes());
      combineBlocks(blocks, send, recv, blocks.start(rank), op);
      steps.limit(Collectives.LARGE_AT_ONCE);
      for (int i = 1; i < size; i++) {
        int from = (rank - i + size) % size;
        steps.receive(recv, blocks.start(from), blocks.length(from), from);
        steps.send(recv, blocks.start(rank), blocks.length(rank), (rank + i) % size);
      }
      steps.settle();
      steps.limit(Steps.NONE);
    }
  }

  // ---- reduceScatter

  void reduceScatter(Data send, Data recv, int[] counts, Op op) throws MessageException {
    requireReducible(send, op);
    Objects.requireNonNull(recv, "recv");
    Data.requireWritable(recv);
    Collectives.requireApart(send, recv);
    Collectives.requireSameType(send, recv);
    blocks.consecutive(send, "send", counts);
    Collectives.requireOwn(blocks, rank, recv, "recv");
    steps.begin(send, recv);
    if (size == 1) {
      steps.copy(send, 0, recv, 0, recv.bytes());
    } else if (size <= Collectives.FEW) {
      reducePieces(send, recv, op);
    } else {
      reduceEach(send, recv, op);
    }
    steps.end();
  }

  /** Each rank reduces its block, and sends the others what they need for theirs, in pieces. */
  private void reducePieces(Data send, Data recv, Op op) {
    long longest = blocks.longest();
    long done = 0;
    do {
      pieces.piece(blocks, done, PIECE);
      combineBlocks(pieces, send, recv, Math.min(done, recv.bytes()), op);
      done += PIECE;
    } while (done < longest);
  }

  /** Among many ranks each block is reduced up the tree. */
  private void reduceEach(Data send, Data recv, Op op) {
    for (int i = 0; i < size; i++) {
      reduceTree(send, blocks.start(i), blocks.length(i), recv, 0, op, i);
    }
  }

  // ---- scan

  void scan(Data send, Data recv, Op op) throws MessageException {
    requireReducible(send, op);
    requireResult(send, recv);
    steps.begin(send, recv);
    steps.limit(Collectives.LARGE_AT_ONCE);
    scanPieces(send, recv, op);
    if (rank == 0) {
      copyUnlessSame(send, recv);
    }
    steps.end();
  }

  /** Each rank combines its operand with the result of the one before, and passes that on. */
  private void scanPieces(Data send, Data recv, Op op) {
    Data result = rank == 0 ? send : recv;
    long bytes = send.bytes();
    long done = 0;
    do {
      long length = Math.min(PIECE, bytes - done);
      if (rank > 0) {
        steps.await(steps.combine(op, send, done, false, recv, done, length, rank - 1));
      }
      if (rank < size - 1) {
        steps.send(result, done, length, rank + 1);
      }
      done += length;
    } while (done < bytes);
  }

  // ---- arguments

  private static void requireReducible(Data send, Op op) {
    Objects.requireNonNull(send, "send");
    Objects.requireNonNull(op, "op");
    op.requireFits(send.type());
  }

  private static void requireResult(Data send, Data recv) {
    Objects.requireNonNull(recv, "recv");
    Data.requireWritable(recv);
    Collectives.requireSameType(send, recv);
    if (send.bytes() != recv.bytes()) {
      throw new IllegalArgumentException(
          "send has %d bytes, recv %d".formatted(send.bytes(), recv.bytes()));
    }
  }

  private void copyUnlessSame(Data send, Data recv) {
    if (send != recv) {
      steps.copy(send, 0, recv, 0, send.bytes());
    }
  }
}
