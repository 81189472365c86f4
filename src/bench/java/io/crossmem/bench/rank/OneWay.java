package io.crossmem.bench.rank;

import java.io.IOException;

/**
 * An iteration is a window of messages from rank 0 to rank 1, and a small reply when they have
 * arrived. {@code rate} sends them one by one from one slot, {@code stream} all at the same time
 * from many slots.
 */
final class OneWay extends Exercise {
  private static final int SENDER = 0;

  private final boolean streams;
  private final int window;
  private final int slots;

  OneWay(Control control, Task task, Memory out, Memory in, Channel channel) {
    super(control, task, out, in, channel);
    streams = task.exercise().equals("stream");
    slots = task.slots();
    window = streams ? slots : Task.RATE_WINDOW;
  }

  @Override
  void fill() {
    for (int slot = 0; rank == SENDER && slot < slots; slot++) {
      pattern.fill(out, slot, SENDER);
    }
    if (rank != SENDER) {
      Pattern.poison(in);
    }
  }

  @Override
  void repeat(long from, long to) throws IOException {
    for (long i = from; i < to; i++) {
      if (rank == SENDER) {
        send(i * window);
        channel.awaitAcknowledgement();
      } else {
        receive(i * window);
        channel.acknowledge();
      }
    }
  }

  private void send(long first) throws IOException {
    for (int k = 0; k < window; k++) {
      make(k % slots, first + k);
      if (!streams) {
        channel.send(0);
      }
    }
    if (streams) {
      channel.sendAll(slots);
    }
  }

  private void receive(long first) throws IOException {
    if (streams) {
      channel.receiveAll(slots);
    }
    for (int k = 0; k < window; k++) {
      if (!streams) {
        channel.receive(0);
      }
      look(k % slots, SENDER, first + k);
    }
  }

  @Override
  void check(long iterations) {
    for (int slot = 0; rank != SENDER && slot < slots; slot++) {
      long last = iterations * window - slots + slot;
      checkSlot(slot, SENDER, last, slots);
    }
  }
}
