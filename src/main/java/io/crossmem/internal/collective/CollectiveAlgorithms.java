package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/** The blocking collective operations of a communicator, by the algorithms for its ranks. */
public interface CollectiveAlgorithms {
  void barrier() throws CollectiveFailure;

  void broadcast(Payload data, int root) throws CollectiveFailure;

  /**
   * Scatters.
   *
   * @param send used only in the root
   * @param parts of {@code send}; null if only the root knows them
   */
  void scatter(Payload send, Blocks parts, Payload recv, int root) throws CollectiveFailure;

  /**
   * Gathers.
   *
   * @param recv used only in the root
   * @param parts of {@code recv}; null if only the root knows them
   */
  void gather(Payload send, Payload recv, Blocks parts, int root) throws CollectiveFailure;

  /** The parts are those of {@code recv}; their lengths are the same in all ranks. */
  void allgather(Payload send, Payload recv, Blocks parts) throws CollectiveFailure;

  void alltoall(Payload send, Blocks outgoing, Payload recv, Blocks incoming)
      throws CollectiveFailure;

  void alltoall(Payload[] send, Payload[] recv) throws CollectiveFailure;

  /** The result goes to {@code recv}, used only in the root; it may be {@code send}. */
  void reduce(Payload send, Payload recv, Combiner op, int root) throws CollectiveFailure;

  /** The result goes to {@code recv}, which may be {@code send}. */
  void allreduce(Payload send, Payload recv, Combiner op) throws CollectiveFailure;

  /** The parts are those of {@code send}; {@code recv} is as long as the part of this rank. */
  void reduceScatter(Payload send, Blocks parts, Payload recv, Combiner op)
      throws CollectiveFailure;

  /** The result goes to {@code recv}, which may be {@code send}. */
  void scan(Payload send, Payload recv, Combiner op) throws CollectiveFailure;

  /** The result goes to {@code recv}, which may be {@code send}; rank 0 gets none. */
  void exscan(Payload send, Payload recv, Combiner op) throws CollectiveFailure;
}
