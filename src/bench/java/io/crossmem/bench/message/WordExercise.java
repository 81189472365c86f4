package io.crossmem.bench.message;

import io.crossmem.message.Communicator;

/** An exercise whose messages are words of eight bytes. */
abstract class WordExercise extends Exercise {
  private static final long POISON = 0x5555_5555_5555_5555L;

  WordExercise(Communicator communicator, Buffers out, Buffers in, int words) {
    super(communicator, out, in, words);
  }

  @Override
  final void fill() {
    for (int k = 0; k < words; k++) {
      out.bytes().putLong(k * Long.BYTES, pattern(rank, k));
      in.bytes().putLong(k * Long.BYTES, POISON);
    }
  }

  final void stamp(long i) {
    out.bytes().putLong(stamped(i) * Long.BYTES, mark(rank, i));
  }

  final void checkStamp(int sender, long i) {
    if (in.bytes().getLong(stamped(i) * Long.BYTES) != mark(sender, i)) {
      wrong++;
    }
  }

  /** Where a word was stamped twice the later stamp holds. */
  final void checkAll(int sender, long iterations) {
    for (long i = iterations - 1; i >= Math.max(0, iterations - words); i--) {
      checkStamp(sender, i);
      in.bytes().putLong(stamped(i) * Long.BYTES, pattern(sender, stamped(i)));
    }
    for (int k = 0; k < words; k++) {
      if (in.bytes().getLong(k * Long.BYTES) != pattern(sender, k)) {
        wrong++;
      }
    }
  }

  private long mark(int sender, long i) {
    return seed << 40 ^ i << 8 ^ sender;
  }

  private long pattern(int sender, long k) {
    return (seed * 31 + sender + k) * 0x9e3779b97f4a7c15L;
  }
}
