package io.crossmem.bench.rank;

import java.io.IOException;

/**
 * A message from rank 0 to rank 1. The time is from when the receiver knows that the message is
 * ready in the sender's memory until it has all of it. The processor time is that of both threads
 * within the transfer, including their waiting for each other. They are measured in different
 * commands, since reading a thread's processor time takes a system call.
 */
final class Copy extends Exercise {
  private static final int SENDER = 0;
  private static final long ONCE = 1L << 62; // a step that leads to no earlier message

  private final boolean timesProcessor;
  private long nanos;
  private long processorNanos;

  Copy(Control control, Task task, Memory out, Memory in, Channel channel) {
    super(control, task, out, in, channel);
    timesProcessor = task.exercise().equals("processor");
  }

  @Override
  void fill() {
    for (int slot = 0; rank == SENDER && slot < out.slots(); slot++) {
      pattern.fill(out, slot, SENDER);
    }
    if (rank != SENDER) {
      Pattern.poison(in);
    }
    if (task.cold()) {
      Processor.evictCaches();
    }
  }

  @Override
  void measure(long from, long to) throws IOException {
    control.meet(channel);
    nanos = 0;
    processorNanos = 0;
    repeat(from, to);
    took(nanos, processorNanos);
  }

  @Override
  void repeat(long from, long to) throws IOException {
    for (long i = from; i < to; i++) {
      if (rank == SENDER) {
        send(i);
      } else {
        receive(i);
      }
    }
  }

  private void send(long i) throws IOException {
    int slot = slot(i);
    pattern.stamp(out, slot, SENDER, i);
    long processor = timesProcessor ? Processor.nanosOfThread() : 0;
    control.setReady();
    channel.send(slot);
    if (timesProcessor) {
      processorNanos += Processor.nanosOfThread() - processor;
    }
    control.awaitDone();
  }

  private void receive(long i) throws IOException {
    int slot = slot(i);
    control.awaitReady();
    long processor = timesProcessor ? Processor.nanosOfThread() : 0;
    long start = System.nanoTime();
    channel.receive(slot);
    nanos += System.nanoTime() - start;
    if (timesProcessor) {
      processorNanos += Processor.nanosOfThread() - processor;
    }
    checkStamp(in, slot, SENDER, i);
    control.setDone();
  }

  /** The order of cold messages is unpredictable for the processor. */
  private int slot(long i) {
    return task.cold() ? (int) (i * Pattern.STRIDE & (task.slots() - 1)) : 0;
  }

  @Override
  void check(long iterations) {
    if (rank == SENDER) {
      return;
    }
    if (!task.cold()) {
      wrong += pattern.wrongWords(in, 0, SENDER, iterations - 1, 1);
      wrong += Pattern.wrongGaps(in, task);
      return;
    }
    for (long i = 0; i < iterations; i++) {
      wrong += pattern.wrongWords(in, slot(i), SENDER, i, ONCE);
    }
  }
}
