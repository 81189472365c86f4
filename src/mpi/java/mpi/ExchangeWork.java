package mpi;

import io.crossmem.message.MessageException;
import io.crossmem.message.Request;

/** A collective operation that was started. */
final class ExchangeWork extends Work {
  private final Comm comm;
  private final Request request;
  private final Runnable after;

  ExchangeWork(Comm comm, Request request, Runnable after) {
    this.comm = comm;
    this.request = request;
    this.after = after;
  }

  @Override
  boolean isDone() {
    return request.test();
  }

  @Override
  void await() {
    awaitEnd(request);
  }

  @Override
  Status complete() {
    try {
      request.await();
      after.run();
      return new Status();
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  @Override
  Request message() {
    return request;
  }
}
