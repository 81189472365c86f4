package io.crossmem.message;

import io.crossmem.internal.collective.CollectiveFailure;
import io.crossmem.internal.collective.Schedule;
import java.util.concurrent.CompletableFuture;

/** The request of a collective operation, which consists of many messages. */
final class CollectiveRequest extends Request {
  private final Outcomes outcomes;
  private final Schedule schedule;
  private final String name;

  CollectiveRequest(Outcomes outcomes, Schedule schedule, String name) {
    super(outcomes);
    this.outcomes = outcomes;
    this.schedule = schedule;
    this.name = name;
  }

  @Override
  public CompletableFuture<Status> toCompletableFuture() {
    CompletableFuture<Status> future = new CompletableFuture<>();
    schedule.whenDone(() -> completeSoon(future));
    return future;
  }

  /** Runs in the future's executor; in this thread only if the executor has no thread for it. */
  private void completeSoon(CompletableFuture<Status> future) {
    try {
      future.defaultExecutor().execute(() -> complete(future));
    } catch (RuntimeException | Error e) {
      complete(future);
    }
  }

  private void complete(CompletableFuture<Status> future) {
    try {
      future.complete(result());
    } catch (Throwable e) {
      future.completeExceptionally(e);
    }
  }

  @Override
  public boolean isDone() {
    return schedule.isDone();
  }

  @Override
  void awaitEnd() {
    outcomes.engine().await(schedule);
  }

  @Override
  boolean awaitEnd(long nanos) {
    return outcomes.engine().await(schedule, null, nanos);
  }

  @Override
  Status result() throws MessageException {
    CollectiveFailure failure = schedule.failure();
    if (failure != null) {
      throw outcomes.exception(failure.why(), failure.capacity());
    }
    return super.result(); // an empty status
  }

  @Override
  public boolean cancel() {
    return false;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public String toString() {
    return "Request: " + name + (isDone() ? ", complete" : ", under way");
  }
}
