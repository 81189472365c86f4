package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/** Operations in two levels that move data. */
final class TwoLevelMoves {
  private final NodeLevels levels;
  private final CollectiveContext all;
  private final Barrier nodeBarrier;
  private final Barrier headsBarrier;
  private final Broadcast nodeBroadcast;
  private final Broadcast headsBroadcast;
  private final Gather nodeGather;
  private final Allgather headsAllgather;
  private final Blocks nodeParts; // by slot
  private final Blocks blocks; // by node
  private Blocks packed; // by rank; made at first use

  TwoLevelMoves(NodeLevels levels) {
    this.levels = levels;
    all = levels.all;
    nodeBarrier = new Barrier(levels.node);
    headsBarrier = new Barrier(levels.heads);
    nodeBroadcast = new Broadcast(levels.node);
    headsBroadcast = new Broadcast(levels.heads);
    nodeGather = new Gather(levels.node);
    headsAllgather = new Allgather(levels.heads);
    nodeParts = new Blocks(levels.node.size);
    blocks = new Blocks(levels.heads.size);
  }

  /**
   * The heads wait for each other when all ranks of their nodes have arrived.
   *
   * <p>No deadlock: in each step a rank has posted all messages of the steps before it.
   */
  void barrier() throws CollectiveFailure {
    all.begin(null, null);
    try {
      levels.setFirst();
      nodeBarrier.up();
      if (levels.isHead()) {
        headsBarrier.perform();
      }
      nodeBarrier.down();
    } finally {
      all.end();
    }
  }

  /**
   * The root sends to the heads, and each head to its node: piece by piece, so that a head passes
   * on a piece while the network carries the next. A piece is as long as a message between nodes
   * may be that is sent without waiting for the receiver.
   *
   * <p>No deadlock: for each piece a rank waits only for its parent in one tree of all ranks, and
   * has posted all pieces before.
   */
  void broadcast(Payload data, int root) throws CollectiveFailure {
    all.begin(data, null);
    try {
      levels.setRoot(root);
      long bytes = data.bytes();
      long done = 0;
      do {
        long length = Pieces.next(bytes, done);
        broadcastPiece(data, done, length, root);
        done += length;
      } while (done < bytes);
    } finally {
      all.end();
    }
  }

  private void broadcastPiece(Payload data, long from, long bytes, int root) {
    if (levels.isHead()) {
      headsBroadcast.perform(data, from, bytes, levels.nodes.nodeOf(root));
      if (all.rank != root) {
        all.settle(); // the piece is here
      }
      all.removeLimit();
    }
    nodeBroadcast.perform(data, from, bytes, levels.headSlot());
  }

  /** The parts are even, and those of a node follow one another. */
  void allgather(Payload send, Payload recv, Blocks parts) throws CollectiveFailure {
    all.begin(send, recv);
    try {
      gatherInto(send, recv, parts);
    } finally {
      all.end();
    }
  }

  /** The same, through memory of this process. */
  void allgatherPacked(Payload send, Payload recv, Blocks parts) throws CollectiveFailure {
    all.requireReady();
    if (packed == null) {
      packed = new Blocks(all.size);
    }
    packed.pack(parts);
    all.begin(send, recv);
    try {
      Payload memory = all.local.packed(packed.total());
      gatherInto(send, memory, packed);
      all.settle();
      for (int i = 0; i < all.size; i++) {
        all.copy(memory, packed.start(i), recv, parts.start(i), parts.length(i));
      }
    } finally {
      all.end();
    }
  }

  /**
   * Each head gathers the parts of its node, the heads exchange them, and each sends all parts to
   * its node.
   *
   * <p>No deadlock: a rank that is no head waits only for its head, which waits only for messages
   * that this rank has posted, and for other heads.
   */
  private void gatherInto(Payload send, Payload whole, Blocks parts) {
    levels.setFirst();
    if (levels.isHead()) {
      levels.setNodeParts(nodeParts, parts);
      levels.setNodeBlocks(blocks, parts);
      nodeGather.perform(send, whole, nodeParts, 0);
      levels.endStep();
      headsAllgather.perform(whole, blocks);
      levels.endStep();
    } else {
      nodeGather.perform(send, null, null, 0);
    }
    nodeBroadcast.perform(whole, 0, parts.total(), 0);
  }
}
