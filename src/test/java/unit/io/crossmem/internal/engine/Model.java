package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.OutgoingMessage;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.ProtocolProbe;
import io.crossmem.internal.protocol.RecvState;
import java.util.ArrayList;
import java.util.List;

/**
 * MPI's rules for the messages of a walk: which receive may match which message, which failures are
 * allowed, and the state of their memory. The model is independent of the protocols.
 */
final class Model {
  static final int CONTEXTS = 3;

  /** The context of collective operations, which fail when any member dies. */
  static final int COLLECTIVE = 1;

  final int size;
  final ModelMemory memory;
  final List<ModelSend> sends = new ArrayList<>();
  final List<ModelReceive> receives = new ArrayList<>();
  final List<ModelSend> openSends = new ArrayList<>();
  final List<ModelReceive> openReceives = new ArrayList<>();
  final PeerState[] states; // the real state of each rank: ALIVE, LEFT or DIED
  final PeerState[][] known; // the state of each rank, as known by each rank
  final boolean[][] closed; // by rank and context
  boolean ringsFail; // at any time in this walk
  int event;

  private final TestRank[] ranks;
  final ModelRules rules = new ModelRules(this);
  final int[][] unknown = new int[16][CONTEXTS]; // receives that took some message

  Model(TestRank[] ranks, ModelMemory memory) {
    this.ranks = ranks;
    this.size = ranks.length;
    this.memory = memory;
    states = new PeerState[size];
    known = new PeerState[size][size];
    closed = new boolean[size][CONTEXTS];
    for (int i = 0; i < size; i++) {
      states[i] = PeerState.ALIVE;
      for (int j = 0; j < size; j++) {
        known[i][j] = PeerState.ALIVE;
      }
    }
  }

  boolean isAlive(int rank) {
    return states[rank] == PeerState.ALIVE;
  }

  static void require(boolean condition, Object... words) {
    if (!condition) {
      StringBuilder text = new StringBuilder();
      for (Object word : words) {
        text.append(word).append(' ');
      }
      throw new AssertionError(text.toString());
    }
  }

  // ---- effects of an event in a rank

  /** Checks the changes in a rank; returns how many operations have ended. */
  int observe(int rank) {
    for (IncomingMessage message : ranks[rank].progress.records.all()) {
      if (message.state != RecvState.FREE && message.operation != null) {
        noteMatch(rank, message);
      }
    }
    for (OutgoingMessage message : ranks[rank].progress.sends.messages()) {
      if (message.operation != null) {
        noteAnnounced(message.operation);
      }
    }
    int ended = 0;
    for (int i = openReceives.size() - 1; i >= 0; i--) {
      ModelReceive receive = openReceives.get(i);
      if (receive.rank == rank) {
        if (receive.left < 0 && !ProtocolProbe.isQueued(receive.operation)) {
          receive.left = event;
        }
        if (receive.operation.isDone()) {
          openReceives.remove(i);
          ended++;
          end(receive);
        }
      }
    }
    for (int i = openSends.size() - 1; i >= 0; i--) {
      ModelSend send = openSends.get(i);
      if (send.from == rank && send.operation.isDone()) {
        openSends.remove(i);
        ended++;
        end(send);
      }
    }
    return ended;
  }

  private void noteAnnounced(Operation operation) {
    for (ModelSend send : openSends) {
      if (send.operation == operation) {
        send.announced = true;
      }
    }
  }

  /** A receive waits for the rest of a message. */
  private void noteMatch(int rank, IncomingMessage message) {
    for (ModelReceive receive : openReceives) {
      if (receive.operation == message.operation && receive.message == null) {
        match(receive, find(message.peer.rank, rank, receive.context, message.tag, message.length));
      }
    }
  }

  /** Of one length there is one message of each pair of ranks; of length 0, one of each tag. */
  ModelSend find(int from, int to, int context, int tag, long bytes) {
    for (ModelSend send : sends) {
      if (send.from == from
          && send.to == to
          && send.context == context
          && send.tag == tag
          && send.bytes == bytes) {
        return send;
      }
    }
    return null;
  }

  private void match(ModelReceive receive, ModelSend send) {
    require(send != null, receive, "got a message that was never sent");
    require(
        send.receive == null || send.receive == receive,
        send,
        "was received twice: ",
        send.receive,
        "and",
        receive);
    require(receive.message == null || receive.message == send, receive, "got two messages");
    require(receive.accepts(send), receive, "got", send);
    send.receive = receive;
    receive.message = send;
  }

  private void end(ModelSend send) {
    send.ended = true;
    require(send.payload.misuse() == null, send, send.payload.misuse());
    require(send.payload.users() == 0, send, "is complete, but its memory is kept");
    FailureCause failure = send.operation.failure();
    if (failure != null) {
      require(rules.mayFail(send, failure), send, "failed with", failure);
    }
    memory.useUp(send.start, send.bytes); // the caller may do so now
  }

  private void end(ModelReceive receive) {
    Operation operation = receive.operation;
    receive.ended = true;
    FailureCause failure = operation.failure();
    require(receive.payload.misuse() == null, receive, receive.payload.misuse());
    require(
        receive.payload.users() == (receive.quarantined ? 1 : 0),
        receive,
        "is complete and has users:",
        receive.payload.users());
    if (failure != null) {
      fail(receive, failure);
      receive.hash = memory.hash(receive.start, receive.room);
      return;
    }
    match(
        receive,
        find(
            operation.source(),
            receive.rank,
            receive.context,
            operation.foundTag(),
            operation.bytes()));
    require(isIntact(receive), receive, "got other bytes than those of", receive.message);
    require(
        receive.mask != 0 || receive.payload.placed() == operation.bytes(),
        receive,
        "has",
        operation.bytes(),
        "bytes, and moved",
        receive.payload.placed());
  }

  boolean isIntact(ModelReceive receive) {
    int bytes = receive.message.bytes;
    return memory.holds(receive.start, bytes, receive.message.number, receive.mask)
        && memory.isAll(receive.start + bytes, receive.start + receive.room, ModelMemory.FRESH);
  }

  private void fail(ModelReceive receive, FailureCause failure) {
    switch (failure.kind()) {
      case TRUNCATED, MISFIT -> {
        match(
            receive,
            find(failure.rank(), receive.rank, receive.context, failure.tag(), failure.bytes()));
        boolean tooLong = failure.bytes() > receive.room;
        boolean misfit = failure.bytes() % receive.payload.type().bytes() != 0;
        require(
            failure.kind() == FailureCause.Kind.TRUNCATED ? tooLong : misfit && !tooLong,
            receive,
            "failed with",
            failure);
      }
      case THREW -> {
        require(
            receive.aborted
                || receive.payload.hasFailed()
                || receive.combinerFailed
                || (receive.own != null && receive.own.hasFailed())
                || failure.thrown() instanceof Injected,
            receive,
            "failed with",
            failure);
        identify(receive);
      }
      case PEER_DIED, PEER_LEFT ->
          require(rules.mayBeGone(receive, failure), receive, "failed with", failure);
      case WITHDRAWN ->
          require(rules.hasFailedSend(receive, failure.rank()), receive, "failed with", failure);
      case CLOSED ->
          require(closed[receive.rank][receive.context], receive, "failed with", failure);
      case CANCELLED -> require(receive.aborted, receive, "was cancelled by nobody");
      default -> require(false, receive, "failed with", failure);
    }
  }

  /** It failed in the middle of a message: by its first bytes it is known which. */
  private void identify(ModelReceive receive) {
    int number = ModelMemory.number(receive.payload.lastWord());
    if (receive.message == null && number >= 0 && number < sends.size()) {
      match(receive, sends.get(number));
    }
    if (receive.message == null) {
      unknown[receive.rank][receive.context]++;
    }
  }

  void receivedAtOnce(ModelReceive receive, int tag, int bytes) {
    match(receive, find(receive.source, receive.rank, receive.context, tag, bytes));
    require(isIntact(receive), receive, "got other bytes than those of", receive.message);
  }

  /** Its memory may be written for ever. */
  void quarantine(Operation operation) {
    for (ModelReceive receive : openReceives) {
      if (receive.operation == operation) {
        receive.quarantined = true;
      }
    }
  }

  /** A rank has left: nothing of its own is under way. */
  void requireEnded(int rank) {
    for (ModelReceive receive : openReceives) {
      require(receive.rank != rank, receive, "is under way, though its rank has left");
    }
    for (ModelSend send : openSends) {
      require(send.from != rank, send, "is under way, though its rank has left");
    }
  }
}
