package io.crossmem.message;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.SendMode;
import java.util.Objects;

/**
 * A send or receive that is described once and can then be started repeatedly, with the same data,
 * rank and tag. Starting it allocates nothing. It is not started when it is made.
 *
 * <p>Before the first start it counts as complete: {@link #await} returns at once. Nothing has to
 * be freed. Safe for use by several threads, but only one at a time can start it.
 */
public final class PersistentRequest extends Request {
  private final Outcomes outcomes;
  private final Engine engine;
  private final Context context;
  private final SendMode mode; // null for a receive
  private final Payload payload;
  private final int peer; // a rank in the group, or any
  private final int tag;

  PersistentRequest(
      Outcomes outcomes, Context context, SendMode mode, Payload payload, int peer, int tag) {
    super(outcomes);
    this.outcomes = outcomes;
    this.engine = outcomes.engine();
    this.context = context;
    this.mode = mode;
    this.payload = payload;
    this.peer = peer;
    this.tag = tag;
  }

  /**
   * Starts it again. Until it is complete, its data must not be used.
   *
   * @throws IllegalStateException if it was started before and is not complete, or the communicator
   *     is closed
   * @throws PeerFailedException if the other rank is gone
   * @throws MessageException if there is no room in shared memory
   */
  public void start() throws MessageException {
    requireOver(isDone());
    if (mode == SendMode.STANDARD
        && engine.small().trySend(context, payload, 0, payload.bytes(), peer, tag)) {
      settle(tag, payload.bytes());
      return;
    }
    Operation operation = engine.takeOperation();
    if (mode == null) {
      operation.receive(context, payload, peer, tag);
    } else {
      operation.send(context, payload, peer, tag).mode(mode);
    }
    boolean begun = begin(operation);
    if (!begun) {
      engine.giveOperation(operation);
    }
    requireOver(begun);
    start(operation);
  }

  private static void requireOver(boolean isOver) {
    if (!isOver) {
      throw new IllegalStateException("the request was started before, and is not complete");
    }
  }

  /** Once started, the operation belongs to the engine, which reuses it when it is complete. */
  private void start(Operation operation) throws MessageException {
    boolean started = false;
    FailureCause refusal;
    try {
      refusal = engine.start(operation);
      started = true;
    } finally {
      if (!started && !isDone()) {
        revoke();
        engine.giveOperation(operation);
      }
    }
    if (refusal != null) {
      throw outcomes.exception(refusal, payload.bytes());
    }
  }

  /**
   * Starts all requests.
   *
   * @param requests the requests to start
   * @throws NullPointerException if one is null; then none is started
   * @throws IllegalStateException as in {@link #start}; the requests before it were started
   * @throws MessageException as in {@link #start}; the requests before it were started
   */
  public static void startAll(PersistentRequest... requests) throws MessageException {
    for (PersistentRequest request : requests) {
      Objects.requireNonNull(request, "request");
    }
    for (PersistentRequest request : requests) {
      request.start();
    }
  }
}
