package io.crossmem.bench.rank;

import java.nio.LongBuffer;

/**
 * Messages that are completely written and read: the words of each count up from a different start.
 * The loops are as simple as those in {@code src/bench/native/messages.c}, so that they take the
 * same time in Java and in C; with views of words they do.
 */
final class FreshMessages {
  private final LongBuffer[] slots;
  private final long seed;

  /**
   * For one command.
   *
   * @param seed the number of the command
   */
  FreshMessages(Memory memory, long seed) {
    slots = new LongBuffer[memory.slots()];
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = memory.slot(slot).asLongBuffer();
    }
    this.seed = seed;
  }

  /** Writes message number {@code i}. */
  void write(int slot, int sender, long i) {
    write(slots[slot], first(sender, i));
  }

  private static void write(LongBuffer words, long first) {
    int count = words.capacity();
    for (int k = 0; k < count; k++) {
      words.put(k, first + k);
    }
  }

  /** Reads all of message number {@code i}; returns whether its sum is correct. */
  boolean isWhole(int slot, int sender, long i) {
    long count = slots[slot].capacity();
    return sum(slots[slot]) == count * first(sender, i) + count * (count - 1) / 2;
  }

  private static long sum(LongBuffer words) {
    int count = words.capacity();
    long sum = 0;
    for (int k = 0; k < count; k++) {
      sum += words.get(k);
    }
    return sum;
  }

  /** Counts the wrong words of message number {@code i}. */
  long wrongWords(int slot, int sender, long i) {
    long wrong = 0;
    for (int k = 0; k < slots[slot].capacity(); k++) {
      wrong += slots[slot].get(k) == first(sender, i) + k ? 0 : 1;
    }
    return wrong;
  }

  private long first(int sender, long i) {
    return Pattern.mark(seed, sender, i);
  }
}
