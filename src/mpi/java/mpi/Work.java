package mpi;

/** What a request stands for while it is active. Used by one thread at a time. */
interface Work {
  /** Whether it is over; moves messages on, but does not wait. */
  boolean isDone();

  /** Waits until the operation is complete. */
  void await();

  /**
   * What became of it; called once, after it is over.
   *
   * @throws MPIException if it failed
   */
  Status complete();

  /** The same for a caller that needs no status. */
  default void end() {
    complete();
  }

  /** Takes it back if that can still be done; it is over then. */
  default void withdraw() {}

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
      public boolean isDone() {
        return true;
      }

      @Override
      public void await() {}

      @Override
      public Status complete() {
        return status;
      }
    };
  }
}
