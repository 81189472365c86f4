package io.crossmem.internal.protocol.rendezvous;

import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.RemoteCopy;

/** The receiver copies parts of a message from the sender's memory. */
final class Get {
  /** The result of a step. */
  enum Outcome {
    COPIED,
    NONE_LEFT,
    REFUSED
  }

  private final RemoteCopy copy;
  private final MappedCopy mapped;

  Get(RemoteCopy copy, MappedCopy mapped) {
    this.copy = copy;
    this.mapped = mapped;
  }

  /** Copies the next part that is not taken. */
  Outcome step(IncomingMessage message) {
    int index = takePart(message);
    if (index < 0 || index >= message.parts) {
      return Outcome.NONE_LEFT;
    }
    long start = message.partStart(index);
    long length = message.partLength(index);
    int errno = read(message, start, length);
    if (errno != 0) {
      message.miss(index);
      return Outcome.REFUSED;
    }
    message.received += length;
    return Outcome.COPIED;
  }

  private int read(IncomingMessage message, long start, long length) {
    if (message.mapping != null) {
      return mapped.read(message, start, (int) length);
    }
    Operation receive = message.operation;
    int errno =
        copy.read(
            message.peer,
            receive.payload(),
            receive.offset() + start,
            message.address + start,
            length);
    message.peer.refused(errno);
    return errno;
  }

  private static int takePart(IncomingMessage message) {
    int own = message.taken++;
    return message.counter < 0 ? own : message.peer.in.takePart(message.counter);
  }

  /** Notes the parts that are not taken, when neither side continues. */
  static void missRest(IncomingMessage message) {
    int index = takePart(message);
    if (index >= 0 && index < message.parts) {
      message.missing.add(new long[] {message.partStart(index), message.length});
    }
  }
}
