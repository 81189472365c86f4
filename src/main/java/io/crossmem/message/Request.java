package io.crossmem.message;

import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.engine.Pending;
import io.crossmem.internal.engine.SeveralEngines;
import io.crossmem.internal.protocol.Afterwards;
import io.crossmem.internal.protocol.Condition;
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
 * A send or receive that goes on while its caller does something else. It moves forward whenever
 * any thread is inside a method of the communicator or of a request: there is no thread behind it.
 *
 * <p>Until it is over, its buffer belongs to it, and is kept from being collected by it. Safe for
 * use by several threads.
 */
public final class Request {
  private static final VarHandle OPERATION = operation();
  private static final Operation.Listener SETTLE =
      (operation, request) -> ((Request) request).settle(operation);

  private final Outcomes outcomes;

  /**
   * Null once it is over, for it is another message's then. Who has read it may use it only under
   * the engine's lock, and as long as this is not over.
   */
  @SuppressWarnings("UnusedVariable") // it is read by OPERATION
  private Operation operation;

  // What came of it; written before the operation becomes null.
  private FailureCause failure;
  private int source; // a rank in the group
  private int tag;
  private long bytes; // of the message; if it failed, that there was room for

  /** Of an operation that is about to be started, and then belongs to the engine. */
  Request(Outcomes outcomes, Operation operation) {
    this.outcomes = outcomes;
    this.operation = operation;
    operation.telling(SETTLE, this);
  }

  /** Of a send that is over already. */
  Request(Outcomes outcomes, int tag, long bytes) {
    this.outcomes = outcomes;
    this.source = outcomes.engine().rank();
    this.tag = tag;
    this.bytes = bytes;
  }

  private static VarHandle operation() {
    try {
      return MethodHandles.lookup().findVarHandle(Request.class, "operation", Operation.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Operation pending() {
    return (Operation) OPERATION.getAcquire(this);
  }

  /** It is over; under the engine's lock. */
  private void settle(Operation done) {
    failure = done.failure();
    source = done.source();
    tag = done.foundTag();
    bytes = failure == null ? done.bytes() : done.length();
    OPERATION.setRelease(this, null);
  }

  /**
   * A future that is completed when this is over, with what {@link #await} returns or throws. Like
   * the request it moves forward only while some thread is inside a method of a communicator of
   * this group or of a request: if no thread is, it is never completed. What depends on it runs in
   * its default executor, never inside a call of this library. To complete or to cancel it changes
   * nothing about the request.
   *
   * @return a new future
   */
  public CompletableFuture<Status> toCompletableFuture() {
    FutureOutcome told = new FutureOutcome(this);
    Operation pending = pending();
    if (pending == null || !told.awaits(outcomes.engine(), pending)) {
      told.complete();
    }
    return told.future;
  }

  /** Completes a future: instead of this request, the operation tells this, which tells it. */
  private static final class FutureOutcome extends Afterwards {
    private static final Operation.Listener SETTLE =
        (operation, told) -> ((FutureOutcome) told).settle(operation);

    final CompletableFuture<Status> future = new CompletableFuture<>();
    private final Request request;
    private Object before; // the request, or an earlier future of it

    FutureOutcome(Request request) {
      this.request = request;
    }

    /** False if it is over. */
    boolean awaits(Engine engine, Operation pending) {
      return engine.change(
          pending, request::isDone, operation -> before = operation.telling(SETTLE, this));
    }

    private void settle(Operation done) {
      if (before instanceof FutureOutcome earlier) {
        earlier.settle(done);
      } else {
        request.settle(done);
      }
      request.outcomes.engine().after(this);
    }

    /** Here only if the executor has no thread for it. */
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
   * Whether it is over. Unlike {@link #test} this moves nothing forward.
   *
   * @return whether {@link #await} returns or throws at once
   */
  public boolean isDone() {
    return pending() == null;
  }

  /**
   * Waits until it is over. Not interruptible, as MPI's calls are not.
   *
   * @return source, tag and length of the message; of a send, what was sent
   * @throws TruncationException if the message did not fit
   * @throws PeerFailedException if the other rank is gone
   * @throws MessageException if it failed for another reason
   * @throws CancellationException if it was cancelled
   */
  public Status await() throws MessageException {
    Operation pending = pending();
    if (pending != null) {
      outcomes.engine().await(this::isDone, pending);
    }
    return result();
  }

  /**
   * Waits until it is over, but no longer than that. If it is not over then it goes on, and can be
   * waited for again, or cancelled.
   *
   * @param timeout how long to wait; zero or less: look once, as {@link #test} does
   * @return source, tag and length of the message; of a send, what was sent
   * @throws NullPointerException if {@code timeout} is null
   * @throws MessageTimeoutException if it is not over in time
   * @throws TruncationException if the message did not fit
   * @throws PeerFailedException if the other rank is gone
   * @throws MessageException if it failed for another reason
   * @throws CancellationException if it was cancelled
   */
  public Status await(Duration timeout) throws MessageException {
    Duration limit = Timeouts.limit(timeout);
    Operation pending = pending();
    if (pending != null && !outcomes.engine().await(this::isDone, pending, limit.toNanos())) {
      throw new MessageTimeoutException("the request is not over after " + DurationText.of(limit));
    }
    return result();
  }

  /** Of one that is over. */
  private Status result() throws MessageException {
    if (failure == null) {
      return outcomes.status(source, tag, bytes);
    }
    if (failure.kind() == FailureCause.Kind.CANCELLED) {
      throw new CancellationException("the receive was cancelled");
    }
    throw outcomes.exception(failure, bytes);
  }

  /**
   * Moves messages forward, without waiting.
   *
   * @return whether it is over; then {@link #await} returns or throws at once
   */
  public boolean test() {
    if (!isDone()) {
      outcomes.engine().look();
    }
    return isDone();
  }

  /**
   * Takes a receive back that no message has found yet. A send cannot be taken back.
   *
   * @return whether it was taken back; if so, {@link #await} throws {@link CancellationException}
   */
  public boolean cancel() {
    Operation pending = pending();
    return pending != null && outcomes.engine().cancel(pending, this::isDone);
  }

  /**
   * Waits for all.
   *
   * @param requests to wait for
   * @throws NullPointerException if one is null
   * @throws MessageException the first failure, after all are over; the others are suppressed in it
   * @throws CancellationException if one was cancelled, and none failed
   */
  public static void awaitAll(Request... requests) throws MessageException {
    Exception first = null;
    for (Request request : requests) {
      try {
        Objects.requireNonNull(request, "request").await();
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
   * Waits until one is over.
   *
   * @param requests at least one, of any communicators of this process
   * @return the index of one that is over; its {@link #await} returns or throws at once
   * @throws NullPointerException if one is null
   * @throws IllegalArgumentException if there are none
   */
  public static int awaitAny(Request... requests) {
    if (requests.length == 0) {
      throw new IllegalArgumentException("no requests to wait for");
    }
    AnyOf any = new AnyOf(requests.clone());
    SeveralEngines.await(any.engines(), any);
    return any.index();
  }

  /**
   * Whether it is over, and what came of it; or what it waits for: send or receive, the other rank,
   * tag, bytes, and where the message stands. Moves nothing forward.
   */
  @Override
  public String toString() {
    Operation pending = pending();
    if (pending != null) {
      Pending now = outcomes.engine().pending(pending, this::isDone);
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
    return "over, " + bytes + " bytes from " + outcomes.name(source) + ", tag " + tag;
  }

  private static final class AnyOf implements Condition {
    private final Request[] requests;

    AnyOf(Request... requests) {
      this.requests = requests;
    }

    Set<Engine> engines() {
      Set<Engine> engines = new LinkedHashSet<>();
      for (Request request : requests) {
        engines.add(Objects.requireNonNull(request, "request").outcomes.engine());
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
