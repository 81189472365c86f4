package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;

/**
 * Scatters to ranks on several nodes. The root sends the small parts of a node in one message to
 * its first rank, which sends each rank of its node its part.
 *
 * <p>No deadlock: a rank waits only for the root or for the first rank of its node, which waits
 * only for the root. The root waits only for ranks that need nothing more from it to go on.
 */
final class PackedScatter {
  private final NodeLevels levels;
  private final CollectiveContext all;
  private final CollectiveContext node;
  private final PackedParts packed;

  PackedScatter(NodeLevels levels, PackedParts packed) {
    this.levels = levels;
    this.packed = packed;
    all = levels.all;
    node = levels.node;
  }

  /** As {@link CollectiveAlgorithms#scatter}. */
  void run(Payload send, Blocks parts, Payload recv, int root) throws CollectiveFailure {
    all.begin(all.rank == root ? send : null, recv);
    try {
      boolean known = parts != null && parts.isEven();
      if (all.rank == root) {
        sendAll(send, parts, known, recv);
      } else if (levels.isOnNodeOf(root)) {
        all.receive(recv, 0, recv.bytes(), root, all.pull());
      } else if (node.rank == 0) {
        distribute(known, recv, root);
      } else {
        takePart(recv, root);
      }
    } finally {
      all.end();
    }
  }

  private void takePart(Payload recv, int root) {
    long bytes = recv.bytes();
    node.receive(recv, 0, packed.isLarge(bytes) ? 0 : bytes, 0);
    if (packed.isLarge(bytes)) {
      all.receive(recv, 0, bytes, root);
    }
  }

  private void distribute(boolean known, Payload recv, int root) {
    if (!known) {
      all.receive(packed.told(), 0, (long) node.size * Long.BYTES, root);
      all.settle();
    }
    packed.clear();
    packed.add(recv.bytes());
    for (int i = 1; i < node.size; i++) {
      packed.add(known ? recv.bytes() : packed.told(i));
    }
    Payload memory = packed.memory();
    all.receive(memory, 0, packed.total(), root);
    all.settle();
    for (int i = 1; i < node.size; i++) {
      node.send(memory, packed.start(i), packed.length(i), i);
    }
    all.copy(memory, 0, recv, 0, packed.length(0));
    if (packed.isLarge(recv.bytes())) {
      all.receive(recv, 0, recv.bytes(), root);
    }
  }

  private void sendAll(Payload send, Blocks parts, boolean known, Payload recv) {
    all.limitIfLarge(parts.longest());
    int count = levels.nodes.count();
    for (int i = 1; i < count; i++) {
      sendNode(send, parts, known, levels.nodes.members((levels.heads.rank + i) % count));
    }
    for (int i = 1; i < node.size; i++) {
      int slot = (node.rank + i) % node.size;
      int to = levels.nodes.members(levels.heads.rank)[slot];
      all.send(send, parts.start(to), parts.length(to), to);
    }
    all.copy(send, parts.start(all.rank), recv, 0, parts.length(all.rank));
  }

  private void sendNode(Payload send, Blocks parts, boolean known, int... ranks) {
    packed.clear();
    for (int i = 0; i < ranks.length; i++) {
      packed.add(parts.length(ranks[i]));
      packed.tell(i, parts.length(ranks[i]));
    }
    if (!known) {
      all.send(packed.told(), 0, (long) ranks.length * Long.BYTES, ranks[0]);
    }
    if (packed.isContiguous(parts, ranks)) {
      all.send(send, parts.start(ranks[0]), packed.total(), ranks[0]);
    } else {
      sendPacked(send, parts, ranks);
    }
    if (!known) {
      all.settle(); // the lengths of the next node use the same memory
    }
    for (int rank : ranks) {
      if (packed.isLarge(parts.length(rank))) {
        all.send(send, parts.start(rank), parts.length(rank), rank);
      }
    }
  }

  private void sendPacked(Payload send, Blocks parts, int... ranks) {
    Payload memory = packed.memory();
    for (int i = 0; i < ranks.length; i++) {
      all.copy(send, parts.start(ranks[i]), memory, packed.start(i), packed.length(i));
    }
    all.send(memory, 0, packed.total(), ranks[0]);
    all.settle(); // the next node uses the same memory
  }
}
