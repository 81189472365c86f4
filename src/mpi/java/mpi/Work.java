package mpi;

/** What a request stands for while it is active. Used by one thread at a time. */
abstract class Work {
  /** Whether it is over; moves messages on, but does not wait. */
  abstract boolean isDone();

  /** Waits until the operation is complete. */
  abstract void await();

  /**
   * What became of it; called once, after it is over.
   *
   * @throws MPIException if it failed
   */
  abstract Status complete();

  /** Takes it back if that can still be done; it is over then. */
  void cancel() {}

  /** What it waits for now, if that is one message's request; else null. */
  io.crossmem.message.Request message() {
    return null;
  }

  /** Waits for a message's end. If it has failed, the next {@code await} throws that again. */
  static void awaitEnd(io.crossmem.message.Request request) {
    try {
      request.await();
    } catch (io.crossmem.message.MessageException | RuntimeException e) {
      // the caller finds it again
    }
  }

  /** Is over already. */
  static Work done(Status status) {
    return new Work() {
      @Override
      boolean isDone() {
        return true;
      }

      @Override
      void await() {}

      @Override
      Status complete() {
        return status;
      }
    };
  }
}
