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
 * Plain copies from and to memory of the peer's that is mapped here as well. A receive that
 * combines takes the sender's memory as an operand where it lies.
 */
public final class MappedCopy {
  private final MappingCache mappings;
  private final Placement placement;

  public MappedCopy(MappingCache mappings, Placement placement) {
    this.mappings = mappings;
    this.placement = placement;
  }

  /** Takes the memory that a message lies in, if a receive can copy from there; whether it can. */
  boolean takeSource(IncomingMessage message, Operation receive) {
    if ((message.flags & SHARED_MEMORY) == 0 || !isAligned(receive.payload(), message.offset)) {
      return false;
    }
    message.mapping =
        mappings.take(
            message.peer, message.descriptor, message.inode, message.offset, message.length);
    return message.mapping != null;
  }

  /** Takes the memory that a message is to be written to, if it can be had. */
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

  /** Puts a part of a message in its place; 0, or the errno if its memory cannot be had. */
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

  /** Writes a part of a message to its place; 0, or the errno if that cannot be had. */
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
