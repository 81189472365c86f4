package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.network.Nodes;

/**
 * The schedules for ranks on several nodes, in two levels under the same conditions as in {@link
 * TwoLevelAlgorithms}.
 */
public final class TwoLevelSchedules extends FlatSchedules {
  private final NodeLevels levels;
  private final CollectiveContext all;
  private final ScheduledMoves node;
  private final ScheduledMoves heads;
  private final PackedAlltoall packedAlltoall; // for the layout of its memory
  private final ScheduledScan scans;
  private final boolean inOrder;

  /** The flat ones if all ranks are on one node, or each is on its own. */
  public static ScheduledAlgorithms orFlat(CollectiveContext context, Nodes nodes) {
    return nodes.count() == 1 || nodes.count() == nodes.ranks()
        ? new FlatSchedules(context)
        : new TwoLevelSchedules(new NodeLevels(context, nodes));
  }

  private TwoLevelSchedules(NodeLevels levels) {
    super(levels.all);
    this.levels = levels;
    all = levels.all;
    node = new ScheduledMoves(levels.node);
    heads = new ScheduledMoves(levels.heads);
    packedAlltoall = new PackedAlltoall(levels);
    scans = new ScheduledScan(levels);
    inOrder = levels.nodes.inOrder();
  }

  private static Payload memory(long bytes) {
    return ScheduledTree.memory(ElementType.BYTE, bytes);
  }

  @Override
  public void barrier(Schedule schedule) {
    levels.setFirst();
    node.barrierUp(schedule);
    if (levels.isHead()) {
      heads.barrier(schedule);
    }
    node.barrierDown(schedule);
  }

  @Override
  public void broadcast(Schedule schedule, Payload data, int root) {
    levels.setRoot(root);
    if (levels.isHead()) {
      heads.broadcast(schedule, data, levels.nodes.nodeOf(root));
    }
    node.broadcast(schedule, data, levels.headSlot());
  }

  /** Whether each rank knows that all parts are equal and small. */
  private static boolean canPack(Schedule schedule, Blocks parts, long bytes) {
    return parts != null && parts.isEven() && bytes <= schedule.small();
  }

  /** As {@link PackedScatter}. */
  @Override
  public void scatter(Schedule schedule, Payload send, Blocks parts, Payload recv, int root) {
    long bytes = recv.bytes();
    if (!canPack(schedule, parts, bytes)) {
      super.scatter(schedule, send, parts, recv, root);
    } else if (all.rank == root) {
      scatterAll(schedule, send, parts, recv);
    } else if (levels.isOnNodeOf(root)) {
      schedule.receive(recv, 0, bytes, all.members[root]);
    } else {
      long total = levels.node.size * bytes;
      Payload packed = levels.node.rank == 0 ? memory(total) : null;
      if (packed != null) {
        schedule.receive(packed, 0, total, all.members[root]);
        schedule.endRound();
      }
      node.scatter(schedule, packed, new Blocks(levels.node.size).even(bytes), recv, 0);
    }
  }

  private void scatterAll(Schedule schedule, Payload send, Blocks parts, Payload recv) {
    long bytes = recv.bytes();
    for (int i = 0; i < levels.nodes.count(); i++) {
      int[] ranks = levels.nodes.members(i);
      if (i == levels.heads.rank) {
        for (int rank : ranks) {
          if (rank != all.rank) {
            schedule.send(send, parts.start(rank), bytes, all.members[rank]);
          }
        }
      } else {
        Payload packed = packed(schedule, send, parts, ranks);
        long start = packed == send ? parts.start(ranks[0]) : 0;
        schedule.send(packed, start, ranks.length * bytes, all.members[ranks[0]]);
      }
    }
    long own = parts.start(all.rank);
    schedule.then(local -> local.copy(send, own, recv, 0, bytes));
    schedule.endRound();
  }

  /** The parts of a node's ranks one after another: where they are, or in memory of their own. */
  private static Payload packed(Schedule schedule, Payload send, Blocks parts, int... ranks) {
    if (NodeLevels.areConsecutive(ranks)) {
      return send;
    }
    long bytes = parts.length(ranks[0]);
    Payload packed = memory(ranks.length * bytes);
    for (int i = 0; i < ranks.length; i++) {
      long from = parts.start(ranks[i]);
      long to = i * bytes;
      schedule.then(local -> local.copy(send, from, packed, to, bytes));
    }
    schedule.endRound();
    return packed;
  }

  /** As {@link PackedGather}. */
  @Override
  public void gather(Schedule schedule, Payload send, Payload recv, Blocks parts, int root) {
    long bytes = send.bytes();
    if (!canPack(schedule, parts, bytes)) {
      super.gather(schedule, send, recv, parts, root);
    } else if (all.rank == root) {
      gatherAll(schedule, send, recv, parts);
    } else if (levels.isOnNodeOf(root)) {
      schedule.send(send, 0, bytes, all.members[root]);
    } else {
      long total = levels.node.size * bytes;
      Payload packed = levels.node.rank == 0 ? memory(total) : null;
      node.gather(schedule, send, packed, new Blocks(levels.node.size).even(bytes), 0);
      if (packed != null) {
        schedule.send(packed, 0, total, all.members[root]);
      }
    }
  }

  private void gatherAll(Schedule schedule, Payload send, Payload recv, Blocks parts) {
    long bytes = send.bytes();
    for (int i = 0; i < levels.nodes.count(); i++) {
      int[] ranks = levels.nodes.members(i);
      if (i == levels.heads.rank) {
        for (int rank : ranks) {
          if (rank != all.rank) {
            schedule.receive(recv, parts.start(rank), bytes, all.members[rank]);
          }
        }
      } else {
        gatherNode(schedule, recv, parts, ranks);
      }
    }
    schedule.then(local -> local.copy(send, 0, recv, parts.start(all.rank), bytes));
    schedule.endRound();
  }

  private void gatherNode(Schedule schedule, Payload recv, Blocks parts, int... ranks) {
    long bytes = parts.length(ranks[0]);
    long total = ranks.length * bytes;
    if (NodeLevels.areConsecutive(ranks)) {
      schedule.receive(recv, parts.start(ranks[0]), total, all.members[ranks[0]]);
      return;
    }
    Payload packed = memory(total);
    schedule.receive(packed, 0, total, all.members[ranks[0]]);
    for (int i = 0; i < ranks.length; i++) {
      long from = i * bytes;
      long to = parts.start(ranks[i]);
      schedule.then(local -> local.copy(packed, from, recv, to, bytes));
    }
  }

  @Override
  public void allgather(Schedule schedule, Payload send, Payload recv, Blocks parts) {
    if (inOrder && parts.isEven()) {
      gatherInto(schedule, send, recv, parts);
    } else if (inOrder && parts.total() <= Units.PIECE) {
      Blocks packed = new Blocks(all.size).pack(parts);
      Payload memory = memory(parts.total());
      gatherInto(schedule, send, memory, packed);
      for (int i = 0; i < all.size; i++) {
        int rank = i;
        schedule.then(
            local ->
                local.copy(
                    memory, packed.start(rank), recv, parts.start(rank), parts.length(rank)));
      }
      schedule.endRound();
    } else {
      super.allgather(schedule, send, recv, parts);
    }
  }

  /** As {@link TwoLevelMoves#allgather}. */
  private void gatherInto(Schedule schedule, Payload send, Payload whole, Blocks parts) {
    levels.setFirst();
    if (levels.isHead()) {
      Blocks nodeParts = levels.setNodeParts(new Blocks(levels.node.size), parts);
      Blocks blocks = levels.setNodeBlocks(new Blocks(levels.heads.size), parts);
      node.gather(schedule, send, whole, nodeParts, 0);
      heads.allgatherInPlace(schedule, whole, blocks);
    } else {
      node.gather(schedule, send, null, null, 0);
    }
    node.broadcast(schedule, whole, 0);
  }

  /** As {@link PackedAlltoall}. */
  @Override
  public void alltoall(
      Schedule schedule, Payload send, Blocks outgoing, Payload recv, Blocks incoming) {
    long each = incoming.length(0);
    if (!outgoing.isEven() || !incoming.isEven() || !packedAlltoall.canPack(each)) {
      super.alltoall(schedule, send, outgoing, recv, incoming);
      return;
    }
    levels.setFirst();
    long row = all.size * each;
    if (levels.isHead()) {
      Payload memory = memory(2L * levels.node.size * row);
      long second = packedAlltoall.second(each);
      node.gather(schedule, send, memory, new Blocks(levels.node.size).even(row), 0);
      schedule.then(local -> packedAlltoall.pack(local, memory, each));
      schedule.endRound();
      exchange(schedule, memory, each);
      schedule.then(local -> packedAlltoall.sort(local, memory, each));
      schedule.endRound();
      for (int slot = 1; slot < levels.node.size; slot++) {
        schedule.send(memory, second + slot * row, row, levels.node.members[slot]);
      }
      schedule.then(local -> local.copy(memory, second, recv, 0, row));
    } else {
      node.gather(schedule, send, null, null, 0);
      schedule.receive(recv, 0, row, levels.node.members[0]);
    }
    schedule.endRound();
  }

  private void exchange(Schedule schedule, Payload memory, long each) {
    PackedAlltoall layout = packedAlltoall;
    for (int other = 0; other < levels.nodes.count(); other++) {
      if (other != levels.heads.rank) {
        long start = layout.start(other, each);
        long bytes = layout.block(other, each);
        schedule.receive(memory, start, bytes, levels.heads.members[other]);
        schedule.send(memory, layout.second(each) + start, bytes, levels.heads.members[other]);
      }
    }
  }

  /** As {@link TwoLevelReductions#reduce}. */
  @Override
  void reduce(
      Schedule schedule, Payload send, long from, long bytes, Payload recv, Combiner op, int root) {
    if (!inOrder) {
      super.reduce(schedule, send, from, bytes, recv, op, root);
      return;
    }
    levels.setRoot(root);
    ElementType type = send.type();
    long segment = ScheduledReductions.segment(op, type);
    long most = Math.min(segment, bytes);
    ScheduledTree inNode = new ScheduledTree(levels.node, type, most);
    ScheduledTree between = new ScheduledTree(levels.heads, type, levels.isHead() ? most : 0);
    boolean alone = levels.node.size == 1;
    Payload sum = alone || !levels.isHead() ? null : ScheduledTree.memory(type, most);
    for (long done = 0; done < bytes; done += segment) {
      long start = from + done;
      long length = Math.min(segment, bytes - done);
      if (!alone) {
        inNode.reduce(schedule, send, start, length, sum, 0, op, levels.headSlot());
      }
      if (levels.isHead()) {
        Payload own = alone ? send : sum;
        int rootNode = levels.nodes.nodeOf(root);
        between.reduce(schedule, own, alone ? start : 0, length, recv, done, op, rootNode);
      }
    }
  }

  @Override
  public void scan(Schedule schedule, Payload send, Payload recv, Combiner op) {
    if (inOrder) {
      scans.add(schedule, send, recv, op, true);
    } else {
      super.scan(schedule, send, recv, op);
    }
  }

  @Override
  public void exscan(Schedule schedule, Payload send, Payload recv, Combiner op) {
    if (inOrder) {
      scans.add(schedule, send, recv, op, false);
    } else {
      super.exscan(schedule, send, recv, op);
    }
  }
}
