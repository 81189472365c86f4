package io.crossmem.message;

import io.crossmem.internal.collective.Alltoall;
import io.crossmem.internal.collective.BackgroundMessenger;
import io.crossmem.internal.collective.Blocks;
import io.crossmem.internal.collective.CollectiveContext;
import io.crossmem.internal.collective.Schedule;
import io.crossmem.internal.collective.ScheduledAlgorithms;
import io.crossmem.internal.collective.TwoLevelSchedules;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.network.Nodes;

/**
 * The non-blocking collective operations of a communicator: checks the arguments and makes a
 * request for each operation.
 */
final class BackgroundCollectives {
  private final CollectiveContext context;
  private final BackgroundMessenger messenger;
  private final Outcomes outcomes;
  private final int rank;
  private final int size;
  private final CollectiveArguments arguments;
  private final ScheduledAlgorithms algorithms;

  /** {@code context}: that of the blocking operations, which share its order of tags. */
  BackgroundCollectives(
      CollectiveContext context,
      BackgroundMessenger messenger,
      Outcomes outcomes,
      int rank,
      Nodes nodes) {
    this.context = context;
    this.messenger = messenger;
    this.outcomes = outcomes;
    this.rank = rank;
    size = nodes.ranks();
    arguments = new CollectiveArguments(rank, size);
    algorithms = TwoLevelSchedules.orFlat(context, nodes);
  }

  Request barrier() {
    Schedule schedule = context.newSchedule(messenger);
    algorithms.barrier(schedule);
    return start("barrier", schedule);
  }

  Request broadcast(Data data, int root) {
    arguments.checkBroadcast(data, root);
    Schedule schedule = context.newSchedule(messenger);
    algorithms.broadcast(schedule, data.payload(), root);
    return start("broadcast", schedule, data.payload());
  }

  Request scatter(Data send, Data recv, int root) {
    arguments.checkScatter(send, recv, root);
    return scatter(send, blocks().even(recv.bytes()), recv, root);
  }

  Request scatterv(Data send, int[] counts, int[] offsets, Data recv, int root) {
    arguments.checkScatterv(send, counts, offsets, recv, root);
    Blocks parts = rank == root ? blocks().listed(counts, offsets, send.type().bytes()) : null;
    return scatter(send, parts, recv, root);
  }

  private Request scatter(Data send, Blocks parts, Data recv, int root) {
    Payload from = rank == root ? send.payload() : null;
    Schedule schedule = context.newSchedule(messenger);
    algorithms.scatter(schedule, from, parts, recv.payload(), root);
    return start("scatter", schedule, from, recv.payload());
  }

  Request gather(Data send, Data recv, int root) {
    arguments.checkGather(send, recv, root);
    return gather(send, recv, blocks().even(send.bytes()), root);
  }

  Request gatherv(Data send, Data recv, int[] counts, int[] offsets, int root) {
    arguments.checkGatherv(send, recv, counts, offsets, root);
    Blocks parts = rank == root ? blocks().listed(counts, offsets, recv.type().bytes()) : null;
    return gather(send, recv, parts, root);
  }

  private Request gather(Data send, Data recv, Blocks parts, int root) {
    Payload into = rank == root ? recv.payload() : null;
    Schedule schedule = context.newSchedule(messenger);
    algorithms.gather(schedule, send.payload(), into, parts, root);
    return start("gather", schedule, send.payload(), into);
  }

  Request allgather(Data send, Data recv) {
    arguments.checkAllgather(send, recv);
    return allgather(send, recv, blocks().even(send.bytes()));
  }

  Request allgatherv(Data send, Data recv, int[] counts, int[] offsets) {
    arguments.checkAllgatherv(send, recv, counts, offsets);
    return allgather(send, recv, blocks().listed(counts, offsets, recv.type().bytes()));
  }

  private Request allgather(Data send, Data recv, Blocks parts) {
    Schedule schedule = context.newSchedule(messenger);
    algorithms.allgather(schedule, send.payload(), recv.payload(), parts);
    return start("allgather", schedule, send.payload(), recv.payload());
  }

  Request alltoall(Data send, Data recv) {
    arguments.checkAlltoall(send, recv);
    long each = recv.bytes() / size;
    return alltoall(send, blocks().even(each), recv, blocks().even(each));
  }

  Request alltoallv(
      Data send,
      int[] sendCounts,
      int[] sendOffsets,
      Data recv,
      int[] recvCounts,
      int[] recvOffsets) {
    arguments.checkAlltoallv(send, sendCounts, sendOffsets, recv, recvCounts, recvOffsets);
    int unit = send.type().bytes();
    Blocks outgoing = blocks().listed(sendCounts, sendOffsets, unit);
    return alltoall(send, outgoing, recv, blocks().listed(recvCounts, recvOffsets, unit));
  }

  private Request alltoall(Data send, Blocks outgoing, Data recv, Blocks incoming) {
    Schedule schedule = context.newSchedule(messenger);
    algorithms.alltoall(schedule, send.payload(), outgoing, recv.payload(), incoming);
    return start("alltoall", schedule, send.payload(), recv.payload());
  }

  Request alltoallw(Data[] send, Data[] recv) {
    arguments.checkAlltoallw(send, recv);
    Payload[] outgoing = Collectives.payloads(send);
    Payload[] incoming = Collectives.payloads(recv);
    Schedule schedule = context.newSchedule(messenger);
    algorithms.alltoall(schedule, outgoing, incoming);
    return start("alltoall", schedule, Alltoall.concatenated(outgoing, incoming));
  }

  Request reduce(Data send, Data recv, Op op, int root) {
    arguments.checkReduce(send, recv, op, root);
    Payload into = rank == root ? recv.payload() : null;
    Schedule schedule = context.newSchedule(messenger);
    algorithms.reduce(schedule, send.payload(), into, op.combiner(), root);
    return start("reduce", schedule, send.payload(), into);
  }

  Request allreduce(Data send, Data recv, Op op) {
    arguments.checkReduceToAll(send, recv, op);
    Schedule schedule = context.newSchedule(messenger);
    algorithms.allreduce(schedule, send.payload(), recv.payload(), op.combiner());
    return start("allreduce", schedule, send.payload(), recv.payload());
  }

  Request reduceScatter(Data send, Data recv, int[] counts, Op op) {
    arguments.checkReduceScatter(send, recv, counts, op);
    return reduceScatter(send, blocks().consecutive(counts, send.type().bytes()), recv, op);
  }

  Request reduceScatter(Data send, Data recv, Op op) {
    arguments.checkReduceScatter(send, recv, op);
    return reduceScatter(send, blocks().even(recv.bytes()), recv, op);
  }

  private Request reduceScatter(Data send, Blocks parts, Data recv, Op op) {
    Schedule schedule = context.newSchedule(messenger);
    algorithms.reduceScatter(schedule, send.payload(), parts, recv.payload(), op.combiner());
    return start("reduceScatter", schedule, send.payload(), recv.payload());
  }

  Request scan(Data send, Data recv, Op op) {
    arguments.checkReduceToAll(send, recv, op);
    Schedule schedule = context.newSchedule(messenger);
    algorithms.scan(schedule, send.payload(), recv.payload(), op.combiner());
    return start("scan", schedule, send.payload(), recv.payload());
  }

  Request exscan(Data send, Data recv, Op op) {
    arguments.checkReduceToAll(send, recv, op);
    Schedule schedule = context.newSchedule(messenger);
    algorithms.exscan(schedule, send.payload(), recv.payload(), op.combiner());
    return start("exscan", schedule, send.payload(), recv.payload());
  }

  private Blocks blocks() {
    return new Blocks(size);
  }

  /** Some of the data may be null. */
  private Request start(String name, Schedule schedule, Payload... all) {
    for (Payload payload : all) {
      if (payload != null) {
        payload.requireShareable();
      }
    }
    Request request = new CollectiveRequest(outcomes, schedule, name);
    context.start(schedule, all);
    return request;
  }
}
