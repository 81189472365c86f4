package io.crossmem.message;

import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.engine.SeveralEngines;
import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * A send or receive that goes on while its caller does something else. It moves forward whenever
 * any thread is inside a method of the communicator or of a request: there is no thread behind it.
 *
 * <p>Until it is over, its buffer belongs to it, and is kept from being collected by it. Safe for
 * use by several threads.
 */
public final class Request {
  private final Outcomes outcomes;
  private final Engine engine;
  private final Operation operation;

  Request(Outcomes outcomes, Engine engine, Operation operation) {
    this.outcomes = outcomes;
    this.engine = engine;
    this.operation = operation;
  }

  /**
   * Whether it is over. Unlike {@link #test} this moves nothing forward.
   *
   * @return whether {@link #await} returns or throws at once
   */
  public boolean isDone() {
    return operation.isDone();
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
    engine.await((Condition) operation);
    return outcome();
  }

  private Status outcome() throws MessageException {
    FailureCause failure = operation.failure();
    if (failure == null) {
      return outcomes.status(operation.source(), operation.foundTag(), operation.bytes());
    }
    if (failure.kind() == FailureCause.Kind.CANCELLED) {
      throw new CancellationException("the receive was cancelled");
    }
    throw outcomes.exception(failure, operation.length());
  }

  /**
   * Moves messages forward, without waiting.
   *
   * @return whether it is over; then {@link #await} returns or throws at once
   */
  public boolean test() {
    if (!operation.isDone()) {
      engine.look();
    }
    return operation.isDone();
  }

  /**
   * Takes a receive back that no message has found yet. A send cannot be taken back.
   *
   * @return whether it was taken back; if so, {@link #await} throws {@link CancellationException}
   */
  public boolean cancel() {
    return engine.cancel(operation);
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

  private static final class AnyOf implements Condition {
    private final Request[] requests;

    AnyOf(Request... requests) {
      this.requests = requests;
    }

    Set<Engine> engines() {
      Set<Engine> engines = new LinkedHashSet<>();
      for (Request request : requests) {
        engines.add(Objects.requireNonNull(request, "request").engine);
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
