package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/** The algorithms that treat all ranks alike. */
final class FlatAlgorithms implements CollectiveAlgorithms {
  private final Barrier barrier;
  private final Broadcast broadcast;
  private final Scatter scatter;
  private final Gather gather;
  private final Allgather allgather;
  private final Alltoall alltoall;
  private final Reduce reduce;
  private final Allreduce allreduce;
  private final ReduceScatter reduceScatter;
  private final Scan scan;
  private final Exscan exscan;

  FlatAlgorithms(CollectiveContext context) {
    TreeReduction tree = new TreeReduction(context);
    BlockReduction blocks = new BlockReduction(context);
    barrier = new Barrier(context);
    broadcast = new Broadcast(context);
    scatter = new Scatter(context);
    gather = new Gather(context);
    allgather = new Allgather(context);
    alltoall = new Alltoall(context);
    reduce = new Reduce(context, tree, blocks);
    allreduce = new Allreduce(context, tree, blocks, broadcast);
    reduceScatter = new ReduceScatter(context, tree, blocks);
    scan = new Scan(context);
    exscan = new Exscan(context);
  }

  @Override
  public void barrier() throws CollectiveFailure {
    barrier.run();
  }

  @Override
  public void broadcast(Payload data, int root) throws CollectiveFailure {
    broadcast.run(data, root);
  }

  @Override
  public void scatter(Payload send, Blocks parts, Payload recv, int root) throws CollectiveFailure {
    scatter.run(send, parts, recv, root);
  }

  @Override
  public void gather(Payload send, Payload recv, Blocks parts, int root) throws CollectiveFailure {
    gather.run(send, recv, parts, root);
  }

  @Override
  public void allgather(Payload send, Payload recv, Blocks parts) throws CollectiveFailure {
    allgather.run(send, recv, parts);
  }

  @Override
  public void alltoall(Payload send, Blocks outgoing, Payload recv, Blocks incoming)
      throws CollectiveFailure {
    alltoall.run(send, outgoing, recv, incoming);
  }

  @Override
  public void alltoall(Payload[] send, Payload[] recv) throws CollectiveFailure {
    alltoall.run(send, recv);
  }

  @Override
  public void reduce(Payload send, Payload recv, Combiner op, int root) throws CollectiveFailure {
    reduce.run(send, recv, op, root);
  }

  @Override
  public void allreduce(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    allreduce.run(send, recv, op);
  }

  @Override
  public void reduceScatter(Payload send, Blocks parts, Payload recv, Combiner op)
      throws CollectiveFailure {
    reduceScatter.run(send, parts, recv, op);
  }

  @Override
  public void scan(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    scan.run(send, recv, op);
  }

  @Override
  public void exscan(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    exscan.run(send, recv, op);
  }
}
