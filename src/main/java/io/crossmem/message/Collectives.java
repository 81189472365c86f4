package io.crossmem.message;

import java.util.Objects;

/**
 * The collective operations of a communicator that only move data. All ranks call the same one, in
 * the same order, so each knows what the others send it.
 *
 * <p>Which way an operation takes depends only on what all ranks know alike: the number of ranks
 * and the length. With more than {@link #FEW} ranks, one rank sends to few others where that is
 * possible, since memory is taken for each pair that talks.
 */
final class Collectives {
  /** Up to so many ranks, everyone may talk to everyone. The same in all ranks. */
  static final int FEW = Integer.getInteger("crossmem.few", 16);

  /** So many large messages of one rank are under way at a time: else they slow each other down. */
  static final int LARGE_AT_ONCE = 4;

  /** To so many others a rank sends large messages itself. */
  private static final int FLAT = 8;

  private final Steps steps;
  private final int rank;
  private final int size;
  private final Blocks outgoing;
  private final Blocks incoming;

  Collectives(Steps steps, int rank, int size) {
    this.steps = steps;
    this.rank = rank;
    this.size = size;
    outgoing = new Blocks(size);
    incoming = new Blocks(size);
  }

  // ---- barrier

  void barrier() throws MessageException {
    steps.begin(null, null);
    if (size <= FEW) {
      disseminate();
    } else {
      gatherAndRelease();
    }
    steps.end();
  }

  /** In each round everyone has heard, through others, of twice as many ranks. */
  private void disseminate() {
    for (int distance = 1; distance < size; distance *= 2) {
      steps.sendNothing((rank + distance) % size);
      steps.awaitNothing((rank - distance + size) % size);
    }
  }

  /** Up a tree once all below are there, and down again. */
  private void gatherAndRelease() {
    for (int child = 1; isChild(rank, child); child *= 2) {
      steps.awaitNothing(rank + child);
    }
    if (rank != 0) {
      steps.sendNothing(parent(rank));
      steps.awaitNothing(parent(rank));
    }
    for (int child = 1; isChild(rank, child); child *= 2) {
      steps.sendNothing(rank + child);
    }
  }

  // A binomial tree: the parent of a node is that number without its lowest bit.

  static int parent(int node) {
    return node & node - 1;
  }

  /** Whether there is a node at that distance, a power of two, whose parent the node is. */
  boolean isChild(int node, int distance) {
    return (node & 2 * distance - 1) == 0 && node + distance < size;
  }

  // ---- broadcast

  void broadcast(Data data, int root) throws MessageException {
    Objects.requireNonNull(data, "data");
    Objects.checkIndex(root, size);
    if (rank != root) {
      Data.requireWritable(data);
    }
    steps.begin(data, null);
    if (data.bytes() > steps.small && size <= FLAT) {
      broadcastFlat(data, root);
    } else {
      broadcastTree(data, root);
    }
    steps.end();
  }

  /** The others read from the root's memory, each on its own core. */
  private void broadcastFlat(Data data, int root) {
    if (rank != root) {
      steps.receive(data, 0, data.bytes(), root, pull());
      return;
    }
    steps.limit(LARGE_AT_ONCE);
    for (int i = 1; i < size; i++) {
      steps.send(data, 0, data.bytes(), (root + i) % size);
    }
  }

  /** Each rank that has the data passes it on to one that has not. */
  void broadcastTree(Data data, int root) {
    int node = (rank - root + size) % size;
    if (node != 0) {
      steps.receive(data, 0, data.bytes(), (parent(node) + root) % size, pull());
      steps.settle();
    }
    for (int child = Integer.highestOneBit(size); child > 0; child /= 2) {
      if (isChild(node, child)) {
        steps.send(data, 0, data.bytes(), (node + child + root) % size);
      }
    }
  }

  /** Where one rank serves many, the others do the work; a pair shares it in the best way. */
  private Protocol pull() {
    return size > 2 ? Protocol.READ : null;
  }

  private Protocol push() {
    return size > 2 ? Protocol.WRITE : null;
  }

  // ---- from and to one

  void scatter(Data send, Data recv, int root) throws MessageException {
    requireRooted(root, send, "send", recv, "recv");
    if (rank == root) {
      outgoing.even(send, "send", recv.bytes());
    }
    scatterBlocks(send, recv, root);
  }

  void scatterv(Data send, int[] counts, int[] offsets, Data recv, int root)
      throws MessageException {
    requireRooted(root, send, "send", recv, "recv");
    if (rank == root) {
      outgoing.listed(send, "send", counts, offsets);
      requireOwn(outgoing, rank, recv, "recv");
    }
    scatterBlocks(send, recv, root);
  }

  /** The root tells each what is its own, a few at a time; they read it. */
  private void scatterBlocks(Data send, Data recv, int root) throws MessageException {
    Data.requireWritable(recv);
    steps.begin(rank == root ? send : null, recv);
    if (rank != root) {
      steps.receive(recv, 0, recv.bytes(), root, pull());
    } else {
      limitIfLarge(outgoing);
      for (int i = 1; i < size; i++) {
        int to = (root + i) % size;
        steps.send(send, outgoing.start(to), outgoing.length(to), to);
      }
      steps.copy(send, outgoing.start(rank), recv, 0, recv.bytes());
    }
    steps.end();
  }

  void gather(Data send, Data recv, int root) throws MessageException {
    requireRooted(root, recv, "recv", send, "send");
    if (rank == root) {
      incoming.even(recv, "recv", send.bytes());
    }
    gatherBlocks(send, recv, root);
  }

  void gatherv(Data send, Data recv, int[] counts, int[] offsets, int root)
      throws MessageException {
    requireRooted(root, recv, "recv", send, "send");
    if (rank == root) {
      incoming.listed(recv, "recv", counts, offsets);
      requireOwn(incoming, rank, send, "send");
    }
    gatherBlocks(send, recv, root);
  }

  /** The root takes from a few at a time; they write it to where it belongs. */
  private void gatherBlocks(Data send, Data recv, int root) throws MessageException {
    if (rank == root) {
      Data.requireWritable(recv);
    }
    steps.begin(send, rank == root ? recv : null);
    if (rank != root) {
      steps.send(send, 0, send.bytes(), root);
    } else {
      limitIfLarge(incoming);
      for (int i = 1; i < size; i++) {
        int from = (root + i) % size;
        steps.receive(recv, incoming.start(from), incoming.length(from), from, push());
      }
      steps.copy(send, 0, recv, incoming.start(rank), send.bytes());
    }
    steps.end();
  }

  private void limitIfLarge(Blocks blocks) {
    if (blocks.longest() > steps.small) {
      steps.limit(LARGE_AT_ONCE);
    }
  }

  /** One of the two is used in all ranks, the other only in the root. */
  private void requireRooted(int root, Data ofRoot, String name, Data ofEach, String nameOfEach) {
    Objects.checkIndex(root, size);
    Objects.requireNonNull(ofEach, nameOfEach);
    if (rank == root) {
      Objects.requireNonNull(ofRoot, name);
      requireApart(ofRoot, ofEach);
      requireSameType(ofRoot, ofEach);
    }
  }

  // ---- from all to all

  void allgather(Data send, Data recv) throws MessageException {
    requireBoth(send, recv);
    requireApart(send, recv);
    incoming.even(recv, "recv", send.bytes());
    allgatherBlocks(send, recv);
  }

  void allgatherv(Data send, Data recv, int[] counts, int[] offsets) throws MessageException {
    requireBoth(send, recv);
    requireApart(send, recv);
    incoming.listed(recv, "recv", counts, offsets);
    requireOwn(incoming, rank, send, "send");
    allgatherBlocks(send, recv);
  }

  private void allgatherBlocks(Data send, Data recv) throws MessageException {
    steps.begin(send, recv);
    if (size <= FEW) {
      limitIfLarge(incoming);
      for (int i = 1; i < size; i++) {
        int from = (rank - i + size) % size;
        steps.receive(recv, incoming.start(from), incoming.length(from), from);
        steps.send(send, 0, send.bytes(), (rank + i) % size);
      }
      steps.copy(send, 0, recv, incoming.start(rank), send.bytes());
    } else {
      steps.copy(send, 0, recv, incoming.start(rank), send.bytes());
      allgatherRing(recv);
    }
    steps.end();
  }

  /** Each block goes around: a rank passes on to the next one what it got from the one before. */
  private void allgatherRing(Data recv) {
    int block = rank;
    for (int i = 1; i < size; i++) {
      steps.send(recv, incoming.start(block), incoming.length(block), (rank + 1) % size);
      block = (block - 1 + size) % size;
      steps.receive(recv, incoming.start(block), incoming.length(block), (rank - 1 + size) % size);
      steps.settle();
    }
  }

  void alltoall(Data send, Data recv) throws MessageException {
    requireBoth(send, recv);
    requireApart(send, recv);
    outgoing.even(send, "send", eachOf(send));
    incoming.even(recv, "recv", eachOf(send));
    alltoallBlocks(send, recv);
  }

  /** Bytes of one rank's part; of whole elements. */
  private long eachOf(Data data) {
    if (data.count() % size != 0) {
      throw new IllegalArgumentException(
          "send has %d elements, which %d ranks cannot share".formatted(data.count(), size));
    }
    return data.bytes() / size;
  }

  void alltoallv(
      Data send,
      int[] sendCounts,
      int[] sendOffsets,
      Data recv,
      int[] recvCounts,
      int[] recvOffsets)
      throws MessageException {
    requireBoth(send, recv);
    requireApart(send, recv);
    outgoing.listed(send, "send", sendCounts, sendOffsets);
    incoming.listed(recv, "recv", recvCounts, recvOffsets);
    if (outgoing.length(rank) != incoming.length(rank)) {
      throw new IllegalArgumentException(
          "this rank sends itself %d elements, but receives %d"
              .formatted(sendCounts[rank], recvCounts[rank]));
    }
    alltoallBlocks(send, recv);
  }

  /** In each round a rank sends to one other and receives from one other, at the same time. */
  private void alltoallBlocks(Data send, Data recv) throws MessageException {
    steps.begin(send, recv);
    limitIfLarge(incoming);
    for (int i = 1; i < size; i++) {
      int from = (rank - i + size) % size;
      int to = (rank + i) % size;
      steps.receive(recv, incoming.start(from), incoming.length(from), from);
      steps.send(send, outgoing.start(to), outgoing.length(to), to);
    }
    steps.copy(send, outgoing.start(rank), recv, incoming.start(rank), incoming.length(rank));
    steps.end();
  }

  // ---- arguments

  private static void requireBoth(Data send, Data recv) {
    Objects.requireNonNull(send, "send");
    Objects.requireNonNull(recv, "recv");
    requireSameType(send, recv);
    Data.requireWritable(recv);
  }

  static void requireApart(Data send, Data recv) {
    if (send == recv) {
      throw new IllegalArgumentException("send and recv are the same data");
    }
  }

  static void requireSameType(Data one, Data other) {
    if (one.type() != other.type()) {
      throw new IllegalArgumentException(
          "send and recv differ in type: " + one.type() + " and " + other.type());
    }
  }

  static void requireOwn(Blocks blocks, int rank, Data own, String name) {
    if (blocks.length(rank) != own.bytes()) {
      throw new IllegalArgumentException(
          "%s has %d bytes, but the count of this rank says %d"
              .formatted(name, own.bytes(), blocks.length(rank)));
    }
  }
}
