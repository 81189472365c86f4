package mpi;

import java.util.Arrays;

/**
 * The collective operations of one communicator, for both spellings. Each method checks its
 * arguments and returns the operation, which is then run or started.
 *
 * <p>{@link GroupCollectives} is for intracommunicators; intercommunicators have another.
 */
abstract class Collectives {
  /** Replaces a send buffer, or the receive buffer of a scatter. */
  static final Object IN_PLACE = new Object();

  abstract Collective barrier();

  abstract Collective bcast(Object buf, int offset, int count, Datatype type, int root);

  abstract Collective gather(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType,
      int root);

  /** In the root its own items are in their place in the buffer; others send from it. */
  abstract Collective gatherInPlace(Object buf, int count, Datatype type, int root);

  abstract Collective gatherv(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int[] recvCounts,
      int[] displs,
      Datatype recvType,
      int root);

  abstract Collective scatter(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType,
      int root);

  /** In the root its own items stay in the buffer; others receive into it. */
  abstract Collective scatterInPlace(Object buf, int count, Datatype type, int root);

  abstract Collective scatterv(
      Object sendBuf,
      int sendOffset,
      int[] sendCounts,
      int[] displs,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType,
      int root);

  abstract Collective allgather(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType);

  abstract Collective allgatherv(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int[] recvCounts,
      int[] displs,
      Datatype recvType);

  abstract Collective alltoall(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType);

  abstract Collective alltoallv(
      Object sendBuf,
      int sendOffset,
      int[] sendCounts,
      int[] sendDispls,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType);

  /** Displacements are in bytes. */
  abstract Collective alltoallw(
      Object sendBuf,
      int[] sendCounts,
      int[] sendDispls,
      Datatype[] sendTypes,
      Object recvBuf,
      int[] recvCounts,
      int[] recvDispls,
      Datatype[] recvTypes);

  abstract Collective reduce(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      Datatype type,
      Op op,
      int root);

  /** In the root the result replaces its own items; others send from the buffer. */
  abstract Collective reduceInPlace(Object buf, int count, Datatype type, Op op, int root);

  abstract Collective allreduce(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      Datatype type,
      Op op);

  abstract Collective reduceScatter(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int[] recvCounts,
      Datatype type,
      Op op);

  /** Ranks of the group that {@link #reduceScatter} gives a part to each. */
  abstract int localSize();

  final Collective reduceScatterBlock(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype type,
      Op op) {
    int[] counts = new int[localSize()];
    Arrays.fill(counts, recvCount);
    return reduceScatter(sendBuf, sendOffset, recvBuf, recvOffset, counts, type, op);
  }

  abstract Collective scan(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      Datatype type,
      Op op);

  abstract Collective exscan(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      Datatype type,
      Op op);
}
