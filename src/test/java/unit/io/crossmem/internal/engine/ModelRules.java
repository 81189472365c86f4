package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.PeerState;

/** The failures that are allowed for an operation of the model. */
final class ModelRules {
  private final Model model;

  ModelRules(Model model) {
    this.model = model;
  }

  boolean mayFail(ModelSend send, FailureCause failure) {
    return switch (failure.kind()) {
      case PEER_DIED, PEER_LEFT ->
          isTold(send.from, send.to, failure)
              || isCollectiveDeath(send.from, send.context, failure);
      case CLOSED -> model.closed[send.from][send.context];
      case PEER_CLOSED -> failure.rank() == send.to && model.closed[send.to][send.context];
      case CANCELLED -> send.aborted;
      case THREW ->
          send.aborted || send.payload.hasFailed() || failure.thrown() instanceof Injected;
      case NO_RING -> model.ringsFail;
      default -> false;
    };
  }

  private boolean isTold(int rank, int other, FailureCause failure) {
    PeerState state =
        failure.kind() == FailureCause.Kind.PEER_DIED ? PeerState.DIED : PeerState.LEFT;
    return failure.rank() == other && model.known[rank][other] == state;
  }

  private boolean isCollectiveDeath(int rank, int context, FailureCause failure) {
    return context == Model.COLLECTIVE
        && failure.kind() == FailureCause.Kind.PEER_DIED
        && model.known[rank][failure.rank()] == PeerState.DIED;
  }

  boolean mayBeGone(ModelReceive receive, FailureCause failure) {
    int rank = receive.rank;
    if (isCollectiveDeath(rank, receive.context, failure)) {
      return true;
    }
    if (receive.context == Model.COLLECTIVE
        && failure.kind() == FailureCause.Kind.PEER_DIED
        && model.states[failure.rank()] == PeerState.DIED
        && hasFailedSend(receive, Operation.ANY)) {
      return true; // the sender knows it already, and has said so
    }
    int peer = failure.rank();
    if (model.known[rank][peer] == PeerState.ALIVE) {
      return false;
    }
    if (receive.source == peer || (receive.message != null && receive.message.from == peer)) {
      return isTold(rank, peer, failure);
    }
    return receive.source == Operation.ANY
        && (allOthersGone(rank) || receive.left < model.event || hasAnnounced(receive, peer));
  }

  /** A receive from any may have taken a message of that one, within the model.event. */
  private boolean hasAnnounced(ModelReceive receive, int peer) {
    return model.sends.stream()
        .anyMatch(send -> send.from == peer && receive.accepts(send) && send.receive == null);
  }

  boolean allOthersGone(int rank) {
    for (int i = 0; i < model.size; i++) {
      if (i != rank && model.known[rank][i] == PeerState.ALIVE) {
        return false;
      }
    }
    return true;
  }

  /** A send of the given rank, or any, has failed whose message the receive may have got. */
  boolean hasFailedSend(ModelReceive receive, int from) {
    for (ModelSend send : model.sends) {
      if ((from == Operation.ANY || send.from == from)
          && send.failed()
          && receive.accepts(send)
          && (send.receive == null || send.receive == receive)) {
        return true;
      }
    }
    return false;
  }
}
