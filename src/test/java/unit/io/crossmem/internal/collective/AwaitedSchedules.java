package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.Payload;
import java.util.function.Consumer;

/** Non-blocking operations, each of which is awaited at once, in place of the blocking ones. */
final class AwaitedSchedules implements CollectiveAlgorithms {
  private final CollectiveContext context;
  private final ScheduledAlgorithms algorithms;
  private final BackgroundMessenger messenger;
  private final Consumer<Schedule> await;

  AwaitedSchedules(
      CollectiveContext context,
      ScheduledAlgorithms algorithms,
      BackgroundMessenger messenger,
      Consumer<Schedule> await) {
    this.context = context;
    this.algorithms = algorithms;
    this.messenger = messenger;
    this.await = await;
  }

  private void run(Consumer<Schedule> build, Payload... all) throws CollectiveFailure {
    Schedule schedule = context.newSchedule(messenger);
    build.accept(schedule);
    context.start(schedule, all);
    await.accept(schedule);
    if (schedule.failure() != null) {
      throw schedule.failure();
    }
  }

  @Override
  public void barrier() throws CollectiveFailure {
    run(algorithms::barrier);
  }

  @Override
  public void broadcast(Payload data, int root) throws CollectiveFailure {
    run(schedule -> algorithms.broadcast(schedule, data, root), data);
  }

  @Override
  public void scatter(Payload send, Blocks parts, Payload recv, int root) throws CollectiveFailure {
    run(schedule -> algorithms.scatter(schedule, send, parts, recv, root), send, recv);
  }

  @Override
  public void gather(Payload send, Payload recv, Blocks parts, int root) throws CollectiveFailure {
    run(schedule -> algorithms.gather(schedule, send, recv, parts, root), send, recv);
  }

  @Override
  public void allgather(Payload send, Payload recv, Blocks parts) throws CollectiveFailure {
    run(schedule -> algorithms.allgather(schedule, send, recv, parts), send, recv);
  }

  @Override
  public void alltoall(Payload send, Blocks outgoing, Payload recv, Blocks incoming)
      throws CollectiveFailure {
    run(schedule -> algorithms.alltoall(schedule, send, outgoing, recv, incoming), send, recv);
  }

  @Override
  public void alltoall(Payload[] send, Payload[] recv) throws CollectiveFailure {
    run(schedule -> algorithms.alltoall(schedule, send, recv), Alltoall.concatenated(send, recv));
  }

  @Override
  public void reduce(Payload send, Payload recv, Combiner op, int root) throws CollectiveFailure {
    run(schedule -> algorithms.reduce(schedule, send, recv, op, root), send, recv);
  }

  @Override
  public void allreduce(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    run(schedule -> algorithms.allreduce(schedule, send, recv, op), send, recv);
  }

  @Override
  public void reduceScatter(Payload send, Blocks parts, Payload recv, Combiner op)
      throws CollectiveFailure {
    run(schedule -> algorithms.reduceScatter(schedule, send, parts, recv, op), send, recv);
  }

  @Override
  public void scan(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    run(schedule -> algorithms.scan(schedule, send, recv, op), send, recv);
  }

  @Override
  public void exscan(Payload send, Payload recv, Combiner op) throws CollectiveFailure {
    run(schedule -> algorithms.exscan(schedule, send, recv, op), send, recv);
  }
}
