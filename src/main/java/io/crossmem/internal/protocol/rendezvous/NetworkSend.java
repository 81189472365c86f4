package io.crossmem.internal.protocol.rendezvous;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.network.Link;
import io.crossmem.internal.network.Transfer;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.OutgoingMessage;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.SendState;
import io.crossmem.internal.shm.CorruptRingException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The network carries a message to another node from its memory, range by range. */
final class NetworkSend {
  /** As long as the receiver holds memory; see HeldMemory. */
  private static final long HOLD_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private final List<OutgoingMessage> moving = new ArrayList<>(); // NETWORK, HELD

  /** Starts sending the range that CTS_NETWORK, the next entry, requests. */
  void begin(OutgoingMessage message) throws CorruptRingException {
    Peer peer = message.peer;
    ByteBuffer ring = peer.in.memory.bytes;
    int entry = peer.in.entry();
    int tag = ring.getInt(entry + NETWORK_TAG);
    long from = ring.getLong(entry + NETWORK_FROM);
    int bytes = ring.getInt(entry + NETWORK_BYTES);
    if (!peer.isRemote() || !Link.isTag(tag)) {
      throw new CorruptRingException("CTS_NETWORK with tag " + tag);
    }
    if (message.state == SendState.CANCELLED || message.state == SendState.HELD) {
      peer.link.sendNothing(tag);
      return;
    }
    endRange(message);
    Operation send = message.operation;
    Payload payload = send.payload();
    long address = payload.plainAddress();
    if (message.state != SendState.ANNOUNCED
        || address == 0
        || from < 0
        || bytes <= 0
        || from > send.length() - bytes) {
      throw new CorruptRingException(
          "CTS_NETWORK of " + bytes + " bytes from " + from + ", " + message.state);
    }
    message.transfer = peer.link.send(address + send.offset() + from, bytes, tag);
    message.whole = from + bytes == send.length();
    message.state = SendState.NETWORK;
    moving.add(message);
  }

  /** The receiver has the whole range, even if this side has not noticed yet that it is sent. */
  void endRange(OutgoingMessage message) {
    if (message.state == SendState.NETWORK && !message.whole) {
      abandon(message);
      message.state = SendState.ANNOUNCED;
    }
  }

  /** A message whose transfer has completed or was held too long; null if there is none. */
  OutgoingMessage takeOver() {
    for (int i = 0; i < moving.size(); i++) {
      OutgoingMessage message = moving.get(i);
      if (message.transfer.isOver()) {
        end(message);
        return message;
      }
      if (message.state == SendState.HELD && System.nanoTime() - message.heldUntil > 0) {
        abandon(message);
        return message;
      }
    }
    return null;
  }

  /** If the transfer has failed, the link has failed too, and the peer will be treated as lost. */
  private void end(OutgoingMessage message) {
    Link link = message.peer.link;
    Transfer transfer = message.transfer;
    moving.remove(message);
    message.transfer = null;
    if (transfer.failure() != null) {
      link.fail("could not be sent to: " + transfer.failure());
    }
    link.give(transfer, false);
  }

  /** Whether a message that must fail has to wait, since the network may be reading its memory. */
  boolean holds(OutgoingMessage message, FailureCause cause) {
    if (message.transfer == null) {
      return false;
    }
    if (message.state != SendState.HELD) {
      message.cause = cause;
      message.heldUntil = System.nanoTime() + HOLD_NS;
      message.state = SendState.HELD;
    }
    return true;
  }

  /** Its memory is kept while the network may read it, though the send ends. */
  void abandon(OutgoingMessage message) {
    if (message.transfer == null) {
      return;
    }
    Payload payload = message.operation.payload();
    payload.retainAgain();
    message.peer.link.abandon(message.transfer, false, payload::release);
    moving.remove(message);
    message.transfer = null;
  }
}
