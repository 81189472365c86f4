package io.crossmem.internal.protocol.rendezvous;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.protocol.Completions;
import io.crossmem.internal.protocol.ControlSender;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.Placement;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.ProtocolSelector;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.protocol.RemoteCopy;
import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.Geometry;
import java.nio.ByteBuffer;
import java.util.function.Predicate;

/**
 * The receiver's side of announced messages: one method for each event. Used under the engine's
 * lock; never waits. {@code docs/protocol.md} describes the states.
 */
public final class RecvRendezvous {
  private final Geometry geometry;
  private final RecvRecords records;
  private final RecvFaults faults;
  private final ControlSender controls;
  private final Completions completions;
  private final Placement placement;
  private final ProtocolChoice choice;
  private final Get get;
  private final NetworkReceive network;
  private final Predicate<IncomingMessage> turn = this::step; // made once

  public RecvRendezvous(
      Geometry geometry,
      RecvRecords records,
      RecvFaults faults,
      ControlSender controls,
      Completions completions,
      Placement placement,
      ProtocolSelector selector,
      RemoteCopy copy,
      MappedCopy mapped,
      NetworkReceive network) {
    this.geometry = geometry;
    this.records = records;
    this.faults = faults;
    this.controls = controls;
    this.completions = completions;
    this.placement = placement;
    this.choice = new ProtocolChoice(selector, copy, mapped, network);
    this.get = new Get(copy, mapped);
    this.network = network;
  }

  /** Whether there is something to do without new entries. */
  public boolean isActive() {
    return !records.getting().isEmpty();
  }

  // ---- the beginning

  /** Handles RTS, the next entry. If this throws, nothing has changed. */
  public IncomingMessage onRts(Peer peer) throws CorruptRingException {
    int send = RequestToSend.number(peer);
    network.forgetSend(records.find(peer, send));
    if (!RequestToSend.isValid(peer) || records.find(peer, send) != null) {
      throw new CorruptRingException(
          "RTS with number " + send + " and " + RequestToSend.length(peer) + " bytes");
    }
    IncomingMessage message = records.announce(peer, send);
    RequestToSend.read(message);
    return message;
  }

  /** A message in state ANNOUNCED or ABANDONED will never be received. */
  public void refuse(IncomingMessage message, int status) {
    if (message.state == RecvState.ANNOUNCED && message.follows()) {
      NetworkReceive.drop(message);
    } else if (message.state == RecvState.ANNOUNCED) {
      controls.ats(message.peer, message.send, status);
    }
    records.free(message);
  }

  /** Undoes {@link #onRts}, which will be called again. */
  public void forget(IncomingMessage message) {
    records.free(message);
  }

  /** A receive has matched a message in state ANNOUNCED or ABANDONED. */
  public void begin(IncomingMessage message, Operation receive) {
    FailureCause refusal = refusal(message, receive);
    Protocol protocol = null;
    if (refusal == null && message.length > 0 && !message.isAttached()) {
      try {
        protocol = choice.choose(message, receive);
      } catch (Throwable e) { // the user's memory is gone
        refusal = FailureCause.threw(e);
      }
    }
    if (refusal != null) {
      refuse(message, STATUS_TAKEN);
      completions.fail(receive, refusal);
      return;
    }
    message.operation = receive;
    if (message.isAttached()) {
      placeAttached(message);
      return;
    }
    if (protocol == null) {
      records.complete(message); // it has no bytes
      return;
    }
    message.begin(protocol);
    switch (protocol) {
      case PIPELINE -> records.askForData(message, 0, message.length);
      case GET, MAPPED -> startGet(message);
      case PUT -> share(message, RecvState.PUT);
      case SPLIT -> share(message, RecvState.SPLIT);
      case NETWORK -> network.receive(message);
    }
  }

  private static FailureCause refusal(IncomingMessage message, Operation receive) {
    return message.state == RecvState.ABANDONED
        ? message.cause
        : Placement.refusal(receive, message.peer.rank, message.tag, message.length);
  }

  private void startGet(IncomingMessage message) {
    boolean combines = message.operation.combination() != null; // in memory of the size of a part
    message.cut(combines ? geometry.maxPayload() : choice.partBytes(message));
    records.getting().add(message.active);
    message.state = RecvState.GET;
  }

  /** Lets the sender write the parts that it takes; if both copy, this side reads the others. */
  private void share(IncomingMessage message, RecvState state) {
    message.cut(choice.sharedPartBytes(message));
    records.openCounter(message);
    if (state == RecvState.SPLIT) {
      records.getting().add(message.active);
    }
    message.state = state;
    controls.ctsPut(message, choice.place(message));
  }

  // ---- GET

  /** Reads a part of some messages; returns whether anything was copied. */
  public boolean step() {
    boolean moved = records.getting().step(turn);
    for (IncomingMessage got = network.takeOver(); got != null; got = network.takeOver()) {
      onReceived(got);
      moved = true;
    }
    return moved;
  }

  /** The network has carried a range, or nothing: then the sender's CANCEL comes. */
  private void onReceived(IncomingMessage message) {
    if (message.state == RecvState.STORING && message.received == message.length) {
      placeStored(message);
    } else if (message.state != RecvState.NETWORK && message.state != RecvState.STORING) {
      faults.onReceived(message);
    } else if (message.received == message.length) {
      records.complete(message);
    } else if (message.received == message.end) {
      network.receive(message);
    }
  }

  private void placeAttached(IncomingMessage message) {
    message.begin(Protocol.NETWORK);
    message.whole = true; // no ATS
    var failure = placement.placeAll(message, message.peer.link.attached().get(message.following));
    NetworkReceive.drop(message);
    records.end(message, failure);
  }

  private void placeStored(IncomingMessage message) {
    FailureCause failure = placement.placeAll(message, message.storage);
    network.giveStorage(message);
    records.end(message, failure);
  }

  private boolean step(IncomingMessage message) {
    Get.Outcome outcome;
    try {
      outcome = get.step(message);
    } catch (Throwable e) { // the user's memory is gone
      faults.giveUp(message, FailureCause.threw(e));
      return true;
    }
    if (message.received == message.length) {
      completeIfKept(message);
    } else if (outcome != Get.Outcome.COPIED) {
      records.getting().remove(message.active);
      if (message.state == RecvState.SPLIT) {
        message.state = RecvState.PUT;
      } else {
        if (outcome == Get.Outcome.REFUSED) {
          Get.missRest(message);
        }
        records.askForRest(message);
      }
    }
    return true;
  }

  /**
   * Completes a message that was copied. But if the sender has cancelled a message, its memory may
   * have been reused when it was read: then a CANCEL arrives soon, and shows which message it was.
   */
  private void completeIfKept(IncomingMessage message) {
    if (!message.peer.in.expectsCancel()) {
      records.complete(message);
    } else if (!message.active.isQueued()) {
      message.state = RecvState.GET;
      records.getting().add(message.active);
    }
  }

  // ---- DATA

  /** Handles DATA, the next entry. Returns the length of its payload. */
  public int onData(Peer peer) throws CorruptRingException {
    int length = peer.in.payloadLength();
    IncomingMessage message =
        records.get(peer.in.memory.bytes.getInt(peer.in.entry() + DATA_RECEIVE));
    if (message == null
        || message.peer != peer
        || (message.state != RecvState.PIPELINE && message.state != RecvState.DRAINING)
        || length != nextPart(message)) {
      throw new CorruptRingException("DATA that was not requested");
    }
    if (message.state == RecvState.PIPELINE) {
      place(message, length);
    } else {
      message.expected += length;
    }
    if (message.expected == message.end) {
      onLastData(message);
    }
    return length;
  }

  private long nextPart(IncomingMessage message) {
    int part = geometry.partBytes(message.length);
    return Math.min(part, message.end - message.expected);
  }

  private void place(IncomingMessage message, int length) {
    Peer peer = message.peer;
    Operation receive = message.operation;
    FailureCause failure =
        placement.placeFromRing(peer, receive, message.expected, peer.in.payload(length), length);
    message.expected += length;
    message.received += length;
    if (failure != null) {
      message.operation = null;
      message.state = RecvState.DRAINING;
      completions.fail(receive, failure);
    }
  }

  private void onLastData(IncomingMessage message) {
    if (message.state == RecvState.DRAINING) {
      if (!message.whole) {
        controls.ats(message.peer, message.send, STATUS_TAKEN);
      }
      records.free(message);
    } else if (message.received == message.length) {
      records.complete(message);
    } else {
      records.askForRest(message);
    }
  }

  // ---- ATP and CANCEL

  /** The sender will not write any more parts of a message. */
  public void onAtp(Peer peer) throws CorruptRingException {
    ByteBuffer bytes = peer.in.memory.bytes;
    int entry = peer.in.entry();
    int counter = bytes.getInt(entry + ATP_COUNTER);
    int failed = bytes.getInt(entry + ATP_FAILED);
    long written = bytes.getLong(entry + ATP_WRITTEN);
    IncomingMessage message = records.byCounter(peer, counter);
    if (message == null
        || !message.atpPending
        || failed >= message.parts
        || written < 0
        || written > message.length - message.received) {
      throw new CorruptRingException("ATP of a message that is not shared");
    }
    message.atpPending = false;
    switch (message.state) {
      case PUT -> {
        message.received += written;
        if (failed >= 0) {
          message.miss(failed);
          Get.missRest(message);
        }
        completeOrAskForRest(message);
      }
      case SPLIT -> {
        message.received += written;
        if (failed >= 0) {
          message.miss(failed);
        }
        message.state = RecvState.GET;
        if (message.received == message.length) {
          completeIfKept(message);
        }
      }
      case HELD -> faults.endHeld(message);
      default -> records.free(message); // AWAIT_ATP, QUARANTINED
    }
  }

  private void completeOrAskForRest(IncomingMessage message) {
    if (message.received == message.length) {
      completeIfKept(message);
    } else {
      records.askForRest(message);
    }
  }
}
