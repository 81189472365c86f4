package io.crossmem.internal.protocol.rendezvous;

import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.OutgoingMessage;
import io.crossmem.internal.protocol.RemoteCopy;

/** The sender copies parts of a message into the receiver's memory. */
final class Put {
  /** There may be more parts. */
  static final int GO_ON = -2;

  /** All parts are taken. */
  static final int NONE_LEFT = -1;

  private final RemoteCopy copy;
  private final MappedCopy mapped;

  Put(RemoteCopy copy, MappedCopy mapped) {
    this.copy = copy;
    this.mapped = mapped;
  }

  /**
   * Copies the next part that is not taken.
   *
   * @return {@link #GO_ON}, {@link #NONE_LEFT}, or the index of a part that could not be copied
   */
  int step(OutgoingMessage message) {
    Operation send = message.operation;
    int index = message.peer.out.takePart(message.counter);
    long start = (long) index * message.part;
    if (index < 0 || start >= send.length()) {
      return NONE_LEFT;
    }
    long length = Math.min(message.part, send.length() - start);
    int errno = write(message, start, length);
    if (errno != 0) {
      return index;
    }
    message.written += length;
    return GO_ON;
  }

  private int write(OutgoingMessage message, long start, long length) {
    if (message.mapping != null) {
      return mapped.write(message, start, (int) length);
    }
    Operation send = message.operation;
    int errno =
        copy.write(
            message.peer, send.payload(), send.offset() + start, message.address + start, length);
    message.peer.refused(errno);
    return errno;
  }
}
