package mpi;

import io.crossmem.message.MessageException;
import io.crossmem.message.Request;

/** A collective operation that was started. */
final class ExchangeWork implements Work {
  private final Comm comm;
  private final Request request;
  private final Runnable after;

  ExchangeWork(Comm comm, Request request, Runnable after) {
    this.comm = comm;
    this.request = request;
    this.after = after;
  }

  @Override
  public boolean isDone() {
    return request.test();
  }

  @Override
  public void await() {
    Work.awaitEnd(request);
  }

  @Override
  public Status complete() {
    try {
      request.await();
      after.run();
      return new Status();
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }
}
