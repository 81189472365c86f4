package io.crossmem.bench.rank;

import java.nio.ByteBuffer;

/**
 * The expected words of a message. They depend on the sender and the command. In each message one
 * word, each time a different one, is the message's number, so consecutive messages differ. This
 * word is checked immediately, all words at the end.
 */
final class Pattern {
  /**
   * Odd, so that the positions of a power of two of messages are all different; and larger than the
   * range of a prefetcher.
   */
  static final int STRIDE = 521;

  private static final long POISON = 0x5555_5555_5555_5555L;

  private final int words;
  private final long seed;

  /**
   * For one command.
   *
   * @param words of a message, a power of two
   * @param seed the number of the command
   */
  Pattern(int words, long seed) {
    this.words = words;
    this.seed = seed;
  }

  /** Fills the message in a slot. */
  void fill(Memory memory, int slot, int sender) {
    ByteBuffer bytes = memory.bytes();
    for (int k = 0; k < words; k++) {
      bytes.putLong(memory.wordOffset(slot, k), word(sender, k));
    }
  }

  /** Fills the memory with values that no message contains. */
  static void poison(Memory memory) {
    ByteBuffer bytes = memory.bytes();
    for (int at = 0; at < bytes.capacity(); at += Long.BYTES) {
      bytes.putLong(at, POISON);
    }
  }

  /** Makes it message number {@code i}. */
  void stamp(Memory memory, int slot, int sender, long i) {
    memory.bytes().putLong(memory.wordOffset(slot, stamped(i)), mark(seed, sender, i));
  }

  boolean isStamped(Memory memory, int slot, int sender, long i) {
    return memory.bytes().getLong(memory.wordOffset(slot, stamped(i))) == mark(seed, sender, i);
  }

  /**
   * Counts the wrong words. The slot had the messages {@code last}, {@code last - step} and so on,
   * down to 0 or more; if a word was stamped twice, the later stamp is expected.
   */
  long wrongWords(Memory memory, int slot, int sender, long last, long step) {
    ByteBuffer bytes = memory.bytes();
    long wrong = 0;
    long i = last;
    long stamps = words / Math.min(words, Long.lowestOneBit(step)); // then they come round again
    for (int n = 0; n < stamps && i >= 0; n++, i -= step) {
      wrong += isStamped(memory, slot, sender, i) ? 0 : 1;
      bytes.putLong(memory.wordOffset(slot, stamped(i)), word(sender, stamped(i)));
    }
    for (int k = 0; k < words; k++) {
      wrong += bytes.getLong(memory.wordOffset(slot, k)) == word(sender, k) ? 0 : 1;
    }
    return wrong;
  }

  /** Counts the words between a message's blocks that were overwritten. */
  static long wrongGaps(Memory memory, Task task) {
    long wrong = 0;
    int block = task.blockBytes();
    for (int gap = block; task.blocks() > 1 && gap < 2 * task.bytes(); gap += 2 * block) {
      for (int at = gap; at < gap + block; at += Long.BYTES) {
        wrong += memory.bytes().getLong(at) == POISON ? 0 : 1;
      }
    }
    return wrong;
  }

  /** The index of the word with the message's number. */
  int stamped(long i) {
    return (int) (i * STRIDE & (words - 1));
  }

  /** The unique mark of a message, among all messages of all commands. */
  static long mark(long seed, int sender, long i) {
    return seed << 40 ^ i << 8 ^ sender;
  }

  private long word(int sender, long k) {
    return (seed * 31 + sender + k) * 0x9e3779b97f4a7c15L;
  }
}
