package io.crossmem.message;

import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.engine.Pending;
import io.crossmem.internal.engine.SeveralEngines;
import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.DeferredAction;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.sys.DurationText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * A send or receive that continues while its caller does something else. It makes progress only
 * while some thread is inside a method of the communicator or of a request: there is no background
 * thread.
 *
 * <p>Until the request is complete, it owns its buffer and keeps it reachable. Safe for use by
 * several threads.
 */
public class Request extends Awaitable {
  private static final VarHandle OPERATION = operation();
  static final Operation.Listener SETTLE = new Settle();

  private static final class Settle implements Operation.Listener {
    @Override
    public void onStart(Operation operation, Object request) {
      ((Request) request).operation = operation;
    }

    @Override
    public void onDone(Operation operation, Object request) {
      ((Request) request).settle(operation);
    }
  }

  private final Outcomes outcomes;

  /**
   * Null once the request is complete, since the operation is then reused for another message. It
   * may be used only under the engine's lock and while the request is not complete.
   */
  @SuppressWarnings("UnusedVariable") // read through OPERATION
  private Operation operation;

  // The outcome; written before the operation becomes null.
  private FailureCause failure;
  private int source; // a rank in the group
  private int tag;
  private long bytes; // of the message; if it failed, the capacity of the buffer

  /** For an operation that is about to be started, and then belongs to the engine. */
  Request(Outcomes outcomes, Operation operation) {
    this.outcomes = outcomes;
    this.operation = operation;
    operation.setListener(SETTLE, this);
  }

  /** For a send that is already complete. */
  Request(Outcomes outcomes, int tag, long bytes) {
    this.outcomes = outcomes;
    this.source = outcomes.engine().rank();
    this.tag = tag;
    this.bytes = bytes;
  }

  /** A request that has had no message yet, and is complete. */
  Request(Outcomes outcomes) {
    this(outcomes, Operation.ANY, 0);
  }

  private static VarHandle operation() {
    try {
      return MethodHandles.lookup().findVarHandle(Request.class, "operation", Operation.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Sets the operation, which is about to be started; false if the request is not complete. */
  final boolean begin(Operation next) {
    if (!OPERATION.compareAndSet(this, null, next)) {
      return false;
    }
    next.setListener(SETTLE, this);
    return true;
  }

  /** Called if the operation was not started. */
  final void revoke() {
    OPERATION.setRelease(this, null);
  }

  /** For a send that is already complete. */
  final void settle(int sentTag, long sentBytes) {
    failure = null;
    source = outcomes.engine().rank();
    tag = sentTag;
    bytes = sentBytes;
    OPERATION.setRelease(this, null);
  }

  private Operation pending() {
    return (Operation) OPERATION.getAcquire(this);
  }

  /** Called when the operation has ended; under the engine's lock. */
  private void settle(Operation done) {
    failure = done.failure();
    source = done.source();
    tag = done.foundTag();
    bytes = failure == null ? done.bytes() : done.length();
    OPERATION.setRelease(this, null);
  }

  /**
   * A future that completes with the result or exception of {@link #await} when this request
   * completes. Like the request, it makes progress only while some thread is inside a method of a
   * communicator of this group or of a request; otherwise it never completes. Dependent stages run
   * in the future's default executor, never inside a call of this library. Completing or cancelling
   * the future does not affect the request.
   *
   * @return a new future
   */
  public CompletableFuture<Status> toCompletableFuture() {
    FutureOutcome outcome = new FutureOutcome(this);
    Operation pending = pending();
    if (pending == null || !outcome.awaits(outcomes.engine(), pending)) {
      outcome.complete();
    }
    return outcome.future;
  }

  /** Completes a future. The operation notifies this object, which then notifies the request. */
  private static final class FutureOutcome extends DeferredAction {
    private static final Operation.Listener SETTLE =
        (operation, outcome) -> ((FutureOutcome) outcome).settle(operation);

    final CompletableFuture<Status> future = new CompletableFuture<>();
    private final Request request;
    private Object before; // to notify first: the request, or an earlier future of it

    FutureOutcome(Request request) {
      this.request = request;
    }

    /** False if it has ended. */
    boolean awaits(Engine engine, Operation pending) {
      return engine.change(
          pending, request, operation -> before = operation.setListener(SETTLE, this));
    }

    private void settle(Operation done) {
      if (before instanceof FutureOutcome earlier) {
        earlier.settle(done);
      } else {
        request.settle(done);
      }
      request.outcomes.engine().defer(this);
    }

    /** Called in this thread only if the executor has no thread for it. */
    @Override
    protected void run() {
      try {
        future.defaultExecutor().execute(this::complete);
      } catch (RuntimeException | Error e) {
        complete();
      }
    }

    void complete() {
      try {
        future.complete(request.result());
      } catch (Throwable e) {
        future.completeExceptionally(e);
      }
    }
  }

  /**
   * Whether the request is complete. Unlike {@link #test} this makes no progress.
   *
   * @return whether {@link #await} returns or throws at once
   */
  @Override
  public boolean isDone() {
    return pending() == null;
  }

  /**
   * Waits until the request is complete. Not interruptible.
   *
   * @return source, tag and length of the message; of a send, what was sent
   * @throws TruncationException if the message did not fit
   * @throws PeerFailedException if the other rank is gone
   * @throws MessageException if it failed for another reason
   * @throws CancellationException if it was cancelled
   */
  public Status await() throws MessageException {
    awaitEnd();
    return result();
  }

  /** Waits until the request is complete. */
  void awaitEnd() {
    Operation pending = pending();
    if (pending != null) {
      outcomes.engine().await(this, pending);
    }
  }

  /**
   * Waits until the request is complete, with a time limit. If it is not complete by then, it
   * continues, and can be waited for again or cancelled.
   *
   * @param timeout how long to wait; zero or less to check once, like {@link #test}
   * @return source, tag and length of the message; of a send, what was sent
   * @throws NullPointerException if {@code timeout} is null
   * @throws MessageTimeoutException if it is not complete in time
   * @throws TruncationException if the message did not fit
   * @throws PeerFailedException if the other rank is gone
   * @throws MessageException if it failed for another reason
   * @throws CancellationException if it was cancelled
   */
  public Status await(Duration timeout) throws MessageException {
    Duration limit = Timeouts.limit(timeout);
    if (!awaitEnd(limit.toNanos())) {
      throw new MessageTimeoutException(
          "the request is not complete after " + DurationText.of(limit));
    }
    return result();
  }

  /** Waits, at most so many ns; returns whether the request is complete. */
  boolean awaitEnd(long nanos) {
    Operation pending = pending();
    return pending == null || outcomes.engine().await(this, pending, nanos);
  }

  /** The result of a completed request. */
  Status result() throws MessageException {
    if (failure == null) {
      return outcomes.status(source, tag, bytes);
    }
    if (failure.kind() == FailureCause.Kind.CANCELLED) {
      throw new CancellationException("the receive was cancelled");
    }
    throw outcomes.exception(failure, bytes);
  }

  /**
   * Makes progress on messages, without waiting.
   *
   * @return whether the request is complete; then {@link #await} returns or throws at once
   */
  public boolean test() {
    if (!isDone()) {
      outcomes.engine().look();
    }
    return isDone();
  }

  /**
   * Cancels a receive that no message has matched yet. A send cannot be cancelled.
   *
   * @return whether it was cancelled; if so, {@link #await} throws {@link CancellationException}
   */
  public boolean cancel() {
    Operation pending = pending();
    return pending != null && outcomes.engine().cancel(pending, this);
  }

  /**
   * Whether the request was cancelled by {@link #cancel}. This makes no progress.
   *
   * @return whether {@link #await} throws {@link CancellationException}
   */
  public boolean isCancelled() {
    return isDone() && failure != null && failure.kind() == FailureCause.Kind.CANCELLED;
  }

  /**
   * Waits until all requests are complete.
   *
   * @param requests to wait for
   * @throws NullPointerException if one is null
   * @throws MessageException the first failure, after all are complete; other failures are
   *     suppressed exceptions of it
   * @throws CancellationException if one was cancelled, and none failed
   */
  public static void awaitAll(Request... requests) throws MessageException {
    requireNoNull(requests);
    for (Request request : requests) {
      request.awaitEnd();
    }
    throwFailures(requests);
  }

  /**
   * Waits until all requests are complete, with a time limit. Requests that are not complete by
   * then continue, and can be waited for again or cancelled. Failures are then not thrown here, but
   * by {@link #await} of each request, and by this method when all are complete.
   *
   * @param timeout how long to wait for all requests together; zero or less to check once
   * @param requests to wait for
   * @throws NullPointerException if {@code timeout} or a request is null
   * @throws MessageTimeoutException if one is not complete in time
   * @throws MessageException the first failure, if all are complete; other failures are suppressed
   *     exceptions of it
   * @throws CancellationException if all are complete, one was cancelled, and none failed
   */
  public static void awaitAll(Duration timeout, Request... requests) throws MessageException {
    Duration limit = Timeouts.limit(timeout);
    Request[] all = copyOf(requests);
    long end = System.nanoTime() + limit.toNanos();
    for (Request request : all) {
      request.awaitEnd(Math.max(0, end - System.nanoTime()));
    }
    int pending = 0;
    for (Request request : all) {
      pending += request.isDone() ? 0 : 1;
    }
    if (pending > 0) {
      throw new MessageTimeoutException(
          pending
              + " of "
              + all.length
              + " requests are not complete after "
              + DurationText.of(limit));
    }
    throwFailures(all);
  }

  /** A copy, since the caller may change the array meanwhile. */
  private static Request[] copyOf(Request... requests) {
    Request[] all = requests.clone();
    requireNoNull(all);
    return all;
  }

  private static void requireNoNull(Request... requests) {
    for (Request request : requests) {
      Objects.requireNonNull(request, "request");
    }
  }

  /** Waits only for a request that was put into the array after the others had completed. */
  private static void throwFailures(Request... requests) throws MessageException {
    Exception first = null;
    for (Request request : requests) {
      try {
        request.await();
      } catch (MessageException | CancellationException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first instanceof MessageException failed) {
      throw failed;
    }
    if (first instanceof CancellationException cancelled) {
      throw cancelled;
    }
  }

  /**
   * Waits until one request is complete.
   *
   * @param requests at least one, of any communicators of this process
   * @return the index of a completed request; its {@link #await} returns or throws at once
   * @throws NullPointerException if one is null
   * @throws IllegalArgumentException if there are none
   */
  public static int awaitAny(Request... requests) {
    AnyOf any = new AnyOf(copyOf(requests));
    SeveralEngines.await(any.engines(), any);
    return any.index();
  }

  /**
   * Waits until one request is complete, with a time limit. If none is complete by then, all
   * continue, and can be waited for again or cancelled.
   *
   * @param timeout how long to wait; zero or less to check once
   * @param requests at least one, of any communicators of this process
   * @return the index of a completed request; its {@link #await} returns or throws at once
   * @throws NullPointerException if {@code timeout} or a request is null
   * @throws IllegalArgumentException if there are none
   * @throws MessageTimeoutException if none is complete in time
   */
  public static int awaitAny(Duration timeout, Request... requests) throws MessageTimeoutException {
    Duration limit = Timeouts.limit(timeout);
    AnyOf any = new AnyOf(copyOf(requests));
    if (!SeveralEngines.await(any.engines(), any, limit.toNanos())) {
      throw new MessageTimeoutException(
          "none of " + requests.length + " requests is complete after " + DurationText.of(limit));
    }
    return any.index();
  }

  /**
   * The outcome if the request is complete; otherwise what it waits for: send or receive, the other
   * rank, tag, bytes, and the state of the message. This makes no progress.
   */
  @Override
  public String toString() {
    Operation pending = pending();
    if (pending != null) {
      Pending now = outcomes.engine().pending(pending, this);
      if (now != null) {
        return "Request: " + now.words(outcomes::name);
      }
    }
    return "Request: " + (isDone() ? outcome() : "under way");
  }

  private String outcome() {
    if (failure != null) {
      return "failed, " + failure.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
    if (tag == Operation.ANY) {
      return "not started";
    }
    return "complete, " + bytes + " bytes from " + outcomes.name(source) + ", tag " + tag;
  }

  private static final class AnyOf implements Condition {
    private final Request[] requests;

    AnyOf(Request... requests) {
      if (requests.length == 0) {
        throw new IllegalArgumentException("no requests to wait for");
      }
      this.requests = requests;
    }

    Set<Engine> engines() {
      Set<Engine> engines = new LinkedHashSet<>();
      for (Request request : requests) {
        engines.add(request.outcomes.engine());
      }
      return engines;
    }

    @Override
    public boolean isDone() {
      return index() >= 0;
    }

    int index() {
      for (int i = 0; i < requests.length; i++) {
        if (requests[i].isDone()) {
          return i;
        }
      }
      return -1;
    }
  }
}
