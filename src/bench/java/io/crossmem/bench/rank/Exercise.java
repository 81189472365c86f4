package io.crossmem.bench.rank;

import java.io.IOException;

/**
 * The work that a rank repeats and measures. {@code src/bench/native/exercises.c} has the same for
 * systems in C.
 */
abstract class Exercise {
  final Control control;
  final Task task;
  final Memory out;
  final Memory in;
  final Channel channel;
  final int rank;

  /** The number of the command, so that old data of an earlier one is never accepted. */
  long seed;

  Pattern pattern;

  /** For fresh messages; otherwise null. */
  FreshMessages freshOut;

  FreshMessages freshIn;

  /** Number of received words that differ from the sent ones. */
  long wrong;

  private long nanos;
  private long processorNanos;
  private long allocated;

  Exercise(Control control, Task task, Memory out, Memory in, Channel channel) {
    this.control = control;
    this.task = task;
    this.out = out;
    this.in = in;
    this.channel = channel;
    this.rank = control.rank();
  }

  final void start(long newSeed) throws IOException {
    seed = newSeed;
    pattern = new Pattern(task.bytes() / Long.BYTES, seed);
    wrong = 0;
    if (task.isFresh()) {
      freshOut = new FreshMessages(out, seed);
      freshIn = new FreshMessages(in, seed);
    }
    fill();
  }

  /** Fills the send memory, and poisons the receive memory. */
  abstract void fill() throws IOException;

  /** Does the iterations from {@code from} to {@code to - 1}. */
  abstract void repeat(long from, long to) throws IOException;

  /** Checks all received data, after {@code iterations} since {@link #start}. */
  abstract void check(long iterations) throws IOException;

  /** Runs iterations and measures the time of all of them together; exercises may override this. */
  void measure(long from, long to) throws IOException {
    long processor = Processor.nanosOfProcess();
    control.meet(channel);
    long heap = Processor.allocated();
    long start = System.nanoTime();
    repeat(from, to);
    nanos = System.nanoTime() - start;
    allocated = Processor.allocated() - heap;
    processorNanos = Processor.nanosOfProcess() - processor;
  }

  /** Returns when no rank needs another one any more. */
  final void end() throws IOException {
    control.meet(channel);
  }

  final void took(long newNanos, long newProcessorNanos) {
    nanos = newNanos;
    processorNanos = newProcessorNanos;
  }

  final long nanos() {
    return nanos;
  }

  final long processorNanos() {
    return processorNanos;
  }

  /** Bytes of heap. */
  final long allocated() {
    return allocated;
  }

  /** Turns the data in a slot of {@code out} into this rank's message number {@code i}. */
  final void make(int slot, long i) {
    if (freshOut != null) {
      freshOut.write(slot, rank, i);
    } else {
      pattern.stamp(out, slot, rank, i);
    }
  }

  /** Checks that a slot contains message number {@code i} of its sender. */
  final void look(int slot, int sender, long i) {
    if (freshIn == null) {
      checkStamp(in, slot, sender, i);
    } else if (!freshIn.isWhole(slot, sender, i)) {
      wrong++;
    }
  }

  /** Checks all words of a slot, which had message {@code last} and each {@code step} before it. */
  final void checkSlot(int slot, int sender, long last, long step) {
    wrong +=
        freshIn != null
            ? freshIn.wrongWords(slot, sender, last)
            : pattern.wrongWords(in, slot, sender, last, step);
  }

  final void checkStamp(Memory memory, int slot, int sender, long i) {
    if (!pattern.isStamped(memory, slot, sender, i)) {
      wrong++;
    }
  }
}
