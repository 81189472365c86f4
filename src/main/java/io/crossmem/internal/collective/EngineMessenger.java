package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.DeferredAction;
import io.crossmem.internal.protocol.Operation;

/** Connects one communicator's collective operations to the engine. */
public final class EngineMessenger implements Messenger, BackgroundMessenger {
  private final Engine engine;
  private final Context context;

  /** The context must only be used for collective operations. */
  public EngineMessenger(Engine engine, Context context) {
    this.engine = engine;
    this.context = context;
  }

  @Override
  public int maxPayload() {
    return engine.maxPayload();
  }

  @Override
  public void requireOpen() {
    engine.requireOpen(context);
  }

  @Override
  public boolean trySend(Payload payload, long offset, long bytes, int dest, int tag) {
    return engine.small().trySend(context, payload, offset, bytes, dest, tag);
  }

  @Override
  public boolean tryReceive(Payload into, int source, int tag) {
    return engine.small().tryReceive(context, into, source, tag) >= 0;
  }

  @Override
  public boolean tryReceive(Operation receive) {
    return engine.small().tryReceive(receive);
  }

  @Override
  public boolean tryTake(Payload into, int source, int tag) {
    return engine.small().takeArrived(context, into, source, tag, into.bytes()) >= 0;
  }

  @Override
  public void start(Operation operation) {
    engine.startAndPoll(operation); // a refusal is also stored as the operation's failure
  }

  @Override
  public void await(Operation operation) {
    engine.await((Condition) operation); // if it throws, the operation continues
  }

  @Override
  public Operation take() {
    return engine.takeOperation();
  }

  @Override
  public void give(Operation operation) {
    engine.giveOperation(operation);
  }

  @Override
  public void startWithListener(Operation operation) {
    engine.start(operation); // the listener is also notified if it is refused
  }

  @Override
  public void defer(DeferredAction action) {
    engine.defer(action);
  }

  @Override
  public void wake() {
    engine.wakeWaiters();
  }

  @Override
  public void abort(Operation operation, Throwable why) {
    engine.abort(operation, why);
  }
}
