package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/**
 * Scatters small parts of equal length to ranks on several nodes. The root sends the parts of a
 * node in one message to its first rank, which sends each rank of its node its part.
 *
 * <p>No deadlock: a rank waits only for the root or for the first rank of its node, which waits
 * only for the root. The root waits only for ranks that need nothing more from it to go on.
 */
final class PackedScatter {
  private final NodeLevels levels;
  private final CollectiveContext all;
  private final CollectiveContext node;

  PackedScatter(NodeLevels levels) {
    this.levels = levels;
    all = levels.all;
    node = levels.node;
  }

  /** As {@link CollectiveAlgorithms#scatter}; the parts are even. */
  void run(Payload send, Blocks parts, Payload recv, int root) throws CollectiveFailure {
    all.begin(all.rank == root ? send : null, recv);
    try {
      if (all.rank == root) {
        sendAll(send, parts, recv);
      } else if (levels.isOnNodeOf(root)) {
        all.receive(recv, 0, recv.bytes(), root);
      } else if (node.rank == 0) {
        distribute(recv, root);
      } else {
        node.receive(recv, 0, recv.bytes(), 0);
      }
    } finally {
      all.end();
    }
  }

  private void distribute(Payload recv, int root) {
    long bytes = recv.bytes();
    Payload memory = all.local.packed(node.size * bytes);
    all.receive(memory, 0, node.size * bytes, root);
    all.settle();
    for (int i = 1; i < node.size; i++) {
      node.send(memory, i * bytes, bytes, i);
    }
    all.copy(memory, 0, recv, 0, bytes);
  }

  private void sendAll(Payload send, Blocks parts, Payload recv) {
    int count = levels.nodes.count();
    for (int i = 1; i < count; i++) {
      sendNode(send, parts, levels.nodes.members((levels.heads.rank + i) % count));
    }
    for (int to : levels.nodes.members(levels.heads.rank)) {
      if (to != all.rank) {
        all.send(send, parts.start(to), parts.length(to), to);
      }
    }
    all.copy(send, parts.start(all.rank), recv, 0, parts.length(all.rank));
  }

  private void sendNode(Payload send, Blocks parts, int... ranks) {
    long bytes = parts.length(ranks[0]);
    long total = ranks.length * bytes;
    if (NodeLevels.areConsecutive(ranks)) {
      all.send(send, parts.start(ranks[0]), total, ranks[0]);
      return;
    }
    Payload memory = all.local.packed(total);
    for (int i = 0; i < ranks.length; i++) {
      all.copy(send, parts.start(ranks[i]), memory, i * bytes, bytes);
    }
    all.send(memory, 0, total, ranks[0]);
    all.settle(); // the next node uses the same memory
  }
}
