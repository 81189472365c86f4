package io.crossmem.internal.protocol.rendezvous;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.data.HugePageMemory;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.ProtocolSelector;
import io.crossmem.internal.protocol.RemoteCopy;

/** How a message travels: the receiver knows both ends, and what each side can do. */
final class ProtocolChoice {
  private final ProtocolSelector selector;
  private final RemoteCopy copy;
  private final MappedCopy mapped;

  ProtocolChoice(ProtocolSelector selector, RemoteCopy copy, MappedCopy mapped) {
    this.selector = selector;
    this.copy = copy;
    this.mapped = mapped;
  }

  /**
   * Chooses for a receive, and notes where its memory is; takes the sender's memory if it is to be
   * copied from where it is mapped.
   *
   * @throws RuntimeException what the user's memory throws
   */
  Protocol choose(IncomingMessage message, Operation receive) {
    boolean isMapped =
        selector.maps()
            && receive.preferred() != Protocol.PUT
            && mapped.takeSource(message, receive);
    if (receive.combination() != null) { // combined part by part, where it lies or in the cache
      return isMapped ? selector.chooseMappedOperand(message) : Protocol.PIPELINE;
    }
    Payload payload = receive.payload();
    Peer peer = message.peer;
    long address = payload.address();
    boolean hasAddress = address != 0;
    boolean canGet =
        peer.canReach() && message.address != 0 && (hasAddress || payload.blocks() != null);
    boolean canPut =
        (message.flags & CAN_PUT) != 0
            && hasAddress
            && payload.staysMapped()
            && (message.address != 0 || (message.flags & HAS_BLOCKS) != 0)
            && peer.in.hasCounter();
    message.place = address + receive.offset();
    if (isMapped) {
      return selector.chooseMapped(message, receive, canPut);
    }
    boolean huge = (message.flags & HUGE_PAGES) != 0 && payload.onHugePages();
    if (canGet && hasAddress) {
      selector.measure(copy, message, receive, huge);
    }
    return selector.choose(message, receive, canGet, canPut, huge);
  }

  /** Bytes of the parts that a message is cut into for those who copy it. */
  int partBytes(IncomingMessage message) {
    return message.mapping == null
        ? selector.partBytes(message.length)
        : selector.mappedPartBytes(message.length);
  }

  /** The same where both copy. */
  int sharedPartBytes(IncomingMessage message) {
    return message.mapping == null
        ? selector.sharedPartBytes(message.length)
        : selector.mappedPartBytes(message.length);
  }

  /**
   * The shared memory that a receive puts its message into; null if the sender is not to map it.
   */
  HugePageMemory place(IncomingMessage message) {
    return selector.maps() ? message.operation.payload().shared() : null;
  }
}
