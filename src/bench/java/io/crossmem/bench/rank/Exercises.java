package io.crossmem.bench.rank;

import java.io.IOException;

/** Makes the exercise of a task, and frees its memory. */
final class Exercises implements AutoCloseable {
  private final Exercise exercise;
  private final Memory out;
  private final Memory in;

  private Exercises(Exercise exercise, Memory out, Memory in) {
    this.exercise = exercise;
    this.out = out;
    this.in = in;
  }

  static Exercises of(Task task, Control control, Transport transport) throws IOException {
    Memory out = Memory.of(sending(task), sent(task, control));
    Memory in = Memory.of(task, received(task, control));
    control.reset();
    Channel channel = transport.open(task, out, in);
    return new Exercises(exercise(task, control, out, in, channel), out, in);
  }

  private static Exercise exercise(
      Task task, Control control, Memory out, Memory in, Channel channel) {
    return switch (task.exercise()) {
      case "copy", "processor" -> new Copy(control, task, out, in, channel);
      case "pingpong" -> new PingPong(control, task, out, in, channel);
      case "put", "get" -> new OneSided(control, task, out, in, channel);
      case "idle" -> new Idle(control, task, out, in, channel);
      case "touch" -> new Touch(control, task, out, in, channel);
      case "rate", "stream" -> new OneWay(control, task, out, in, channel);
      case "bidirectional" -> new BothWays(control, task, out, in, channel);
      case "reduce", "allreduce" -> new Reduction(control, task, out, in, channel);
      case "barrier", "broadcast", "allgather", "alltoall" ->
          new Collective(control, task, out, in, channel);
      default -> throw new IllegalArgumentException("no such exercise: " + task.exercise());
    };
  }

  /** No process can read another's heap, so only the receiver has an array there. */
  private static Task sending(Task task) {
    boolean reads = task.exercise().equals("copy") || task.exercise().equals("processor");
    return reads && task.memory().equals("heap") ? task.withMemory("plain") : task;
  }

  /** Number of messages in this rank's send memory. */
  private static int sent(Task task, Control control) {
    return switch (task.exercise()) {
      case "copy", "processor", "put", "get", "rate", "stream" ->
          control.rank() == 0 ? task.slots() : 0;
      case "broadcast", "alltoall" -> Collective.sent(task, control.rank(), control.size());
      default -> task.slots();
    };
  }

  private static int received(Task task, Control control) {
    return switch (task.exercise()) {
      case "copy", "processor", "put", "get", "rate", "stream" ->
          control.rank() == 0 ? 0 : task.slots();
      case "broadcast", "allgather", "alltoall" ->
          Collective.received(task, control.rank(), control.size());
      default -> task.slots();
    };
  }

  Exercise exercise() {
    return exercise;
  }

  @Override
  public void close() {
    out.close();
    in.close();
  }
}
