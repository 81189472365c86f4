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

/** Chooses the protocol of a message, at the receiver, which has the data of both sides. */
final class ProtocolChoice {
  private final ProtocolSelector selector;
  private final RemoteCopy copy;
  private final MappedCopy mapped;
  private final NetworkReceive network;

  ProtocolChoice(
      ProtocolSelector selector, RemoteCopy copy, MappedCopy mapped, NetworkReceive network) {
    this.network = network;
    this.selector = selector;
    this.copy = copy;
    this.mapped = mapped;
  }

  /**
   * Chooses for a receive, and notes the address of its memory. Maps the sender's memory if the
   * message is to be copied from there.
   *
   * @throws RuntimeException the exception of the user's memory
   */
  Protocol choose(IncomingMessage message, Operation receive) {
    if (NetworkReceive.canReceive(message, receive)) {
      message.place = receive.payload().plainAddress() + receive.offset();
      return Protocol.NETWORK;
    }
    if (message.follows()) {
      network.prepareToStore(message);
      return Protocol.NETWORK;
    }
    boolean isMapped =
        selector.maps()
            && receive.preferred() != Protocol.PUT
            && mapped.takeSource(message, receive);
    if (receive.combination() != null) { // combined part by part, in place or in the cache
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

  /** Size in bytes of the parts of a message that is copied by one side. */
  int partBytes(IncomingMessage message) {
    return message.mapping == null
        ? selector.partBytes(message.length)
        : selector.mappedPartBytes(message.length);
  }

  /** The same if both sides copy. */
  int sharedPartBytes(IncomingMessage message) {
    return message.mapping == null
        ? selector.sharedPartBytes(message.length)
        : selector.mappedPartBytes(message.length);
  }

  /** The shared memory of the receive buffer; null if the sender should not map it. */
  HugePageMemory place(IncomingMessage message) {
    return selector.maps() ? message.operation.payload().shared() : null;
  }
}
