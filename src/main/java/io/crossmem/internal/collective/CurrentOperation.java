package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Context;

/**
 * The collective operation of a communicator that is in progress, of which there is one at most,
 * and what all of them share. Its objects are reused.
 */
final class CurrentOperation {
  final FirstFailure failure = new FirstFailure();
  final StartedOperations started;
  final LocalWork local = new LocalWork(failure, Units.PIECE);

  private final Messenger messenger;
  private final KeptData data = new KeptData();
  private boolean running;
  private int tag;

  /** {@code room}: number of messages in progress that need no more memory. */
  CurrentOperation(Messenger messenger, Context context, int room) {
    this.messenger = messenger;
    started = new StartedOperations(messenger, context, failure, room);
  }

  /** As {@link CollectiveContext#requireReady}. */
  void requireReady() {
    if (running) {
      throw new IllegalStateException("a collective operation of this communicator is in progress");
    }
    messenger.requireOpen();
  }

  /**
   * Begins an operation. Its data is not freed until {@link #end}.
   *
   * @throws IllegalStateException as in {@link #requireReady}, or if the memory was already freed;
   *     then nothing has begun
   */
  void begin(Payload one, Payload other) {
    requireReady();
    started.settle(); // messages may be left if an error interrupted the end of the last operation
    data.keep(one, other);
    run();
  }

  /** The same for any number. */
  void beginAll(Payload... all) {
    requireReady();
    started.settle();
    data.keepAll(all);
    run();
  }

  private void run() {
    nextTag();
    started.reset();
    failure.forget();
    running = true;
  }

  /** Of the operation in progress. */
  int tag() {
    return tag;
  }

  int nextTag() {
    tag = tag + 1 & Integer.MAX_VALUE;
    return tag;
  }

  /** Waits for all messages; throws the first failure. */
  void end() throws CollectiveFailure {
    try {
      started.settle();
    } finally {
      running = false;
      data.release(failure);
    }
    if (failure.happened()) {
      failure.raise();
    }
  }
}
