package io.crossmem.internal.protocol.rendezvous;

import static io.crossmem.internal.shm.RingDescriptor.SHARED_MEMORY;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.data.RemoteMapping;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.MappingCache;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.OutgoingMessage;
import io.crossmem.internal.protocol.Placement;

/**
 * Plain copies from and to a peer's memory that is mapped here. A receive that combines uses the
 * sender's memory as an operand in place.
 */
public final class MappedCopy {
  private final MappingCache mappings;
  private final Placement placement;

  public MappedCopy(MappingCache mappings, Placement placement) {
    this.mappings = mappings;
    this.placement = placement;
  }

  /** Maps the memory of a message, if a receive can copy from there; returns whether it can. */
  boolean takeSource(IncomingMessage message, Operation receive) {
    if ((message.flags & SHARED_MEMORY) == 0 || !isAligned(receive.payload(), message.offset)) {
      return false;
    }
    message.mapping =
        mappings.take(
            message.peer, message.descriptor, message.inode, message.offset, message.length);
    return message.mapping != null;
  }

  /** Maps the memory that a message is to be written to, if possible. */
  void takePlace(OutgoingMessage message, int descriptor, long inode, long offset) {
    Operation send = message.operation;
    if (isAligned(send.payload(), offset)) {
      message.mapping = mappings.take(message.peer, descriptor, inode, offset, send.length());
      message.offset = offset;
    }
  }

  /** Arrays are copied element by element. */
  private static boolean isAligned(Payload payload, long offset) {
    return offset % payload.type().bytes() == 0;
  }

  /** Copies a part of a message into the receive buffer; 0, or the errno if it is not mapped. */
  int read(IncomingMessage message, long start, int length) {
    RemoteMapping mapping = message.mapping;
    long from = message.offset + start;
    int errno = mapping.populate(from, length);
    if (errno == 0) {
      placement.put(
          message.operation, start, mapping.view(from), RemoteMapping.index(from), length);
    }
    return errno;
  }

  /** Writes a part of a message to the receive buffer; 0, or the errno if it is not mapped. */
  int write(OutgoingMessage message, long start, int length) {
    RemoteMapping mapping = message.mapping;
    Operation send = message.operation;
    long to = message.offset + start;
    int errno = mapping.populate(to, length);
    if (errno == 0) {
      send.payload()
          .copyOut(send.offset() + start, mapping.view(to), RemoteMapping.index(to), length);
    }
    return errno;
  }
}
