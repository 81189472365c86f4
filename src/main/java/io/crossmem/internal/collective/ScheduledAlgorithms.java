package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;

/**
 * The schedules of a communicator's non-blocking collective operations, by the algorithms for its
 * ranks. Parameters are those of {@link CollectiveAlgorithms}. Blocks must not be changed later.
 */
public interface ScheduledAlgorithms {
  void barrier(Schedule schedule);

  void broadcast(Schedule schedule, Payload data, int root);

  void scatter(Schedule schedule, Payload send, Blocks parts, Payload recv, int root);

  void gather(Schedule schedule, Payload send, Payload recv, Blocks parts, int root);

  void allgather(Schedule schedule, Payload send, Payload recv, Blocks parts);

  void alltoall(Schedule schedule, Payload send, Blocks outgoing, Payload recv, Blocks incoming);

  void alltoall(Schedule schedule, Payload[] send, Payload[] recv);

  void reduce(Schedule schedule, Payload send, Payload recv, Combiner op, int root);

  void allreduce(Schedule schedule, Payload send, Payload recv, Combiner op);

  void reduceScatter(Schedule schedule, Payload send, Blocks parts, Payload recv, Combiner op);

  void scan(Schedule schedule, Payload send, Payload recv, Combiner op);

  void exscan(Schedule schedule, Payload send, Payload recv, Combiner op);
}
