package io.crossmem.bench.rank;

/**
 * Writes and reads a message without sending it: the part of half a round trip of fresh messages
 * that is not communication, in this language.
 */
final class Touch extends Exercise {
  Touch(Control control, Task task, Memory out, Memory in, Channel channel) {
    super(control, task, out, in, channel);
  }

  @Override
  void fill() {
    freshIn.write(0, rank, 0);
  }

  @Override
  void repeat(long from, long to) {
    for (long i = from; i < to; i++) {
      make(0, i);
      look(0, rank, 0);
    }
  }

  @Override
  void check(long iterations) {
    wrong += freshOut.wrongWords(0, rank, iterations - 1);
  }
}
