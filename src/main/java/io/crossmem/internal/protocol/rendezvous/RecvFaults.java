package io.crossmem.internal.protocol.rendezvous;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.protocol.Completions;
import io.crossmem.internal.protocol.ControlSender;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.shm.CorruptRingException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * Ends the receiver's side of a message before it is complete: the sender cancels it, this rank
 * aborts it, or the sender is gone. Used under the engine's lock; never waits.
 */
public final class RecvFaults {
  private final RecvRecords records;
  private final ControlSender controls;
  private final Completions completions;
  private final int ranks;
  private final NetworkReceive network;
  private final HeldMemory held = new HeldMemory();

  public RecvFaults(
      int ranks,
      RecvRecords records,
      ControlSender controls,
      Completions completions,
      NetworkReceive network) {
    this.network = network;
    this.ranks = ranks;
    this.records = records;
    this.controls = controls;
    this.completions = completions;
  }

  /** Whether a failed receive cannot complete yet, but will soon. Any thread may call this. */
  public boolean isHolding() {
    return held.isHolding();
  }

  /** The sender has cancelled a message. CANCEL is always acknowledged. */
  public void onCancel(Peer peer) throws CorruptRingException {
    ByteBuffer bytes = peer.in.memory.bytes;
    int entry = peer.in.entry();
    int send = bytes.getInt(entry + CANCEL_SEND);
    int reason = bytes.getInt(entry + CANCEL_REASON);
    int rank = bytes.getInt(entry + CANCEL_RANK);
    if (rank < 0 || rank >= ranks) {
      throw new CorruptRingException("CANCEL with rank " + rank);
    }
    peer.in.takeCancel();
    IncomingMessage message = records.find(peer, send);
    if (message != null) {
      onCancel(message, cause(peer, reason, rank));
    }
    controls.cancelAck(peer, send);
  }

  private static FailureCause cause(Peer peer, int reason, int rank) {
    return switch (reason) {
      case REASON_GONE -> FailureCause.of(FailureCause.Kind.PEER_DIED, rank);
      case REASON_FAILED ->
          FailureCause.of(FailureCause.Kind.WITHDRAWN, peer.rank, "its send failed");
      default ->
          FailureCause.of(
              FailureCause.Kind.WITHDRAWN,
              peer.rank,
              "it closed the communicator before its message was received");
    };
  }

  private void onCancel(IncomingMessage message, FailureCause cause) {
    if (message.state == RecvState.STORING) {
      giveUp(message, cause);
      return;
    }
    if (message.transfer != null) {
      records.forgetSend(message);
      hold(message, cause);
      return;
    }
    switch (message.state) {
      case ANNOUNCED -> {
        if (message.follows()) {
          NetworkReceive.drop(message);
        }
        records.forgetSend(message);
        message.cause = cause;
        message.state = RecvState.ABANDONED;
      }
      case HELD -> endHeld(message);
      default -> {
        Operation receive = message.operation;
        records.free(message);
        if (receive != null) {
          completions.fail(receive, cause);
        }
      }
    }
  }

  /** Aborts receives. The function returns the reason, or null for receives that continue. */
  public void failIf(Function<Operation, FailureCause> why) {
    for (IncomingMessage message : records.all()) {
      if (message.operation != null && message.state != RecvState.HELD) {
        FailureCause cause = why.apply(message.operation);
        boolean hasLeft = cause != null && cause.kind() == FailureCause.Kind.PEER_LEFT;
        if (cause != null && !(hasLeft && message.outlivesSender())) {
          giveUp(message, cause);
        }
      }
    }
  }

  /** This rank aborts a receive. */
  void giveUp(IncomingMessage message, FailureCause cause) {
    Operation receive = message.operation;
    message.endTiming(false);
    switch (message.state) {
      case PIPELINE -> message.state = RecvState.DRAINING;
      case GET -> {
        controls.ats(message.peer, message.send, STATUS_TAKEN);
        records.free(message);
      }
      case NETWORK -> {
        if (message.transfer != null) {
          hold(message, cause);
          return;
        }
        records.free(message); // the sender has cancelled it
      }
      case STORING -> {
        if (message.transfer != null) {
          network.stopStoring(message);
        }
        records.free(message);
      }
      default -> { // PUT, SPLIT
        if (isSenderWriting(message)) {
          hold(message, cause);
          return;
        }
        message.state = RecvState.AWAIT_ATP;
      }
    }
    message.operation = null;
    completions.fail(receive, cause);
  }

  /** The receive fails when nobody writes into its memory any more. */
  private void hold(IncomingMessage message, FailureCause cause) {
    if (message.state != RecvState.HELD && message.state != RecvState.QUARANTINED) {
      message.cause = cause;
      message.state = RecvState.HELD;
      held.hold(message);
    }
  }

  /** The network does not write any more for a receive that must fail, or has failed. */
  void onReceived(IncomingMessage message) {
    boolean awaitsAts = !message.whole && records.find(message.peer, message.send) == message;
    if (awaitsAts) {
      controls.ats(message.peer, message.send, STATUS_TAKEN);
    }
    if (message.state == RecvState.HELD) {
      endHeld(message);
    } else {
      records.free(message); // QUARANTINED
    }
  }

  /** Takes all remaining parts; returns whether the sender has taken any before. */
  private boolean isSenderWriting(IncomingMessage message) {
    records.getting().remove(message.active);
    int taken = message.peer.in.takeAllParts(message.counter);
    controls.ats(message.peer, message.send, STATUS_TAKEN); // the sender answers with ATP
    return taken != message.taken;
  }

  /** The sender no longer writes into memory that was held. */
  void endHeld(IncomingMessage message) {
    Operation receive = message.operation;
    FailureCause cause = message.cause;
    held.release(message);
    records.free(message);
    completions.fail(receive, cause);
  }

  /** Fails receives that waited too long for a sender that may be stopped while writing a part. */
  public void failOverdue(long now) {
    for (IncomingMessage message : held.overdue(now)) {
      Operation receive = message.operation;
      FailureCause cause = message.cause;
      held.release(message);
      HeldMemory.quarantine(receive);
      message.operation = null;
      message.state = RecvState.QUARANTINED;
      completions.fail(receive, cause);
    }
  }

  /** The peer is gone; nothing arrives from it any more but data that it has sent already. */
  public void onPeerGone(Peer peer) {
    for (IncomingMessage message : records.all()) {
      if (message.peer == peer && message.state != RecvState.FREE && !message.outlivesSender()) {
        onPeerGone(message);
      }
    }
  }

  /** Whether data that a rank sent before it left has not been received yet. */
  public boolean awaits(Peer peer) {
    for (IncomingMessage message : records.all()) {
      if (message.peer == peer && message.outlivesSender()) {
        return true;
      }
    }
    return false;
  }

  private void onPeerGone(IncomingMessage message) {
    Operation receive = message.operation;
    FailureCause cause = message.cause != null ? message.cause : message.peer.cause();
    if (message.state == RecvState.HELD) {
      held.release(message);
    }
    network.abandon(message);
    if (receive != null && message.atpPending && message.peer.state() == PeerState.LOST) {
      message.peer.in.takeAllParts(message.counter); // the sender lives and may write
      HeldMemory.quarantine(receive);
    }
    records.free(message);
    if (receive != null) {
      completions.fail(receive, cause);
    }
  }
}
