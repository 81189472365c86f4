package io.crossmem.message;

/** Waits for a message without receiving it. */
final class Probe implements Condition {
  private final Engine engine;
  private final Request receive; // that would get it
  private volatile Status found;
  private volatile MessageException failure;

  Probe(Engine engine, Request receive) {
    this.engine = engine;
    this.receive = receive;
  }

  @Override
  public boolean isDone() {
    try {
      found = engine.probe(receive);
    } catch (MessageException e) {
      failure = e;
    }
    return found != null || failure != null;
  }

  Status outcome() throws MessageException {
    if (failure != null) {
      throw failure;
    }
    return found;
  }
}
