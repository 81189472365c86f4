package io.crossmem.internal.engine;

import static io.crossmem.internal.engine.Model.COLLECTIVE;
import static io.crossmem.internal.engine.Model.CONTEXTS;
import static io.crossmem.internal.engine.Model.require;

import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.ProtocolProbe;
import io.crossmem.internal.protocol.RecvState;
import java.util.Arrays;

/** Checks all messages of a walk together: their order, and that none is missing. */
final class ModelRest {
  private final Model model;
  private final TestRank[] ranks;

  ModelRest(Model model, TestRank[] ranks) {
    this.model = model;
    this.ranks = ranks;
  }

  // ---- messages that a probe has found

  void probed(int rank, int context, int source, int tag, Arrival arrival) {
    ModelReceive as = new ModelReceive();
    as.rank = rank;
    as.context = context;
    as.source = source;
    as.tag = tag;
    as.number = Integer.MAX_VALUE;
    ModelSend send = model.find(arrival.source(), rank, context, arrival.tag(), arrival.bytes());
    require(
        send != null && as.accepts(send) && send.receive == null, "a probe of", as, "found", send);
    requireNotOvertaken(as, send);
  }

  // ---- the order of a whole walk

  void requireOrder() {
    for (ModelReceive receive : model.receives) {
      if (receive.message != null) {
        requireNotOvertaken(receive, receive.message);
      }
    }
    for (ModelSend send : model.sends) {
      require(
          !send.announced
              || !send.ended
              || send.failed()
              || send.receive != null
              || model.unknown[send.to][send.context] > 0,
          send,
          "is complete, but was not received");
    }
    for (ModelReceive later : model.receives) {
      if (later.message != null) {
        for (ModelReceive earlier : model.receives) {
          if (earlier.number >= later.number) {
            break;
          }
          require(
              earlier.rank != later.rank
                  || !earlier.accepts(later.message)
                  || (earlier.left >= 0 && earlier.left <= later.left),
              later,
              "got",
              later.message,
              "though",
              earlier,
              "was there before; events",
              earlier.left,
              later.left);
        }
      }
    }
  }

  /** No message that was sent earlier waits, or was received later, which the receive accepts. */
  private void requireNotOvertaken(ModelReceive receive, ModelSend message) {
    for (ModelSend earlier : model.sends) {
      if (earlier.number >= message.number) {
        return;
      }
      if (earlier.from == message.from && receive.accepts(earlier) && !earlier.failed()) {
        require(
            earlier.receive != null
                ? earlier.receive.number < receive.number
                : model.unknown[receive.rank][receive.context] > 0
                    || !model.isAlive(earlier.from)
                    || model.known[receive.rank][earlier.from] != PeerState.ALIVE,
            receive,
            "got",
            message,
            "before",
            earlier);
      }
    }
  }

  // ---- at rest

  /** In the final state every operation is complete or waits for a partner. */
  void requireComplete() {
    for (ModelReceive receive : model.openReceives) {
      if (model.isAlive(receive.rank)) {
        require(
            ProtocolProbe.isQueued(receive.operation),
            receive,
            "never ends; it got",
            receive.message);
        require(
            receive.source == Operation.ANY
                ? !model.rules.allOthersGone(receive.rank)
                : model.isAlive(receive.source),
            receive,
            "waits for who is gone");
        requireNoDeath(receive, receive.rank, receive.context);
      }
    }
    for (ModelSend send : model.openSends) {
      if (model.isAlive(send.from)) {
        requireNoDeath(send, send.from, send.context);
        require(model.isAlive(send.to), send, "never ends, though its receiver is gone");
        require(send.receive == null, send, "never ends, though received by", send.receive);
        require(waits(send), send, "never ends, and nobody knows of it");
      }
    }
    for (int rank = 0; rank < model.size; rank++) {
      for (int context = 0; model.isAlive(rank) && context < CONTEXTS; context++) {
        if (!model.closed[rank][context]) {
          requireAllThere(rank, context);
        }
      }
    }
  }

  private void requireNoDeath(Object operation, int rank, int context) {
    require(
        context != COLLECTIVE || !Arrays.asList(model.known[rank]).contains(PeerState.DIED),
        operation,
        "waits though a member has died");
  }

  private boolean waits(ModelSend send) {
    for (Arrival arrival : ranks[send.to].progress.matcher.arrivals()) {
      if (arrival.source() == send.from
          && arrival.context() == send.context
          && arrival.tag() == send.tag
          && arrival.bytes() == send.bytes
          && arrival.message() != null) {
        return true;
      }
    }
    return false;
  }

  private void requireAllThere(int rank, int context) {
    int waiting = 0;
    for (Arrival arrival : ranks[rank].progress.matcher.arrivals()) {
      if (arrival.context() == context) {
        waiting +=
            arrival.message() == null || arrival.message().state != RecvState.ABANDONED ? 1 : 0;
        for (ModelReceive receive : model.openReceives) {
          require(
              receive.rank != rank
                  || receive.context != context
                  || (receive.source != Operation.ANY && receive.source != arrival.source())
                  || (receive.tag != Operation.ANY && receive.tag != arrival.tag()),
              receive,
              "waits, though there is a message with tag",
              arrival.tag(),
              "from",
              arrival.source());
        }
      }
    }
    int missing = 0;
    for (ModelSend send : model.sends) {
      if (send.to == rank
          && send.context == context
          && send.receive == null
          && (send.ended ? !send.failed() : model.isAlive(send.from))) {
        missing++;
      }
    }
    require(
        waiting <= missing && missing <= waiting + model.unknown[rank][context],
        missing,
        "messages to",
        rank,
        "in context",
        context,
        "were not received, and",
        waiting,
        "are there");
  }

  /** After all communicators were model.closed. */
  void requireOver() {
    for (ModelReceive receive : model.openReceives) {
      require(!model.isAlive(receive.rank), receive, "never ends");
    }
    for (ModelSend send : model.openSends) {
      require(!model.isAlive(send.from), send, "never ends");
    }
  }

  /** A completed operation never changes again. */
  void requireUntouched() {
    require(model.memory.isGuarded(), "memory beside a message was written");
    for (ModelReceive receive : model.receives) {
      if (receive.ended && !receive.quarantined) {
        require(
            (receive.operation == null || receive.operation.failure() == null)
                ? model.isIntact(receive)
                : model.memory.hash(receive.start, receive.room) == receive.hash,
            receive,
            "was complete, and then its memory changed");
        require(receive.payload.users() == 0, receive, "has users:", receive.payload.users());
      }
    }
    for (ModelSend send : model.sends) {
      require(!send.ended || send.payload.users() == 0, send, "has users", send.payload.users());
    }
  }
}
