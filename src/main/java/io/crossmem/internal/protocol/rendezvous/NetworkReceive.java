package io.crossmem.internal.protocol.rendezvous;

import io.crossmem.internal.network.Link;
import io.crossmem.internal.network.Transfer;
import io.crossmem.internal.protocol.ControlSender;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.shm.TypedView;
import java.util.ArrayList;
import java.util.List;

/**
 * The network carries a message from another node into the receive buffer, range by range. Each
 * CTS_NETWORK is answered by one transfer, of no bytes if the sender has cancelled the message. If
 * the data follows the RTS, there is one transfer without a CTS. It cannot be refused: data that
 * nobody wants is received and dropped.
 */
public final class NetworkReceive {
  private final RecvRecords records;
  private final ControlSender controls;
  private final FollowingMemory memory = new FollowingMemory();
  private final List<IncomingMessage> waiting = new ArrayList<>(); // for their transfers

  /** For the records of a rank. */
  public NetworkReceive(RecvRecords records, ControlSender controls) {
    this.records = records;
    this.controls = controls;
  }

  /** Whether both sides have memory that the network can use. */
  static boolean canReceive(IncomingMessage message, Operation receive) {
    return message.peer.isRemote()
        && (message.address != 0 || message.follows())
        && receive.combination() == null
        && receive.payload().plainAddress() != 0;
  }

  /** Allocates memory for a message whose data follows, but not into the receive buffer. */
  void prepareToStore(IncomingMessage message) {
    message.storage = memory.take();
  }

  /** Receives data that follows. */
  private void receiveFollowing(IncomingMessage message) {
    boolean stores = message.storage != null;
    long place = stores ? message.storage.address : message.place;
    message.transfer =
        message.peer.link.receiveFollowing(place, (int) message.length, message.following);
    message.end = message.length;
    message.whole = true;
    message.state = stores ? RecvState.STORING : RecvState.NETWORK;
    message.transfer.look(); // the data is often here already
    waiting.add(message);
  }

  /** Drops the data that follows; no receive has begun to receive it. */
  static void drop(IncomingMessage message) {
    message.peer.link.dropFollowing(message.length, message.following);
  }

  /** In state STORING: drops the data that is arriving. */
  void stopStoring(IncomingMessage message) {
    TypedView storage = message.storage;
    waiting.remove(message);
    message.peer.link.letEnd(message.transfer, () -> memory.give(storage));
    message.transfer = null;
    message.storage = null;
  }

  /** Its data was copied. */
  void giveStorage(IncomingMessage message) {
    memory.give(message.storage);
    message.storage = null;
  }

  /** Receives what follows, or requests the next range. */
  void receive(IncomingMessage message) {
    if (message.follows()) {
      receiveFollowing(message);
      return;
    }
    int bytes = (int) Math.min(message.length - message.received, Link.MOST_BYTES);
    Transfer transfer = message.peer.link.receive(message.place + message.received, bytes);
    if (transfer == null) { // too many are in progress
      message.missing.add(new long[] {message.received, message.length});
      records.askForRest(message);
      return;
    }
    message.transfer = transfer;
    message.end = message.received + bytes;
    message.whole = message.end == message.length; // the sender needs no ATS after the last range
    message.state = RecvState.NETWORK;
    waiting.add(message);
    controls.ctsNetwork(message.peer, message.send, transfer.tag(), message.received, bytes);
  }

  /**
   * A sender that has sent its last range may reuse its send number, even before this side has
   * noticed that all bytes arrived. {@code message} is null if there is none with that number.
   */
  void forgetSend(IncomingMessage message) {
    if (message != null && (message.follows() || (message.transfer != null && message.whole))) {
      records.forgetSend(message);
    }
  }

  /**
   * Removes a message whose transfer has completed, and ends the transfer; null if there is none.
   */
  IncomingMessage takeOver() {
    for (int i = 0; i < waiting.size(); i++) {
      IncomingMessage message = waiting.get(i);
      if (message.transfer.isOver()) {
        waiting.remove(i);
        end(message);
        return message;
      }
    }
    return null;
  }

  private static void end(IncomingMessage message) {
    Link link = message.peer.link;
    Transfer transfer = message.transfer;
    message.transfer = null;
    if (transfer.failure() != null) {
      link.fail("could not be received from: " + transfer.failure());
    } else if (transfer.isComplete()) {
      message.received = message.end;
    }
    link.give(transfer, true);
  }

  /** The sender is gone: its message's memory is kept while the network may write there. */
  void abandon(IncomingMessage message) {
    if (message.state == RecvState.ANNOUNCED && message.isAttached()) {
      drop(message);
    }
    if (message.transfer == null) {
      return;
    }
    waiting.remove(message);
    Operation receive = message.operation;
    if (message.storage != null) {
      TypedView storage = message.storage; // kept by this
      message.peer.link.abandon(message.transfer, true, () -> memory.give(storage));
      message.storage = null;
    } else if (receive == null) { // QUARANTINED
      message.peer.link.abandon(message.transfer, true, () -> {});
    } else {
      receive.payload().retainAgain();
      message.peer.link.abandon(message.transfer, true, receive.payload()::release);
    }
    message.transfer = null;
  }
}
