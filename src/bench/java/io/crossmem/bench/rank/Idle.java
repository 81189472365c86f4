package io.crossmem.bench.rank;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Rank 1 waits for a message that rank 0 sends after some ms, as many as there are iterations. Only
 * the time and the processor time of rank 1 count.
 */
final class Idle extends Exercise {
  Idle(Control control, Task task, Memory out, Memory in, Channel channel) {
    super(control, task, out, in, channel);
  }

  @Override
  void fill() {
    if (rank == 0) {
      pattern.fill(out, 0, rank);
    }
    Pattern.poison(in);
  }

  @Override
  void repeat(long from, long to) throws IOException {
    if (rank == 0) {
      sleep(to - from);
      make(0, to - 1);
      channel.send(0);
    } else {
      channel.receive(0);
      look(0, 0, to - 1);
    }
  }

  @Override
  void measure(long from, long to) throws IOException {
    control.meet(channel);
    long processor = Processor.nanosOfProcess();
    long start = System.nanoTime();
    repeat(from, to);
    boolean counts = rank == 1;
    took(
        counts ? System.nanoTime() - start : 0,
        counts ? Processor.nanosOfProcess() - processor : 0);
  }

  private static void sleep(long millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  void check(long iterations) {
    if (rank == 1) {
      checkSlot(0, 0, iterations - 1, 1);
    }
  }
}
