package io.crossmem.bench.rank;

import java.io.IOException;

/** An iteration is a window of messages from each rank to the other, all at the same time. */
final class BothWays extends Exercise {
  private final int peer;
  private final int slots;

  BothWays(Control control, Task task, Memory out, Memory in, Channel channel) {
    super(control, task, out, in, channel);
    peer = 1 - rank;
    slots = task.slots();
  }

  @Override
  void fill() {
    for (int slot = 0; slot < slots; slot++) {
      pattern.fill(out, slot, rank);
    }
    Pattern.poison(in);
  }

  @Override
  void repeat(long from, long to) throws IOException {
    for (long i = from; i < to; i++) {
      for (int slot = 0; slot < slots; slot++) {
        make(slot, i * slots + slot);
      }
      channel.exchange(slots);
      for (int slot = 0; slot < slots; slot++) {
        look(slot, peer, i * slots + slot);
      }
    }
  }

  @Override
  void check(long iterations) {
    for (int slot = 0; slot < slots; slot++) {
      checkSlot(slot, peer, (iterations - 1) * slots + slot, slots);
    }
  }
}
