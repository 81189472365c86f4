package mpi;

import io.crossmem.message.MessageException;
import io.crossmem.message.Request;
import java.util.concurrent.CancellationException;

/** A message that is on its way. */
final class MessageWork extends Work {
  private final Comm comm;
  private final Channel channel;
  private final Request request;
  private final Transfer received; // null if it is a send
  private final Datatype type;

  MessageWork(Comm comm, Channel channel, Request request, Transfer received, Datatype type) {
    this.comm = comm;
    this.channel = channel;
    this.request = request;
    this.received = received;
    this.type = type;
  }

  @Override
  boolean isDone() {
    return request.test();
  }

  @Override
  void await() {
    awaitEnd(request);
  }

  @Override
  Status complete() {
    try {
      io.crossmem.message.Status found = request.await();
      Status status = new Status(channel.rank(found.source()), found.tag(), found.bytes());
      if (received != null) {
        received.received(found.bytes());
      }
      return status.of(type);
    } catch (CancellationException e) {
      return new Status().cancelled();
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  @Override
  void cancel() {
    request.cancel();
  }

  @Override
  Request message() {
    return request;
  }
}
