package io.crossmem.internal.engine;

import static io.crossmem.internal.engine.Model.require;

import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.ProtocolProbe;
import io.crossmem.internal.protocol.SendMode;
import io.crossmem.internal.shm.CorruptRingException;
import java.util.EnumSet;

/** How sends and receives of a walk are started. */
final class WalkStarts {
  /** All but the one between nodes, which nobody can prefer: no peer here is on another node. */
  static final Protocol[] PROTOCOLS =
      EnumSet.complementOf(EnumSet.of(Protocol.NETWORK)).toArray(Protocol[]::new);

  private static final int ANY = Operation.ANY;
  private static final int LONGEST = 700;
  static final int TAGS = 3;

  private final Chance chance;
  private final Walk walk;
  private final WalkSetup setup;
  private final WalkFaults faults;
  private final TestRank[] ranks;
  private final Model model;
  private final ModelMemory memory;
  private final boolean[][][] lengths; // in use, by sender and receiver
  private final boolean[][][] empty; // the same of length 0, by context and tag

  WalkStarts(Chance chance, Walk walk, WalkSetup setup, WalkFaults faults, Model model) {
    this.chance = chance;
    this.walk = walk;
    this.setup = setup;
    this.faults = faults;
    this.ranks = setup.group.ranks;
    this.model = model;
    this.memory = model.memory;
    lengths = new boolean[ranks.length][ranks.length][LONGEST + 1];
    empty = new boolean[ranks.length][ranks.length][Model.CONTEXTS * TAGS];
  }

  /** Of which there is no other between these two, so that a message is known by its length. */
  private int length(int from, int to, int key) {
    if (chance.percent(8) && !empty[from][to][key]) {
      empty[from][to][key] = true;
      return 0;
    }
    int length =
        chance.percent(setup.isPair ? 20 : 45) ? 1 + chance.pick(60) : 1 + chance.pick(LONGEST);
    while (lengths[from][to][length]) {
      length = 1 + length % LONGEST;
    }
    lengths[from][to][length] = true;
    return length;
  }

  void send(int rank) {
    int context = chance.pick(Model.CONTEXTS);
    if (setup.contexts[rank][context].isClosed()) {
      return;
    }
    ModelSend send = new ModelSend();
    send.from = rank;
    send.to = setup.isPair ? 1 - rank : chance.pick(ranks.length);
    send.context = context;
    send.tag = chance.pick(TAGS);
    send.bytes = length(rank, send.to, send.context * TAGS + send.tag);
    int before = chance.percent(20) ? 1 + chance.pick(40) : 0;
    int whole = before + send.bytes;
    int start = memory.take(whole);
    send.start = start + before;
    send.number = model.sends.size();
    memory.write(send.start, send.bytes, send.number);
    send.payload = faults.payload(ElementType.BYTE, start, whole);
    TestRank of = ranks[rank];
    if (chance.percent(15)) {
      trySend(of, send, before);
      return;
    }
    Operation operation =
        new Operation().send(setup.contexts[rank][context], send.payload, send.to, send.tag);
    operation.part(before, send.bytes).mode(chance.one(SendMode.values()));
    if (chance.percent(30)) {
      operation.preferring(chance.one(PROTOCOLS));
    }
    send.operation = operation;
    boolean stopped = isStopped(send);
    if (start(of, operation)) {
      require(
          !stopped || !operation.isDone() || operation.failure() != null,
          send,
          "was sent at once, though its receiver takes no more");
      model.sends.add(send);
      model.openSends.add(send);
      walk.log(send, ProtocolProbe.isQueued(operation) ? "waits for room" : "");
    }
  }

  /** Whether the receiver has no memory left for messages without a receive. */
  private boolean isStopped(ModelSend send) {
    return ProtocolProbe.isFlowStopped(ranks[send.to].peers[send.from]);
  }

  private void trySend(TestRank of, ModelSend send, int before) {
    boolean stopped = isStopped(send);
    try {
      if (of.progress.eager.trySend(
          of.peers[send.to],
          setup.contexts[send.from][send.context],
          send.payload,
          before,
          send.bytes,
          send.tag)) {
        require(!stopped, send, "was sent at once, though its receiver takes no more");
        send.ended = true;
        model.sends.add(send);
        memory.useUp(send.start, send.bytes);
        walk.log(send, "at once");
      }
    } catch (Injected e) {
      require(send.payload.hasFailed(), "a send was told of another's failure");
    }
    of.wake();
    require(send.payload.users() == 0, send, "is complete, but its memory is kept");
  }

  /** Whether the operation was started, be it that it failed. */
  private boolean start(TestRank of, Operation operation) {
    try {
      of.start(operation);
      return true;
    } catch (Injected | Injected.Shortage e) {
      int users = ((TestPayload) operation.payload()).users();
      require(users == 0, "what was not started is kept:", users);
      walk.log("not started:", e.getMessage());
      return false;
    } finally {
      of.wake();
    }
  }

  ModelReceive newReceive(int rank, int context, int source, int tag) {
    ModelReceive receive = new ModelReceive();
    receive.rank = rank;
    receive.context = context;
    receive.source = source;
    receive.tag = tag;
    receive.room = chance.percent(75) ? LONGEST : chance.pick(LONGEST);
    receive.number = model.receives.size();
    return receive;
  }

  void receive(int rank) {
    int context = chance.pick(Model.CONTEXTS);
    if (!setup.contexts[rank][context].isClosed()) {
      int source = chance.percent(30) ? ANY : setup.isPair ? 1 - rank : chance.pick(ranks.length);
      int tag = chance.percent(30) ? ANY : chance.pick(TAGS);
      receive(newReceive(rank, context, source, tag));
    }
  }

  void receive(ModelReceive receive) {
    int before = chance.percent(20) ? 8 * (1 + chance.pick(5)) : 0;
    ElementType type = chance.percent(85) ? ElementType.BYTE : ElementType.INT;
    int start = memory.take(before + receive.room);
    receive.start = start + before;
    memory.fill(receive.start, receive.room, ModelMemory.FRESH);
    receive.payload = faults.payload(type, start, before + receive.room);
    Operation operation =
        new Operation()
            .receive(
                setup.contexts[receive.rank][receive.context],
                receive.payload,
                receive.source,
                receive.tag)
            .part(before, receive.room);
    if (chance.percent(30)) {
      operation.preferring(chance.one(PROTOCOLS));
    }
    if (chance.percent(10)) {
      combine(receive, operation);
    }
    receive.operation = operation;
    if (start(ranks[receive.rank], operation)) {
      model.receives.add(receive);
      model.openReceives.add(receive);
      walk.log(receive);
    }
  }

  private void combine(ModelReceive receive, Operation operation) {
    receive.mask = 0x33;
    int own = memory.take(receive.room);
    memory.fill(own, receive.room, (byte) receive.mask);
    receive.own =
        new TestPayload(ElementType.BYTE, memory.memory, own, receive.room, chance.percent(80));
    receive.own.retain(); // as the caller that made the operation does
    if (chance.percent(20)) {
      faults.fragile(receive.own);
    }
    boolean users = chance.percent(50);
    operation.combining(faults.xor(receive, users), receive.own, 0, chance.percent(50));
  }

  /** As a blocking receive does before all else. */
  void receiveAtOnce(int rank) {
    int context = chance.pick(Model.CONTEXTS);
    if (setup.contexts[rank][context].isClosed()) {
      return;
    }
    int source = chance.pick(ranks.length);
    ModelReceive receive =
        newReceive(rank, context, source, chance.percent(50) ? ANY : chance.pick(TAGS));
    receive.start = memory.take(receive.room);
    memory.fill(receive.start, receive.room, ModelMemory.FRESH);
    receive.payload = faults.payload(ElementType.BYTE, receive.start, receive.room);
    TestRank of = ranks[rank];
    try {
      long found =
          of.progress.eager.tryReceive(
              of.peers[source], setup.contexts[rank][context], receive.payload, receive.tag);
      if (found >= 0) {
        receive.ended = true;
        receive.left = model.event;
        model.receives.add(receive);
        model.receivedAtOnce(receive, (int) (found >> Integer.SIZE), (int) found);
        walk.log(receive, "at once, tag", found >> Integer.SIZE, "bytes", (int) found);
      }
    } catch (Injected e) {
      require(receive.payload.hasFailed(), "a receive was told of another's failure");
    } catch (CorruptRingException e) {
      throw new AssertionError(e);
    } finally {
      of.wake();
    }
    require(receive.payload.users() == 0, receive, "is complete, but its memory is kept");
  }
}
