package io.crossmem.message;

import io.crossmem.internal.collective.Blocks;
import io.crossmem.internal.collective.CollectiveAlgorithms;
import io.crossmem.internal.collective.CollectiveContext;
import io.crossmem.internal.collective.CollectiveFailure;
import io.crossmem.internal.collective.Messenger;
import io.crossmem.internal.collective.TwoLevelAlgorithms;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;
import java.util.Arrays;

/**
 * The collective operations of a communicator: checks the arguments and translates failures into
 * exceptions. All ranks call the same operations in the same order, so each rank can tell which
 * message belongs to which operation.
 */
final class Collectives {
  /** Makes an exception from a failure in {@code internal}. */
  interface Translation {
    /**
     * The exception for a failure.
     *
     * @param capacity bytes of the message that this rank expected
     * @throws RuntimeException the exception that the user's operation or memory threw
     */
    MessageException exception(FailureCause cause, long capacity);
  }

  private final Translation translation;
  private final int rank;
  private final int size;
  private final CollectiveArguments arguments;
  private final CollectiveContext context;
  private final Blocks outgoing;
  private final Blocks incoming;

  private final CollectiveAlgorithms algorithms;

  /**
   * Makes the collective operations of one communicator.
   *
   * @param messages a context that nothing else uses
   * @param nodes of its ranks
   * @param translation makes exceptions with the communicator's ranks
   */
  Collectives(
      Messenger messenger, Context messages, int rank, Nodes nodes, Translation translation) {
    this.translation = translation;
    this.rank = rank;
    size = messages.members().length;
    arguments = new CollectiveArguments(rank, size);
    context = new CollectiveContext(messenger, messages, rank);
    outgoing = new Blocks(size);
    incoming = new Blocks(size);
    algorithms = TwoLevelAlgorithms.orFlat(context, nodes);
  }

  /** The context that blocking and non-blocking operations share. */
  CollectiveContext context() {
    return context;
  }

  // ---- operations that only copy data

  void barrier() throws MessageException {
    try {
      algorithms.barrier();
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  void broadcast(Data data, int root) throws MessageException {
    arguments.checkBroadcast(data, root);
    try {
      algorithms.broadcast(data.payload(), root);
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  void scatter(Data send, Data recv, int root) throws MessageException {
    arguments.checkScatter(send, recv, root);
    context.requireReady();
    runScatter(send, outgoing.even(recv.bytes()), recv, root);
  }

  void scatterv(Data send, int[] counts, int[] offsets, Data recv, int root)
      throws MessageException {
    arguments.checkScatterv(send, counts, offsets, recv, root);
    context.requireReady();
    Blocks parts = rank == root ? outgoing.listed(counts, offsets, send.type().bytes()) : null;
    runScatter(send, parts, recv, root);
  }

  private void runScatter(Data send, Blocks parts, Data recv, int root) throws MessageException {
    try {
      algorithms.scatter(inRoot(send, root), parts, recv.payload(), root);
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  void gather(Data send, Data recv, int root) throws MessageException {
    arguments.checkGather(send, recv, root);
    context.requireReady();
    runGather(send, recv, incoming.even(send.bytes()), root);
  }

  void gatherv(Data send, Data recv, int[] counts, int[] offsets, int root)
      throws MessageException {
    arguments.checkGatherv(send, recv, counts, offsets, root);
    context.requireReady();
    Blocks parts = rank == root ? incoming.listed(counts, offsets, recv.type().bytes()) : null;
    runGather(send, recv, parts, root);
  }

  private void runGather(Data send, Data recv, Blocks parts, int root) throws MessageException {
    try {
      algorithms.gather(send.payload(), inRoot(recv, root), parts, root);
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  void allgather(Data send, Data recv) throws MessageException {
    arguments.checkAllgather(send, recv);
    context.requireReady();
    runAllgather(send, recv, incoming.even(send.bytes()));
  }

  void allgatherv(Data send, Data recv, int[] counts, int[] offsets) throws MessageException {
    arguments.checkAllgatherv(send, recv, counts, offsets);
    context.requireReady();
    runAllgather(send, recv, incoming.listed(counts, offsets, recv.type().bytes()));
  }

  private void runAllgather(Data send, Data recv, Blocks parts) throws MessageException {
    try {
      algorithms.allgather(send.payload(), recv.payload(), parts);
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  void alltoall(Data send, Data recv) throws MessageException {
    arguments.checkAlltoall(send, recv);
    context.requireReady();
    long each = recv.bytes() / size;
    runAlltoall(send, outgoing.even(each), recv, incoming.even(each));
  }

  void alltoallv(
      Data send,
      int[] sendCounts,
      int[] sendOffsets,
      Data recv,
      int[] recvCounts,
      int[] recvOffsets)
      throws MessageException {
    arguments.checkAlltoallv(send, sendCounts, sendOffsets, recv, recvCounts, recvOffsets);
    context.requireReady();
    int unit = send.type().bytes();
    outgoing.listed(sendCounts, sendOffsets, unit);
    incoming.listed(recvCounts, recvOffsets, unit);
    runAlltoall(send, outgoing, recv, incoming);
  }

  private void runAlltoall(Data send, Blocks toEach, Data recv, Blocks fromEach)
      throws MessageException {
    try {
      algorithms.alltoall(send.payload(), toEach, recv.payload(), fromEach);
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  void alltoallw(Data[] send, Data[] recv) throws MessageException {
    arguments.checkAlltoallw(send, recv);
    try {
      algorithms.alltoall(payloads(send), payloads(recv));
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  static Payload[] payloads(Data... data) {
    Payload[] payloads = new Payload[data.length];
    Arrays.setAll(payloads, i -> data[i].payload());
    return payloads;
  }

  // ---- reductions

  void reduce(Data send, Data recv, Op op, int root) throws MessageException {
    arguments.checkReduce(send, recv, op, root);
    try {
      algorithms.reduce(send.payload(), inRoot(recv, root), op.combiner(), root);
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  void allreduce(Data send, Data recv, Op op) throws MessageException {
    arguments.checkReduceToAll(send, recv, op);
    try {
      algorithms.allreduce(send.payload(), recv.payload(), op.combiner());
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  void reduceScatter(Data send, Data recv, int[] counts, Op op) throws MessageException {
    arguments.checkReduceScatter(send, recv, counts, op);
    context.requireReady();
    runReduceScatter(send, outgoing.consecutive(counts, send.type().bytes()), recv, op);
  }

  void reduceScatter(Data send, Data recv, Op op) throws MessageException {
    arguments.checkReduceScatter(send, recv, op);
    context.requireReady();
    runReduceScatter(send, outgoing.even(recv.bytes()), recv, op);
  }

  private void runReduceScatter(Data send, Blocks parts, Data recv, Op op) throws MessageException {
    try {
      algorithms.reduceScatter(send.payload(), parts, recv.payload(), op.combiner());
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  void scan(Data send, Data recv, Op op) throws MessageException {
    arguments.checkReduceToAll(send, recv, op);
    try {
      algorithms.scan(send.payload(), recv.payload(), op.combiner());
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  void exscan(Data send, Data recv, Op op) throws MessageException {
    arguments.checkReduceToAll(send, recv, op);
    try {
      algorithms.exscan(send.payload(), recv.payload(), op.combiner());
    } catch (CollectiveFailure e) {
      throw exception(e);
    }
  }

  /** In ranks other than the root the argument may be null. */
  private Payload inRoot(Data data, int root) {
    return rank == root ? data.payload() : null;
  }

  private MessageException exception(CollectiveFailure failure) {
    return translation.exception(failure.why(), failure.capacity());
  }
}
