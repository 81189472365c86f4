package io.crossmem.message;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.engine.Probed;
import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.SendMode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Sends and receives of a communicator, after their arguments were checked. Ranks are those of the
 * group. A call that waits uses an operation of the engine, which has ended when the call returns
 * or throws.
 */
final class PointToPoint {
  private final Engine engine;
  private final Context context;
  private final Outcomes outcomes;

  PointToPoint(Engine engine, Context context, Outcomes outcomes) {
    this.engine = engine;
    this.context = context;
    this.outcomes = outcomes;
  }

  // ---- calls that wait

  void send(ByteBuffer message, int dest, int tag) throws MessageException {
    if (!engine.small().trySend(context, message, dest, tag)) {
      Operation send = engine.takeOperation();
      run(send.send(context, send.view(message), dest, tag));
    }
    engine.checkPeersAfterSend();
  }

  void send(Payload message, int dest, int tag) throws MessageException {
    if (!engine.small().trySend(context, message, 0, message.bytes(), dest, tag)) {
      run(engine.takeOperation().send(context, message, dest, tag));
    }
    engine.checkPeersAfterSend();
  }

  void sendSynchronously(Payload message, int dest, int tag) throws MessageException {
    run(toSendSynchronously(message, dest, tag));
  }

  private Operation toSendSynchronously(Payload message, int dest, int tag) {
    Operation send = engine.takeOperation();
    return send.send(context, message, dest, tag).mode(SendMode.SYNCHRONOUS);
  }

  Status receive(ByteBuffer into, int source, int tag) throws MessageException {
    Status received = tryReceive(into, source, tag);
    return received != null ? received : run(toReceive(into, source, tag));
  }

  Status receive(Payload into, int source, int tag) throws MessageException {
    Status received = tryReceive(into, source, tag);
    return received != null ? received : run(toReceive(into, source, tag));
  }

  /** With a time limit: then the receive is cancelled, unless a message has matched it. */
  Status receive(ByteBuffer into, int source, int tag, Duration timeout) throws MessageException {
    Status received = tryReceive(into, source, tag);
    return received != null ? received : run(toReceive(into, source, tag), timeout);
  }

  Status receive(Payload into, int source, int tag, Duration timeout) throws MessageException {
    Status received = tryReceive(into, source, tag);
    return received != null ? received : run(toReceive(into, source, tag), timeout);
  }

  /** Receives a small message without an operation; null if that was not possible. */
  private Status tryReceive(ByteBuffer into, int source, int tag) {
    return source == Operation.ANY
        ? null
        : status(source, engine.small().tryReceive(context, into, source, tag));
  }

  private Status tryReceive(Payload into, int source, int tag) {
    return source == Operation.ANY
        ? null
        : status(source, engine.small().tryReceive(context, into, source, tag));
  }

  private Operation toReceive(ByteBuffer into, int source, int tag) {
    Operation receive = engine.takeOperation();
    return receive.receive(context, receive.view(into), source, tag);
  }

  private Operation toReceive(Payload into, int source, int tag) {
    return engine.takeOperation().receive(context, into, source, tag);
  }

  private Status run(Operation receive, Duration timeout) throws MessageException {
    try {
      if (engine.startAndPoll(receive) == null) {
        awaitOrCancel(receive, timeout);
      }
      FailureCause failure = receive.failure();
      if (failure != null && failure.kind() == FailureCause.Kind.CANCELLED) {
        throw outcomes.timeout(receive.peer(), receive.tag(), timeout);
      }
      return outcome(receive);
    } finally {
      engine.giveOperation(receive);
    }
  }

  /** The receive has ended when this returns or throws: received, failed or cancelled. */
  private void awaitOrCancel(Operation receive, Duration timeout) {
    try {
      if (!engine.await(receive, receive, timeout.toNanos()) && !engine.cancel(receive)) {
        engine.await(receive);
      }
    } catch (RuntimeException | Error e) {
      engine.abort(receive, e);
      throw e;
    }
  }

  /** Null if no message was received. */
  private Status status(int source, long received) {
    if (received < 0) {
      return null;
    }
    int bytes = (int) received;
    return outcomes.status(source, (int) (received >>> Integer.SIZE), bytes);
  }

  private Status run(Operation operation) throws MessageException {
    try {
      if (engine.startAndPoll(operation) == null) {
        engine.await(operation);
      }
      return outcome(operation);
    } finally {
      engine.giveOperation(operation);
    }
  }

  private Status outcome(Operation operation) throws MessageException {
    FailureCause failure = operation.failure();
    if (failure != null) {
      throw outcomes.exception(failure, operation.length());
    }
    return outcomes.status(operation.source(), operation.foundTag(), operation.bytes());
  }

  /** Both at the same time; if one fails, the other is not waited for forever. */
  Status exchange(Payload message, int dest, int sendTag, Payload into, int source, int recvTag)
      throws MessageException {
    return exchange(
        engine.takeOperation().send(context, message, dest, sendTag),
        engine.takeOperation().receive(context, into, source, recvTag));
  }

  Status exchange(
      ByteBuffer message, int dest, int sendTag, ByteBuffer into, int source, int recvTag)
      throws MessageException {
    Operation send = engine.takeOperation();
    Operation receive = engine.takeOperation();
    return exchange(
        send.send(context, send.view(message), dest, sendTag),
        receive.receive(context, receive.view(into), source, recvTag));
  }

  private Status exchange(Operation send, Operation receive) throws MessageException {
    try {
      if (engine.start(receive) == null) {
        exchangeMessages(send, receive);
      }
      if (send.failure() != null) {
        throw outcomes.exception(send.failure(), send.length());
      }
      return outcome(receive);
    } finally {
      engine.giveOperation(send);
      engine.giveOperation(receive);
    }
  }

  /** Both have ended, or were never started, when this returns or throws. */
  private void exchangeMessages(Operation send, Operation receive) {
    try {
      if (engine.start(send) == null) {
        engine.await(send);
      }
      if (send.failure() != null) {
        engine.cancel(receive); // its message may never be sent
      }
      engine.await(receive);
    } catch (RuntimeException | Error e) {
      engine.abort(send, e);
      engine.abort(receive, e);
      throw e;
    }
  }

  Status probe(int source, int tag) throws MessageException {
    Probe probe = new Probe(() -> engine.probes().find(context, source, tag));
    engine.await(probe);
    return outcome(probe.found);
  }

  /** The same with a time limit. */
  Status probe(int source, int tag, Duration timeout) throws MessageException {
    Probe probe = new Probe(() -> engine.probes().find(context, source, tag));
    if (!engine.await(probe, null, timeout.toNanos())) {
      throw outcomes.timeout(source, tag, timeout);
    }
    return outcome(probe.found);
  }

  /** A matched probe: removes the message from matching. */
  Probed take(int source, int tag) {
    Probe probe = new Probe(() -> engine.probes().take(context, source, tag));
    engine.await(probe);
    return probe.found;
  }

  /** Waits for a message without receiving it. */
  private static final class Probe implements Condition {
    private final Supplier<Probed> look;
    private Probed found;

    Probe(Supplier<Probed> look) {
      this.look = look;
    }

    @Override
    public boolean isDone() {
      if (found == null) {
        found = look.get();
      }
      return found != null;
    }
  }

  /** Null if there is none. */
  Status look(int source, int tag) throws MessageException {
    Probed found = engine.probes().find(context, source, tag);
    if (found != null) {
      return outcome(found);
    }
    engine.checkPeers();
    return null;
  }

  /** The same for a matched probe. */
  Probed tryTake(int source, int tag) {
    Probed found = engine.probes().take(context, source, tag);
    if (found == null) {
      engine.checkPeers();
    }
    return found;
  }

  Status receiveMatched(Probed message, Payload into) throws MessageException {
    Operation receive = toReceive(into, message.source(), message.tag());
    try {
      if (engine.startMatched(receive, message.taken()) == null) {
        engine.await(receive);
      }
      return outcome(receive);
    } finally {
      engine.giveOperation(receive);
    }
  }

  Request ireceiveMatched(Probed message, Payload into) throws MessageException {
    return start(toReceive(into, message.source(), message.tag()), message.taken());
  }

  Status outcome(Probed found) throws MessageException {
    if (found.failure() != null) {
      throw outcomes.exception(found.failure(), 0);
    }
    return outcomes.status(found.source(), found.tag(), found.bytes());
  }

  // ---- calls that do not wait

  Request isend(ByteBuffer message, int dest, int tag) throws MessageException {
    BufferPayload.requireShareable(message);
    if (engine.small().trySend(context, message, dest, tag)) {
      return new Request(outcomes, tag, message.remaining());
    }
    Operation send = engine.takeOperation();
    return start(send.send(context, send.viewOwn(message), dest, tag));
  }

  Request isend(Payload message, int dest, int tag) throws MessageException {
    message.requireShareable();
    if (engine.small().trySend(context, message, 0, message.bytes(), dest, tag)) {
      return new Request(outcomes, tag, message.bytes());
    }
    return start(engine.takeOperation().send(context, message, dest, tag));
  }

  Request isendSynchronously(Payload message, int dest, int tag) throws MessageException {
    message.requireShareable();
    return start(toSendSynchronously(message, dest, tag));
  }

  Request ireceive(ByteBuffer into, int source, int tag) throws MessageException {
    BufferPayload.requireShareable(into);
    Operation receive = engine.takeOperation();
    return start(receive.receive(context, receive.viewOwn(into), source, tag));
  }

  Request ireceive(Payload into, int source, int tag) throws MessageException {
    into.requireShareable();
    Request request = new Request(outcomes);
    FailureCause refusal =
        engine.operations().startReceive(context, into, source, tag, Request.SETTLE, request);
    if (refusal != null) {
      throw outcomes.exception(refusal, into.bytes());
    }
    return request;
  }

  /** From its start on the operation belongs to the engine, which reuses it when it has ended. */
  private Request start(Operation operation) throws MessageException {
    return start(operation, null);
  }

  /** The same for a receive of a message from a matched probe, if that is not null. */
  private Request start(Operation operation, Arrival message) throws MessageException {
    Request request = new Request(outcomes, operation);
    long capacity = operation.length();
    boolean started = false;
    FailureCause refusal;
    try {
      refusal = message == null ? engine.start(operation) : engine.startMatched(operation, message);
      started = true;
    } finally {
      if (!started && !request.isDone()) {
        engine.giveOperation(operation);
      }
    }
    if (refusal != null) {
      throw outcomes.exception(refusal, capacity);
    }
    return request;
  }
}
