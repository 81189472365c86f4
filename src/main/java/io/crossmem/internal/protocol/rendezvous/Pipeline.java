package io.crossmem.internal.protocol.rendezvous;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.OutgoingMessage;
import io.crossmem.internal.protocol.RingCopies;
import io.crossmem.internal.shm.RingProducer;

/** The sender copies parts of a message into the ring; the receiver copies them out of it. */
final class Pipeline {
  private final Connections connections;

  Pipeline(Connections connections) {
    this.connections = connections;
  }

  /** Size in bytes of the parts of a message; both sides compute it from the message's length. */
  int partBytes(long length) {
    return connections.geometry().partBytes(length);
  }

  /**
   * Sends the next part.
   *
   * @return false if there is no space
   * @throws RuntimeException the exception of the user's memory; then nothing was sent
   */
  boolean step(OutgoingMessage message) {
    RingProducer out = message.peer.out;
    Operation send = message.operation;
    int length = (int) Math.min(partBytes(send.length()), message.end - message.position);
    if (!out.hasRoom(length)) {
      return false;
    }
    int payload = out.payload(length);
    long began = RingCopies.beginWrite(out, length);
    send.payload().copyOut(send.offset() + message.position, out.memory, payload, length);
    RingCopies.endWrite(out, length, began);
    out.putData(message.receive, length);
    connections.publish(message.peer);
    message.position += length;
    return true;
  }
}
