package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/**
 * Gathers small parts of equal length from ranks on several nodes. The first rank of each node
 * sends the parts of its node to the root in one message.
 *
 * <p>No deadlock: the root waits for the first ranks of nodes, which wait for the ranks of their
 * nodes, which have posted all that they send.
 */
final class PackedGather {
  private final NodeLevels levels;
  private final CollectiveContext all;
  private final CollectiveContext node;
  private final Gather nodeGather;
  private final Blocks packed; // by slot; one after another

  PackedGather(NodeLevels levels) {
    this.levels = levels;
    all = levels.all;
    node = levels.node;
    nodeGather = new Gather(node);
    packed = new Blocks(node.size);
  }

  /** As {@link CollectiveAlgorithms#gather}; the parts are even. */
  void run(Payload send, Payload recv, Blocks parts, int root) throws CollectiveFailure {
    all.begin(send, all.rank == root ? recv : null);
    try {
      long bytes = send.bytes();
      if (all.rank == root) {
        receiveAll(send, recv, parts);
      } else if (levels.isOnNodeOf(root)) {
        all.send(send, 0, bytes, root);
      } else if (node.rank == 0) {
        Payload memory = all.local.packed(node.size * bytes);
        nodeGather.perform(send, memory, packed.even(bytes), 0);
        all.settle();
        all.send(memory, 0, node.size * bytes, root);
      } else {
        nodeGather.perform(send, null, null, 0);
      }
    } finally {
      all.end();
    }
  }

  private void receiveAll(Payload send, Payload recv, Blocks parts) {
    int count = levels.nodes.count();
    for (int i = 1; i < count; i++) {
      receiveNode(recv, parts, levels.nodes.members((levels.heads.rank + i) % count));
    }
    for (int from : levels.nodes.members(levels.heads.rank)) {
      if (from != all.rank) {
        all.receive(recv, parts.start(from), parts.length(from), from);
      }
    }
    all.copy(send, 0, recv, parts.start(all.rank), send.bytes());
  }

  private void receiveNode(Payload recv, Blocks parts, int... ranks) {
    long bytes = parts.length(ranks[0]);
    long total = ranks.length * bytes;
    if (NodeLevels.areConsecutive(ranks)) {
      all.receive(recv, parts.start(ranks[0]), total, ranks[0]);
      return;
    }
    Payload memory = all.local.packed(total);
    all.receive(memory, 0, total, ranks[0]);
    all.settle();
    for (int i = 0; i < ranks.length; i++) {
      all.copy(memory, i * bytes, recv, parts.start(ranks[i]), bytes);
    }
  }
}
