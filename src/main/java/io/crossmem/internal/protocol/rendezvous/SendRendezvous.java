package io.crossmem.internal.protocol.rendezvous;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.protocol.Completions;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.ControlSender;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.OutgoingMessage;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.RemoteCopy;
import io.crossmem.internal.protocol.SendState;
import io.crossmem.internal.protocol.Table;
import io.crossmem.internal.protocol.Traffic;
import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.RingProducer;
import io.crossmem.internal.shm.TypedView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The sender's side of announced messages: one method for each event. Used under the engine's lock;
 * never waits. {@code docs/protocol.md} describes the states.
 */
public final class SendRendezvous {
  private final Connections connections;
  private final ControlSender controls;
  private final Completions completions;
  private final Pipeline pipeline;
  private final Put put;
  private final NetworkSend network = new NetworkSend();
  private final MappedCopy mapped;
  private final Table<OutgoingMessage> messages = Table.ofOutgoing();
  private final ActiveMessages<OutgoingMessage> moving = new ActiveMessages<>(); // SENDING, PUTTING
  private final Predicate<OutgoingMessage> turn = this::step; // made once

  public SendRendezvous(
      Connections connections,
      ControlSender controls,
      Completions completions,
      RemoteCopy copy,
      MappedCopy mapped) {
    this.connections = connections;
    this.controls = controls;
    this.completions = completions;
    this.pipeline = new Pipeline(connections);
    this.put = new Put(copy, mapped);
    this.mapped = mapped;
  }

  /** Whether there is something to do without new entries. */
  public boolean isActive() {
    return !moving.isEmpty();
  }

  /** All records; most may be FREE. */
  public List<OutgoingMessage> messages() {
    return messages.all();
  }

  /** Announces a message; false if there is no space. If this throws, nothing has changed. */
  public boolean announce(Peer peer, Operation send) {
    RingProducer out = peer.out;
    // The receiver may still use the same number until it has got an ATP that waits for space.
    if (controls.isWaiting(peer) || !out.hasRoom(0)) {
      return false;
    }
    boolean follows = network.follows(peer, send);
    TypedView copy = follows ? network.copy(peer, send) : null;
    OutgoingMessage message = messages.take();
    RequestToSend.write(peer, send, message.number, follows);
    message.peer = peer;
    message.operation = send;
    message.state = SendState.ANNOUNCED;
    message.begin();
    connections.publish(peer);
    if (follows) {
      network.follow(message, copy);
      if (message.transfer == null) {
        onSent(message);
      }
    }
    return true;
  }

  // ---- entries from the receiver

  /** The receiver requests a range as DATA. */
  public void onCtsData(Peer peer) throws CorruptRingException {
    ByteBuffer bytes = peer.in.memory.bytes;
    int entry = peer.in.entry();
    OutgoingMessage message = message(peer, bytes.getInt(entry + CTS_SEND));
    if (message.state == SendState.CANCELLED || message.state == SendState.HELD) {
      return;
    }
    network.endRange(message);
    long from = bytes.getLong(entry + CTS_FROM);
    long to = bytes.getLong(entry + CTS_TO);
    long length = message.operation.length();
    if (message.state != SendState.ANNOUNCED || from < 0 || from >= to || to > length) {
      throw new CorruptRingException(
          "CTS_DATA of bytes " + from + " to " + to + " of " + length + ", " + message.state);
    }
    moving.add(message.active);
    message.receive = bytes.getInt(entry + CTS_RECEIVE);
    message.position = from;
    message.end = to;
    message.whole = to - from == length;
    message.state = SendState.SENDING;
  }

  /** The receiver allows this side to write parts. */
  public void onCtsPut(Peer peer) throws CorruptRingException {
    ByteBuffer bytes = peer.in.memory.bytes;
    int entry = peer.in.entry();
    OutgoingMessage message = message(peer, bytes.getInt(entry + PUT_SEND));
    if (message.state == SendState.CANCELLED) {
      return;
    }
    int counter = bytes.getInt(entry + PUT_COUNTER);
    int part = bytes.getInt(entry + PUT_PART);
    if (message.state != SendState.ANNOUNCED
        || counter < 0
        || counter >= COUNTER_COUNT
        || part <= 0) {
      throw new CorruptRingException(
          "CTS_PUT with counter " + counter + ", parts of " + part + ", " + message.state);
    }
    moving.add(message.active);
    message.address = bytes.getLong(entry + PUT_ADDRESS);
    message.counter = counter;
    message.part = part;
    message.written = 0;
    int descriptor = bytes.getInt(entry + PUT_DESCRIPTOR);
    if (descriptor != NO_DESCRIPTOR) {
      long inode = bytes.getLong(entry + PUT_INODE);
      mapped.takePlace(message, descriptor, inode, bytes.getLong(entry + PUT_OFFSET));
    }
    message.state = SendState.PUTTING;
  }

  /** The receiver requests a range by the network. */
  public void onCtsNetwork(Peer peer) throws CorruptRingException {
    network.begin(message(peer, peer.in.memory.bytes.getInt(peer.in.entry() + NETWORK_SEND)));
  }

  /** The receiver no longer needs the message. */
  public void onAts(Peer peer) throws CorruptRingException {
    ByteBuffer bytes = peer.in.memory.bytes;
    int entry = peer.in.entry();
    OutgoingMessage message = message(peer, bytes.getInt(entry + ATS_SEND));
    int status = bytes.getInt(entry + ATS_STATUS);
    Protocol protocol = Traffic.protocol(bytes.getInt(entry + ATS_PROTOCOL));
    switch (message.state) {
      case CANCELLED -> {} // ATS and CANCEL crossed; CANCEL is also answered
      case ANNOUNCED -> finish(message, status, protocol);
      case PUTTING -> { // the receiver was faster: nothing is left to write
        stopPutting(message, Put.NONE_LEFT);
        finish(message, status, protocol);
      }
      case NETWORK -> message.whole = true; // no other range will be requested
      case HELD -> {} // CANCEL will be answered
      case FREE, SENDING -> throw new CorruptRingException("ATS in state " + message.state);
    }
  }

  private void finish(OutgoingMessage message, int status, Protocol protocol) {
    Operation send = message.operation;
    Peer peer = message.peer;
    if (status == STATUS_TAKEN) {
      message.count(protocol);
    }
    free(message);
    if (status == STATUS_CLOSED) {
      completions.fail(send, FailureCause.of(FailureCause.Kind.PEER_CLOSED, peer.rank));
    } else {
      completions.send(send, connections.rank());
    }
  }

  /** The receiver has acknowledged a CANCEL. */
  public void onCancelAck(Peer peer) throws CorruptRingException {
    int entry = peer.in.entry();
    OutgoingMessage message = message(peer, peer.in.memory.bytes.getInt(entry + CANCEL_SEND));
    if (message.state != SendState.CANCELLED) {
      throw new CorruptRingException("CANCEL_ACK in state " + message.state);
    }
    free(message);
  }

  private OutgoingMessage message(Peer peer, int number) throws CorruptRingException {
    OutgoingMessage message = messages.get(number);
    if (message == null || message.peer != peer || message.state == SendState.FREE) {
      throw new CorruptRingException("no message with the number " + number + " was announced");
    }
    return message;
  }

  private void free(OutgoingMessage message) {
    message.releaseMapping();
    message.state = SendState.FREE;
    message.operation = null;
    messages.give(message);
  }

  // ---- steps

  /** Sends or writes a part of some messages; returns whether anything was copied. */
  public boolean step() {
    boolean moved = moving.step(turn);
    for (OutgoingMessage sent = network.takeOver(); sent != null; sent = network.takeOver()) {
      onSent(sent);
      moved = true;
    }
    return moved;
  }

  /** The network has carried a range. */
  private void onSent(OutgoingMessage message) {
    if (message.state == SendState.HELD) {
      cancel(message, message.cause);
    } else if (message.whole && message.peer.link.failure() == null) {
      finish(message, STATUS_TAKEN, Protocol.NETWORK);
    } else { // the next range is requested, or the peer is found to be gone
      message.state = SendState.ANNOUNCED;
    }
  }

  private boolean step(OutgoingMessage message) {
    if (message.state == SendState.SENDING) {
      return sendPart(message);
    }
    try {
      putPart(message);
    } catch (Throwable e) { // the user's memory is gone
      cancel(message, FailureCause.threw(e));
    }
    return true;
  }

  private boolean sendPart(OutgoingMessage message) {
    try {
      if (message.position < message.end && !pipeline.step(message)) {
        return false;
      }
    } catch (Throwable e) { // the user's memory is gone
      cancel(message, FailureCause.threw(e));
      return true;
    }
    if (message.position == message.end) {
      moving.remove(message.active);
      if (message.whole) {
        finish(message, STATUS_TAKEN, Protocol.PIPELINE);
      } else {
        message.state = SendState.ANNOUNCED;
      }
    }
    return true;
  }

  private void putPart(OutgoingMessage message) {
    int result = put.step(message);
    if (result != Put.GO_ON) {
      stopPutting(message, result);
    }
  }

  /** Sends ATP with the number of bytes written and the part that failed. */
  private void stopPutting(OutgoingMessage message, int failed) {
    moving.remove(message.active);
    message.releaseMapping();
    controls.atp(message.peer, message.counter, failed, message.written);
    message.state = SendState.ANNOUNCED;
  }

  // ---- faults

  /** Aborts sends. The function returns the reason, or null for sends that continue. */
  public void failIf(Function<Operation, FailureCause> why) {
    for (OutgoingMessage message : messages.all()) {
      if (message.operation != null && message.peer.isAlive()) {
        FailureCause cause = why.apply(message.operation);
        if (cause != null) {
          cancel(message, cause);
        }
      }
    }
  }

  private void cancel(OutgoingMessage message, FailureCause cause) {
    if (network.holds(message, cause)) {
      return;
    }
    Operation send = message.operation;
    moving.remove(message.active);
    message.releaseMapping();
    message.operation = null;
    message.state = SendState.CANCELLED;
    message.peer.out.countCancel();
    controls.cancel(message.peer, message.number, cause);
    completions.fail(send, cause);
  }

  /** The peer is gone; nothing arrives from it any more. */
  public void onPeerGone(Peer peer) {
    for (OutgoingMessage message : messages.all()) {
      if (message.peer == peer && message.state != SendState.FREE) {
        Operation send = message.operation;
        moving.remove(message.active);
        network.abandon(message);
        free(message);
        if (send != null) {
          completions.fail(send, peer.cause());
        }
      }
    }
  }
}
