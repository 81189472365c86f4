package io.crossmem.internal.engine;

import static io.crossmem.internal.engine.Model.require;

import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.OutgoingMessage;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.ProtocolProbe;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.protocol.SendState;
import java.util.Arrays;

/** How a walk ends, and the checks of the final state. */
final class WalkEnd {
  private static final int AWAKE = Integer.MIN_VALUE;

  private final Chance chance;
  private final Walk walk;
  private final TestRank[] ranks;
  private final Model model;
  private final int[] bells; // values of the doorbells of sleeping ranks

  WalkEnd(Chance chance, Walk walk, TestRank[] ranks, Model model) {
    this.chance = chance;
    this.walk = walk;
    this.ranks = ranks;
    this.model = model;
    bells = new int[ranks.length];
    for (TestRank rank : ranks) {
      rank.doorbell.raise(); // there is always a thread to wake
    }
  }

  /** Polls until no rank has anything to do. An idle rank sleeps, and must be woken. */
  void settle() {
    Arrays.fill(bells, AWAKE);
    boolean moved = true;
    for (int rounds = 0; moved; rounds++) {
      require(rounds < 3000, "it never comes to rest");
      moved = false;
      for (TestRank rank : ranks) {
        if (model.isAlive(rank.rank)) {
          model.event++;
          moved |= settle(rank);
          walk.observe(rank.rank);
        }
      }
    }
    for (TestRank rank : ranks) {
      require(!model.isAlive(rank.rank) || !rank.poll(), rank.rank, "was not woken for room");
    }
  }

  private boolean settle(TestRank rank) {
    boolean learns = !Arrays.equals(model.known[rank.rank], model.states);
    if (learns) {
      walk.learn(rank.rank, 100);
    }
    if (bells[rank.rank] == rank.doorbell.before()) {
      require(!rank.connections.hasNews(), rank.rank, "was not woken for news");
      return learns;
    }
    bells[rank.rank] = rank.doorbell.before();
    rank.connections.awaitRoom();
    if (rank.poll()) {
      bells[rank.rank] = AWAKE;
      return true;
    }
    return learns;
  }

  void closeAll() {
    for (TestRank rank : ranks) {
      if (model.isAlive(rank.rank)) {
        for (int context = 0; context < Model.CONTEXTS; context++) {
          model.event++;
          walk.close(rank.rank, context);
          walk.observe(rank.rank);
          if (chance.percent(30)) {
            settle();
          }
        }
      }
    }
  }

  /** Nothing is left of any message. */
  void requireClean(TestRank rank) {
    Progress progress = rank.progress;
    require(!progress.isActive(), rank.rank, "is active");
    require(!progress.recvFaults.isHolding(), rank.rank, "holds memory");
    require(progress.matcher.isIdle(), rank.rank, "knows of messages");
    for (OutgoingMessage message : progress.sends.messages()) {
      require(message.state == SendState.FREE, rank.rank, "has a send", message.state);
    }
    for (IncomingMessage message : progress.records.all()) {
      require(message.state == RecvState.FREE, rank.rank, "has a receive", message.state);
    }
    require(!ProtocolProbe.isInUse(progress.mappings), rank.rank, "uses memory that is mapped");
    progress.mappings.close();
    for (Peer peer : rank.peers) {
      require(ProtocolProbe.isQuiet(peer), rank.rank, "has something to tell", peer.rank);
      require(ProtocolProbe.kept(peer) == 0, rank.rank, "keeps memory for", peer.rank);
      require(!ProtocolProbe.isFlowStopped(peer), rank.rank, "stops", peer.rank);
      if (model.isAlive(peer.rank)) {
        require(rank.countersInUse(peer.rank) == 0, rank.rank, "uses counters of", peer.rank);
      }
    }
  }
}
