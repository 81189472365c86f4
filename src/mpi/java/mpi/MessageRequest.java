package mpi;

import io.crossmem.message.MessageException;
import io.crossmem.message.Request;

/** A message that is on its way. It is its own work, so that it takes one object. */
final class MessageRequest extends mpi.Request implements MessageWork {
  private final PointToPoint messages;
  private final Datatype type;
  private Request request; // null once it is over
  private Transfer received; // null if it is a send

  MessageRequest(PointToPoint messages, Request request, Transfer received, Datatype type) {
    super(null);
    this.messages = messages;
    this.request = request;
    this.received = received;
    this.type = type;
    work = this;
  }

  @Override
  public PointToPoint messages() {
    return messages;
  }

  @Override
  public Datatype type() {
    return type;
  }

  @Override
  public Request request() {
    return request;
  }

  /** From now on this keeps nothing reachable. */
  @Override
  public io.crossmem.message.Status result() throws MessageException {
    Request over = request;
    Transfer into = received;
    request = null;
    received = null;
    io.crossmem.message.Status status = over.await();
    if (into != null) {
      into.received(status.bytes());
    }
    return status;
  }
}
