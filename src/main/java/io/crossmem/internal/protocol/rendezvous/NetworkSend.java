package io.crossmem.internal.protocol.rendezvous;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.network.FollowingData;
import io.crossmem.internal.network.Link;
import io.crossmem.internal.network.Transfer;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.OutgoingMessage;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.SendMode;
import io.crossmem.internal.protocol.SendState;
import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.TypedView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The network carries a message to another node from its memory, range by range; or all of it right
 * after its RTS.
 */
final class NetworkSend {
  /** As long as the receiver holds memory; see HeldMemory. */
  private static final long HOLD_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private final FollowingMemory memory = new FollowingMemory();
  private final List<OutgoingMessage> moving = new ArrayList<>(); // NETWORK, HELD

  /** Whether the data of a message can follow its RTS. */
  boolean follows(Peer peer, Operation send) {
    return peer.isRemote()
        && send.mode() != SendMode.SYNCHRONOUS // whose receive must have begun when it ends
        && send.length() > 0
        && send.length() <= FollowingData.MOST_BYTES
        && !peer.out.isEagerStopped()
        && peer.link.mayFollow();
  }

  /**
   * A copy of a message's data in memory that the network can use; null if the user's memory is
   * such memory, or the data was copied into the frame of the RTS. If this throws, nothing has
   * changed.
   */
  TypedView copy(Peer peer, Operation send) {
    if (FollowingData.isAttached(send.length())) {
      TypedView frame = peer.link.attached().prepare();
      send.payload().copyOut(send.offset(), frame, 0, (int) send.length());
      return null;
    }
    if (send.payload().plainAddress() != 0) {
      return null;
    }
    TypedView copy = memory.take();
    boolean isCopied = false;
    try {
      send.payload().copyOut(send.offset(), copy, 0, (int) send.length());
      isCopied = true;
    } finally {
      if (!isCopied) {
        memory.give(copy);
      }
    }
    return copy;
  }

  /** Sends all of a message or its copy, right after its RTS. */
  void follow(OutgoingMessage message, TypedView copy) {
    Operation send = message.operation;
    message.whole = true;
    message.state = SendState.NETWORK;
    if (FollowingData.isAttached(send.length())) {
      return; // it has been sent with the RTS
    }
    long address = copy == null ? send.payload().plainAddress() + send.offset() : copy.address;
    message.copy = copy;
    message.transfer = message.peer.link.sendFollowing(address, (int) send.length());
    moving.add(message);
    if (message.transfer.look()) {
      end(message);
    }
  }

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
    if (message.copy != null) {
      memory.give(message.copy);
      message.copy = null;
    }
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
    if (message.copy != null) {
      TypedView copy = message.copy; // kept by this
      message.peer.link.abandon(message.transfer, false, () -> memory.give(copy));
      message.copy = null;
    } else {
      Payload payload = message.operation.payload();
      payload.retainAgain();
      message.peer.link.abandon(message.transfer, false, payload::release);
    }
    moving.remove(message);
    message.transfer = null;
  }
}
