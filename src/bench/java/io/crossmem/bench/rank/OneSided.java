package io.crossmem.bench.rank;

import java.io.IOException;

/**
 * Rank 0 writes its message into rank 1's memory, again and again, or rank 1 reads rank 0's; the
 * other one does nothing.
 */
final class OneSided extends Exercise {
  private static final int SENDER = 0;
  private static final long NO_STAMP = -1;

  private final boolean gets;

  OneSided(Control control, Task task, Memory out, Memory in, Channel channel) {
    super(control, task, out, in, channel);
    gets = task.exercise().equals("get");
  }

  @Override
  void fill() throws IOException {
    if (rank == SENDER) {
      pattern.fill(out, 0, SENDER);
    } else {
      Pattern.poison(in);
    }
    channel.expose();
  }

  @Override
  void repeat(long from, long to) throws IOException {
    if (gets && rank != SENDER) {
      for (long i = from; i < to; i++) {
        channel.receive(0);
      }
    } else if (!gets && rank == SENDER) {
      for (long i = from; i < to; i++) {
        channel.send(0);
      }
    }
  }

  @Override
  void check(long iterations) throws IOException {
    channel.collect();
    if (rank != SENDER) {
      checkSlot(0, SENDER, NO_STAMP, 1);
    }
  }
}
