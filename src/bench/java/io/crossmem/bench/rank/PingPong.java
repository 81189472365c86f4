package io.crossmem.bench.rank;

import java.io.IOException;

/** A message in each direction; each rank checks the message before it answers. */
final class PingPong extends Exercise {
  private final int peer;

  PingPong(Control control, Task task, Memory out, Memory in, Channel channel) {
    super(control, task, out, in, channel);
    peer = 1 - rank;
  }

  @Override
  void fill() {
    pattern.fill(out, 0, rank);
    Pattern.poison(in);
  }

  @Override
  void repeat(long from, long to) throws IOException {
    for (long i = from; i < to; i++) {
      if (rank == 1) {
        take(i);
      }
      make(0, i);
      channel.send(0);
      if (rank == 0) {
        take(i);
      }
    }
  }

  private void take(long i) throws IOException {
    channel.receive(0);
    look(0, peer, i);
  }

  @Override
  void check(long iterations) {
    checkSlot(0, peer, iterations - 1, 1);
  }
}
