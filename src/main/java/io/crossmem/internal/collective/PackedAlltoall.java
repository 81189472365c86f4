package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/**
 * Each rank sends a small part of equal length to every rank, on several nodes. The first rank of
 * each node exchanges the parts of its node with the first ranks of the others, in one message for
 * each direction. In its memory there are two areas, each for all parts of the node's ranks:
 *
 * <pre>
 *   first area    gathered: a row for each slot, with its parts by receiving rank
 *   second area   packed: a block for each node, by slot here, then by slot there; sent
 *   first area    received: a block for each node, by slot there, then by slot here
 *   second area   sorted: a row for each slot, with its parts by sending rank
 * </pre>
 */
final class PackedAlltoall {
  /**
   * The longest part in bytes. With 2 + 2 ranks on two cores, over TCP, parts of up to 4 KiB took
   * 0.5 to 1.05 of the time of direct messages, and those of 8 and 16 KiB up to 2.4.
   */
  private static final long LONGEST_PART = 4 << 10;

  /** The most that both areas may take, in bytes. */
  private static final long MOST_BYTES = 16 << 20;

  private final NodeLevels levels;
  private final CollectiveContext all;
  private final CollectiveContext node;
  private final Gather nodeGather;
  private final Blocks rows;
  private final int largestNode;

  PackedAlltoall(NodeLevels levels) {
    this.levels = levels;
    all = levels.all;
    node = levels.node;
    nodeGather = new Gather(node);
    rows = new Blocks(node.size);
    int most = 0;
    for (int i = 0; i < levels.nodes.count(); i++) {
      most = Math.max(most, levels.nodes.members(i).length);
    }
    largestNode = most;
  }

  /** Whether parts of this length are small, and fit into the memory of all first ranks. */
  boolean canPack(long each) {
    return each <= Math.min(LONGEST_PART, all.small)
        && 2L * largestNode * all.size * each <= MOST_BYTES;
  }

  /**
   * Exchanges parts of so many bytes.
   *
   * <p>No deadlock: a rank waits for the first of its node, which waits for what the ranks of its
   * node have posted, and for the first ranks of other nodes, which do the same.
   */
  void run(Payload send, Payload recv, long each) throws CollectiveFailure {
    all.begin(send, recv);
    try {
      levels.setFirst();
      long row = all.size * each;
      if (levels.isHead()) {
        Payload memory = all.local.packed(2L * node.size * row);
        nodeGather.perform(send, memory, rows.even(row), 0);
        levels.endStep();
        pack(all.local, memory, each);
        exchange(memory, each);
        levels.endStep();
        sort(all.local, memory, each);
        for (int slot = 1; slot < node.size; slot++) {
          node.send(memory, second(each) + slot * row, row, slot);
        }
        all.copy(memory, second(each), recv, 0, row);
      } else {
        nodeGather.perform(send, null, null, 0);
        node.receive(recv, 0, row, 0);
      }
    } finally {
      all.end();
    }
  }

  private void exchange(Payload memory, long each) {
    int count = levels.nodes.count();
    all.limitIfLarge(block(0, each));
    for (int i = 1; i < count; i++) {
      int from = (levels.heads.rank - i + count) % count;
      int to = (levels.heads.rank + i) % count;
      levels.heads.receive(memory, start(from, each), block(from, each), from);
      levels.heads.send(memory, second(each) + start(to, each), block(to, each), to);
    }
  }

  /** Where the second area starts. */
  long second(long each) {
    return (long) node.size * all.size * each;
  }

  /** Where the block of a node starts, in its area. */
  long start(int ofNode, long each) {
    long start = 0;
    for (int i = 0; i < ofNode; i++) {
      start += block(i, each);
    }
    return start;
  }

  /** Bytes of the block of a node. */
  long block(int ofNode, long each) {
    return (long) levels.nodes.members(ofNode).length * node.size * each;
  }

  /** Packs the rows of the first area into the second; this node's own block goes back. */
  void pack(LocalWork local, Payload memory, long each) {
    long at = second(each);
    for (int other = 0; other < levels.nodes.count(); other++) {
      for (int slot = 0; slot < node.size; slot++) {
        for (int rank : levels.nodes.members(other)) {
          local.copy(memory, (slot * (long) all.size + rank) * each, memory, at, each);
          at += each;
        }
      }
    }
    int own = levels.heads.rank;
    local.copy(memory, second(each) + start(own, each), memory, start(own, each), block(own, each));
  }

  /** Sorts the blocks of the first area into the rows of the second. */
  void sort(LocalWork local, Payload memory, long each) {
    long from = 0;
    for (int other = 0; other < levels.nodes.count(); other++) {
      for (int rank : levels.nodes.members(other)) {
        for (int slot = 0; slot < node.size; slot++) {
          long to = second(each) + (slot * (long) all.size + rank) * each;
          local.copy(memory, from, memory, to, each);
          from += each;
        }
      }
    }
  }
}
