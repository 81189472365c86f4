package mpi;

import io.crossmem.message.MessageException;
import io.crossmem.message.PersistentRequest;

/** A message that is sent or received again and again, so that starting it allocates nothing. */
final class PersistentMessage implements MessageWork {
  private final PointToPoint messages;
  private final Datatype type;
  private final PersistentRequest request;
  private final Transfer sent; // null if it is received
  private final Transfer received; // null if it is sent

  PersistentMessage(
      PointToPoint messages,
      Datatype type,
      PersistentRequest request,
      Transfer sent,
      Transfer received) {
    this.messages = messages;
    this.type = type;
    this.request = request;
    this.sent = sent;
    this.received = received;
  }

  /** Starts it again; it must be over. */
  Work start() {
    try {
      if (sent != null) {
        sent.packAgain();
      }
      request.start();
      return this;
    } catch (MessageException | RuntimeException e) {
      throw messages.failure(e);
    }
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
  public PersistentRequest request() {
    return request;
  }

  @Override
  public io.crossmem.message.Status result() throws MessageException {
    io.crossmem.message.Status status = request.await();
    if (received != null) {
      received.received(status.bytes());
    }
    return status;
  }
}
