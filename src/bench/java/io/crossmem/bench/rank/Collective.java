package io.crossmem.bench.rank;

import java.io.IOException;

/**
 * A collective operation that copies data, or a barrier. A rank sends and receives parts; the words
 * of each part identify its sender and receiver.
 */
final class Collective extends Exercise {
  private final int size;

  Collective(Control control, Task task, Memory out, Memory in, Channel channel) {
    super(control, task, out, in, channel);
    size = control.size();
  }

  /** Number of parts that a rank sends. */
  static int sent(Task task, int rank, int size) {
    return switch (task.exercise()) {
      case "barrier" -> 0;
      case "broadcast" -> rank == 0 ? 1 : 0;
      case "alltoall" -> size;
      default -> 1;
    };
  }

  /** Number of parts that a rank receives. */
  static int received(Task task, int rank, int size) {
    return switch (task.exercise()) {
      case "barrier" -> 0;
      case "broadcast" -> rank == 0 ? 0 : 1;
      default -> size;
    };
  }

  @Override
  void fill() {
    for (int part = 0; part < sent(task, rank, size); part++) {
      pattern.fill(out, part, sender(rank, part));
    }
    Pattern.poison(in);
  }

  @Override
  void repeat(long from, long to) throws IOException {
    int sent = sent(task, rank, size);
    int received = received(task, rank, size);
    for (long i = from; i < to; i++) {
      for (int part = 0; part < sent; part++) {
        pattern.stamp(out, part, sender(rank, part), i);
      }
      channel.collective();
      for (int part = 0; part < received; part++) {
        checkStamp(in, part, sender(part, rank), i);
      }
    }
  }

  @Override
  void check(long iterations) {
    for (int part = 0; part < received(task, rank, size); part++) {
      wrong += pattern.wrongWords(in, part, sender(part, rank), iterations - 1, 1);
    }
  }

  /** As what a part is known: where each receiver gets its own, it is the receiver's too. */
  private int sender(int from, int to) {
    return task.exercise().equals("alltoall") ? from * size + to : from;
  }
}
