package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/**
 * Gathers from ranks on several nodes. The first rank of each node sends the small parts of its
 * node to the root in one message.
 *
 * <p>No deadlock: the root waits for the first ranks of nodes, which wait for the ranks of their
 * nodes, which have posted all that they send.
 */
final class PackedGather {
  private final NodeLevels levels;
  private final CollectiveContext all;
  private final CollectiveContext node;
  private final PackedParts packed;

  PackedGather(NodeLevels levels, PackedParts packed) {
    this.levels = levels;
    this.packed = packed;
    all = levels.all;
    node = levels.node;
  }

  /** As {@link CollectiveAlgorithms#gather}. */
  void run(Payload send, Payload recv, Blocks parts, int root) throws CollectiveFailure {
    all.begin(send, all.rank == root ? recv : null);
    try {
      boolean known = parts != null && parts.isEven();
      if (all.rank == root) {
        receiveAll(send, recv, parts);
      } else if (levels.isOnNodeOf(root)) {
        all.send(send, 0, send.bytes(), root);
      } else if (node.rank == 0) {
        collect(send, known, root);
      } else {
        contribute(send, known, root);
      }
    } finally {
      all.end();
    }
  }

  /** The messages are always the same two, so that a failed rank sends as many. */
  private void contribute(Payload send, boolean known, int root) {
    long bytes = send.bytes();
    if (!known) {
      packed.tell(0, bytes);
      node.send(packed.told(), 0, Long.BYTES, 0);
    }
    node.send(send, 0, packed.isLarge(bytes) ? 0 : bytes, 0);
    if (packed.isLarge(bytes)) {
      all.send(send, 0, bytes, root);
    }
  }

  private void collect(Payload send, boolean known, int root) {
    if (!known) {
      for (int i = 1; i < node.size; i++) {
        node.receive(packed.told(), (long) i * Long.BYTES, Long.BYTES, i);
      }
      all.settle();
    }
    packed.clear();
    packed.add(send.bytes());
    for (int i = 1; i < node.size; i++) {
      packed.add(known ? send.bytes() : packed.told(i));
    }
    Payload memory = packed.memory();
    for (int i = 1; i < node.size; i++) {
      node.receive(memory, packed.start(i), packed.length(i), i);
    }
    all.copy(send, 0, memory, 0, packed.length(0));
    all.settle();
    all.send(memory, 0, packed.total(), root);
    if (packed.isLarge(send.bytes())) {
      all.send(send, 0, send.bytes(), root);
    }
  }

  private void receiveAll(Payload send, Payload recv, Blocks parts) {
    all.limitIfLarge(parts.longest());
    int count = levels.nodes.count();
    for (int i = 1; i < count; i++) {
      receiveNode(recv, parts, levels.nodes.members((levels.heads.rank + i) % count));
    }
    for (int i = 1; i < node.size; i++) {
      int slot = (node.rank + i) % node.size;
      int from = levels.nodes.members(levels.heads.rank)[slot];
      all.receive(recv, parts.start(from), parts.length(from), from, all.push());
    }
    all.copy(send, 0, recv, parts.start(all.rank), send.bytes());
  }

  private void receiveNode(Payload recv, Blocks parts, int... ranks) {
    packed.clear();
    for (int rank : ranks) {
      packed.add(parts.length(rank));
    }
    if (packed.isContiguous(parts, ranks)) {
      all.receive(recv, parts.start(ranks[0]), packed.total(), ranks[0]);
      return;
    }
    Payload memory = packed.memory();
    all.receive(memory, 0, packed.total(), ranks[0]);
    all.settle();
    for (int i = 0; i < ranks.length; i++) {
      all.copy(memory, packed.start(i), recv, parts.start(ranks[i]), packed.length(i));
      if (packed.isLarge(parts.length(ranks[i]))) {
        all.receive(recv, parts.start(ranks[i]), parts.length(ranks[i]), ranks[i]);
      }
    }
  }
}
