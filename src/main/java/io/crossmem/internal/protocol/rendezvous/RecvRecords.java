package io.crossmem.internal.protocol.rendezvous;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.protocol.Completions;
import io.crossmem.internal.protocol.ControlSender;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.IncomingTable;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.RecvState;
import java.util.List;

/**
 * The records of messages announced to this rank, and the state changes that several events have in
 * common.
 */
public final class RecvRecords {
  private final ControlSender controls;
  private final Completions completions;
  private final IncomingTable messages = new IncomingTable();
  private final ActiveMessages<IncomingMessage> getting = new ActiveMessages<>(); // GET, SPLIT
  private final IncomingMessage[][] byCounter; // by peer, then by part counter

  public RecvRecords(int ranks, ControlSender controls, Completions completions) {
    this.controls = controls;
    this.completions = completions;
    this.byCounter = new IncomingMessage[ranks][COUNTER_COUNT];
  }

  /** All records; most may be FREE. */
  public List<IncomingMessage> all() {
    return messages.all();
  }

  /** The messages with parts to read. */
  ActiveMessages<IncomingMessage> getting() {
    return getting;
  }

  /** Returns a new record in state ANNOUNCED. If this throws, nothing has changed. */
  IncomingMessage announce(Peer peer, int send) {
    IncomingMessage message = messages.take(peer, send);
    message.received = 0;
    message.expected = 0;
    message.end = 0;
    message.whole = false;
    message.taken = 0;
    message.counter = -1;
    message.atpPending = false;
    message.cause = null;
    message.protocol = null;
    message.missing.clear();
    message.state = RecvState.ANNOUNCED;
    return message;
  }

  /** The record for a send number; null if there is none. */
  IncomingMessage find(Peer peer, int send) {
    return messages.find(peer, send);
  }

  /** The record with a receive number; null if the number was never used. */
  IncomingMessage get(int number) {
    return messages.get(number);
  }

  /** The sender may reuse its send number. */
  void forgetSend(IncomingMessage message) {
    messages.forgetSend(message);
  }

  /** The message that uses a part counter; null if there is none. */
  IncomingMessage byCounter(Peer peer, int counter) {
    return counter < 0 || counter >= COUNTER_COUNT ? null : byCounter[peer.rank][counter];
  }

  /** From now on the sender may take parts, until its ATP. */
  void openCounter(IncomingMessage message) {
    message.counter = message.peer.in.openCounter();
    message.atpPending = true;
    byCounter[message.peer.rank][message.counter] = message;
  }

  private void closeCounter(IncomingMessage message) {
    if (message.counter >= 0) {
      byCounter[message.peer.rank][message.counter] = null;
      message.peer.in.closeCounter(message.counter);
      message.counter = -1;
      message.atpPending = false;
    }
  }

  /** Continues in state PIPELINE. */
  void askForData(IncomingMessage message, long from, long to) {
    message.expected = from;
    message.end = to;
    message.whole = to - from == message.length;
    message.protocol = Protocol.PIPELINE; // even if another protocol was tried before
    message.state = RecvState.PIPELINE;
    controls.ctsData(message.peer, message.send, message.number, from, to);
  }

  /** Requests the missing data as DATA, when neither side copies any more. */
  void askForRest(IncomingMessage message) {
    closeCounter(message);
    if (message.missing.isEmpty()) { // the sender's count was wrong: copy again, without the sender
      message.received = 0;
      message.missing.add(new long[] {0, message.length});
    }
    long[] range = message.missing.remove();
    askForData(message, range[0], range[1]);
  }

  /** All of a message was copied; {@code failure} is null if that succeeded. */
  void end(IncomingMessage message, FailureCause failure) {
    Operation receive = message.operation;
    if (failure == null) {
      complete(message);
    } else {
      free(message);
      completions.fail(receive, failure);
    }
  }

  /** All of the message was received. */
  void complete(IncomingMessage message) {
    Operation receive = message.operation;
    Peer peer = message.peer;
    message.endTiming(true);
    message.count();
    getting.remove(message.active);
    message.operation = null;
    message.releaseMapping();
    if (!message.whole) {
      controls.ats(message);
    }
    if (message.atpPending) {
      message.state = RecvState.AWAIT_ATP;
    } else {
      free(message);
    }
    completions.receive(receive, peer.rank, message.tag, message.length);
  }

  /** Frees the record: neither side uses it any more. */
  void free(IncomingMessage message) {
    getting.remove(message.active);
    message.endTiming(false);
    closeCounter(message);
    message.releaseMapping();
    message.operation = null;
    message.cause = null;
    message.state = RecvState.FREE;
    messages.give(message);
  }
}
