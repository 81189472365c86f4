package io.crossmem.internal.engine;

import static io.crossmem.internal.engine.Model.require;

import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.OutgoingMessage;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.ProtocolProbe;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.protocol.SendState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Random events in a group of ranks, and the {@link Model} that checks their effects. The same seed
 * makes the same walk.
 */
final class Walk {
  private static final int ANY = Operation.ANY;

  private final Chance chance;
  private final WalkSetup setup;
  private final WalkFaults faults;
  private final WalkStarts starts;
  private final WalkEnd end;
  private final TestRank[] ranks;
  private final Model model;
  private final ModelRest rest;
  private final boolean[] busy; // ranks in whose event this one is
  private final List<String> trace; // null unless it is wanted

  Walk(long seed, boolean traced) {
    chance = new Chance(seed);
    setup = new WalkSetup(chance);
    ranks = setup.group.ranks;
    model = new Model(ranks, WalkFaults.memory());
    rest = new ModelRest(model, ranks);
    model.ringsFail = setup.ringsFail;
    faults = new WalkFaults(chance, setup, model, this::interfere);
    starts = new WalkStarts(chance, this, setup, faults, model);
    end = new WalkEnd(chance, this, ranks, model);
    busy = new boolean[ranks.length];
    trace = traced ? new ArrayList<>() : null;
  }

  List<String> trace() {
    return trace;
  }

  void log(Object... words) {
    if (trace != null) {
      StringBuilder text = new StringBuilder().append(model.event).append(": ");
      for (Object word : words) {
        text.append(word).append(' ');
      }
      trace.add(text.toString());
    }
  }

  // ---- events

  void run() {
    for (int i = 0; i < setup.events; i++) {
      event(chance.pick(ranks.length), true);
    }
    faults.end();
    end.settle();
    rest.requireComplete();
    rest.requireOrder();
    end.closeAll();
    end.settle();
    rest.requireOver();
    for (TestRank rank : ranks) {
      if (model.isAlive(rank.rank)) {
        end.requireClean(rank);
      }
    }
    rest.requireUntouched();
    faults.requireNoMisuse();
  }

  /** While one rank copies, another one may do anything. */
  private void interfere(int rank) {
    boolean before = busy[rank];
    busy[rank] = true;
    try {
      event(chance.pick(ranks.length), false);
    } finally {
      busy[rank] = before;
    }
  }

  private void event(int rank, boolean outermost) {
    if (!model.isAlive(rank) || busy[rank]) {
      return;
    }
    model.event++;
    busy[rank] = true;
    try {
      int kind =
          outermost ? chance.pick(1000) : 1000 - chance.pick(setup.nesting < 20 ? 1000 : 100);
      kind = kind >= 470 && kind < 900 && chance.percent(setup.idleness) ? chance.pick(470) : kind;
      if (kind < 260) {
        starts.send(rank);
      } else if (kind < 470) {
        starts.receive(rank);
      } else if (kind < 900) {
        poll(rank);
      } else if (kind < 920) {
        cancel(rank);
      } else if (kind < 945) {
        probe(rank);
      } else if (kind < 960) {
        starts.receiveAtOnce(rank);
      } else if (kind < 966) {
        close(rank, chance.pick(Model.CONTEXTS));
      } else if (kind < 970) {
        die(rank, outermost);
      } else if (kind < 975) {
        leave(rank);
      } else if (kind < 985) {
        passTime(rank);
      } else {
        abort(rank);
      }
    } finally {
      busy[rank] = false;
    }
    observe(rank);
  }

  void observe(int rank) {
    TestRank of = ranks[rank];
    int reported = of.progress.completions.take();
    int ended = model.observe(rank);
    require(reported == ended, ended, "operations are complete, and", reported, "were reported");
    faults.requireNoMisuse();
    require(!of.isInUserCode(), "it never comes out of the user's code");
    for (Peer peer : of.peers) {
      require(
          peer.state() == model.known[rank][peer.rank],
          rank,
          "takes",
          peer.rank,
          "for",
          peer.state(),
          peer.isAlive() ? "" : peer.cause());
    }
  }

  private void poll(int rank) {
    learn(rank, 30);
    TestRank of = ranks[rank];
    try {
      log("poll", rank, of.poll());
    } catch (Injected.Shortage e) { // an Injected would be the failure of one operation
      log("poll", rank, e.getMessage());
    }
  }

  /** Detects some of the ranks that are gone. */
  void learn(int rank, int percent) {
    for (int other = 0; other < ranks.length; other++) {
      if (model.states[other] != model.known[rank][other] && chance.percent(percent)) {
        lose(rank, other);
      }
    }
  }

  /** As the failure detector does. */
  private void lose(int rank, int other) {
    TestRank of = ranks[rank];
    boolean drained = of.progress.drainAll(of.peers[other]);
    log(rank, drained ? "detects the end of" : "still has entries of", other);
    if (drained) {
      model.known[rank][other] = model.states[other];
      of.progress.failures.lose(of.peers[other], model.states[other], null);
    }
    of.wake();
  }

  private void cancel(int rank) {
    ModelReceive receive = openReceive(rank);
    if (receive == null) {
      return;
    }
    boolean waits = ProtocolProbe.isQueued(receive.operation);
    boolean before = receive.aborted;
    receive.aborted = true;
    boolean cancelled = ranks[rank].progress.cancel(receive.operation);
    receive.aborted = before || cancelled;
    log("cancel", receive, cancelled);
    require(cancelled == waits, receive, "waits:", waits, "cancelled:", cancelled);
  }

  private ModelReceive openReceive(int rank) {
    ModelReceive found = null;
    int seen = 0;
    for (ModelReceive receive : model.openReceives) {
      if (receive.rank == rank && chance.pick(++seen) == 0) {
        found = receive;
      }
    }
    return found;
  }

  private void probe(int rank) {
    int context = chance.pick(Model.CONTEXTS);
    int source = chance.percent(40) ? ANY : chance.pick(ranks.length);
    int tag = chance.percent(40) ? ANY : chance.pick(WalkStarts.TAGS);
    if (setup.contexts[rank][context].isClosed()) {
      return;
    }
    Arrival arrival = ranks[rank].progress.matcher.find(setup.contexts[rank][context], source, tag);
    if (arrival == null) {
      return;
    }
    log("probe", rank, "context", context, "finds", arrival.source(), arrival.tag());
    int from = arrival.source();
    int label = arrival.tag();
    long bytes = arrival.bytes();
    rest.probed(rank, context, source, tag, arrival);
    if (chance.percent(50)) {
      int before = model.receives.size();
      starts.receive(starts.newReceive(rank, context, source, tag));
      if (model.receives.size() > before) {
        Operation operation = model.receives.get(before).operation;
        require(!ProtocolProbe.isQueued(operation), "what a probe has found is not there");
        require(
            !operation.isDone()
                || operation.failure() != null
                || (operation.source() == from
                    && operation.foundTag() == label
                    && operation.bytes() == bytes),
            "a receive got another message than a probe had found");
      }
    }
  }

  void close(int rank, int context) {
    if (!setup.contexts[rank][context].isClosed()) {
      log("close", rank, "context", context);
      model.closed[rank][context] = true;
      ranks[rank].progress.failures.close(setup.contexts[rank][context]);
      ranks[rank].wake();
    }
  }

  /** In the middle of a write. */
  private void die(int rank, boolean outermost) {
    if (!outermost || chance.percent(30)) {
      return;
    }
    log("rank", rank, "dies");
    for (OutgoingMessage message : ranks[rank].progress.sends.messages()) {
      if (message.state == SendState.PUTTING && chance.percent(50)) {
        int part = message.peer.out.takePart(message.counter);
        log("in the middle of part", part);
      }
    }
    model.states[rank] = PeerState.DIED;
  }

  private void leave(int rank) {
    for (int context = 0; context < Model.CONTEXTS; context++) {
      close(rank, context);
    }
    TestRank of = ranks[rank];
    if (of.progress.recvFaults.isHolding()) {
      return;
    }
    observe(rank);
    log("rank", rank, "leaves");
    of.progress.leave();
    of.wake();
    model.states[rank] = PeerState.LEFT;
    model.requireEnded(rank);
  }

  private void passTime(int rank) {
    TestRank of = ranks[rank];
    for (IncomingMessage message : of.progress.records.all()) {
      if (message.state == RecvState.HELD) {
        model.quarantine(message.operation);
      }
    }
    log("time passes for", rank);
    of.progress.recvFaults.failOverdue(System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
    of.wake();
  }

  private void abort(int rank) {
    Operation operation;
    ModelReceive receive = openReceive(rank);
    if (receive != null && chance.percent(50)) {
      receive.aborted = true;
      operation = receive.operation;
      log("abort", receive);
    } else {
      ModelSend send = openSend(rank);
      if (send == null) {
        return;
      }
      send.aborted = true;
      operation = send.operation;
      log("abort", send);
    }
    if (operation.isUnderWay()) {
      ranks[rank].progress.failures.abort(operation, new Injected("abort"));
    }
    ranks[rank].wake();
  }

  private ModelSend openSend(int rank) {
    ModelSend found = null;
    int seen = 0;
    for (ModelSend send : model.openSends) {
      if (send.from == rank && chance.pick(++seen) == 0) {
        found = send;
      }
    }
    return found;
  }
}
