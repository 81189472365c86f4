package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.network.Nodes;

/**
 * The algorithms for ranks on several nodes: data is sent between two nodes only once, or in one
 * message. Where this has no advantage, the flat algorithm runs. All ranks make the same choice,
 * from the nodes and lengths that all of them know.
 *
 * <p>The operands of a reduction are combined in the order of the ranks. So in two levels the ranks
 * of each node must follow one another; otherwise the flat algorithm runs.
 */
public final class TwoLevelAlgorithms implements CollectiveAlgorithms {
  private final FlatAlgorithms flat;
  private final boolean inOrder;
  private final boolean isMany;
  private final int small;
  private final TwoLevelMoves moves;
  private final PackedGather packedGather;
  private final PackedScatter packedScatter;
  private final PackedAlltoall packedAlltoall;
  private final TwoLevelReductions reductions;
  private final TwoLevelScan scans;

  /** The flat algorithms if all ranks are on one node, or each is on its own. */
  public static CollectiveAlgorithms orFlat(CollectiveContext context, Nodes nodes) {
    FlatAlgorithms flat = new FlatAlgorithms(context);
    return nodes.count() == 1 || nodes.count() == nodes.ranks()
        ? flat
        : new TwoLevelAlgorithms(new NodeLevels(context, nodes), flat);
  }

  private TwoLevelAlgorithms(NodeLevels levels, FlatAlgorithms flat) {
    this.flat = flat;
    inOrder = levels.nodes.inOrder();
    isMany = levels.all.size > CollectiveContext.FEW;
    small = levels.all.small;
    moves = new TwoLevelMoves(levels);
    packedGather = new PackedGather(levels);
    packedScatter = new PackedScatter(levels);
    packedAlltoall = new PackedAlltoall(levels);
    reductions = new TwoLevelReductions(levels);
    scans = new TwoLevelScan(levels);
  }

  @Override
  public void barrier() throws CollectiveFailure {
    moves.barrier();
  }

  @Override
  public void broadcast(Payload data, int root) throws CollectiveFailure {
    moves.broadcast(data, root);
  }

  @Override
  public void scatter(Payload send, Blocks parts, Payload recv, int root) throws CollectiveFailure {
    if (canPack(parts, recv.bytes())) {
      packedScatter.run(send, parts, recv, root);
    } else {
      flat.scatter(send, parts, recv, root);
    }
  }

  @Override
  public void gather(Payload send, Payload recv, Blocks parts, int root) throws CollectiveFailure {
    if (canPack(parts, send.bytes())) {
      packedGather.run(send, recv, parts, root);
    } else {
      flat.gather(send, recv, parts, root);
    }
  }

  /**
   * Whether each rank knows that all parts are small. Uneven parts go directly: only the two ranks
   * at its ends know the length of such a part, and the receiver may even have more room.
   */
  private boolean canPack(Blocks parts, long bytes) {
    return parts != null && parts.isEven() && bytes <= small;
  }

  /** Each rank may put uneven parts elsewhere, so they go through memory of limited length. */
  @Override
  public void allgather(Payload send, Payload recv, Blocks parts) throws CollectiveFailure {
    if (inOrder && parts.isEven()) {
      moves.allgather(send, recv, parts);
    } else if (inOrder && parts.total() <= Units.PIECE) {
      moves.allgatherPacked(send, recv, parts);
    } else {
      flat.allgather(send, recv, parts);
    }
  }

  @Override
  public void alltoall(Payload send, Blocks outgoing, Payload recv, Blocks incoming)
      throws CollectiveFailure {
    long each = incoming.length(0);
    if (outgoing.isEven() && incoming.isEven() && packedAlltoall.canPack(each)) {
      packedAlltoall.run(send, recv, each);
    } else {
      flat.alltoall(send, outgoing, recv, incoming);
    }
  }

  @Override
  public void alltoall(Payload[] send, Payload[] recv) throws CollectiveFailure {
    flat.alltoall(send, recv);
  }

  @Override
  public void reduce(Payload send, Payload recv, Combiner op, int root) throws CollectiveFailure {
    if (inOrder) {
      reductions.reduce(send, recv, op, root);
    } else {
      flat.reduce(send, recv, op, root);
    }
  }

  @Override
  public void allreduce(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    if (inOrder) {
      reductions.allreduce(send, recv, op);
    } else {
      flat.allreduce(send, recv, op);
    }
  }

  @Override
  public void reduceScatter(Payload send, Blocks parts, Payload recv, Combiner op)
      throws CollectiveFailure {
    if (inOrder) {
      reductions.reduceScatter(send, parts, recv, op);
    } else {
      flat.reduceScatter(send, parts, recv, op);
    }
  }

  /** With few ranks a chain of all is shorter than one of each node and one between nodes. */
  @Override
  public void scan(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    if (inOrder && isMany) {
      scans.scan(send, recv, op);
    } else {
      flat.scan(send, recv, op);
    }
  }

  @Override
  public void exscan(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    if (inOrder && isMany) {
      scans.exscan(send, recv, op);
    } else {
      flat.exscan(send, recv, op);
    }
  }
}
