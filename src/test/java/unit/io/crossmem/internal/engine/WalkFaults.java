package io.crossmem.internal.engine;

import static io.crossmem.internal.engine.Model.require;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * Injects failures into a walk wherever possible, and collects errors that cannot be thrown there.
 */
final class WalkFaults {
  /** One for each thread, whose walks use it one after the other. */
  private static final ThreadLocal<ModelMemory> MEMORY = ThreadLocal.withInitial(ModelMemory::new);

  private static final ThreadLocal<ModelChunks> CHUNKS = ThreadLocal.withInitial(ModelChunks::new);
  private static final Integer[] ERRNOS = {Syscalls.EFAULT, Syscalls.EPERM, Syscalls.ESRCH};

  private final Chance chance;
  private final WalkSetup setup;
  private final Model model;
  private final IntConsumer interference;
  private final ModelMemory memory = memory();
  private final ModelChunks chunks = CHUNKS.get();
  private boolean calm; // nothing fails any more
  private String misuse;

  /**
   * Arranges for all ranks.
   *
   * @param interference makes another rank do something while the given one copies
   */
  WalkFaults(Chance chance, WalkSetup setup, Model model, IntConsumer interference) {
    this.chance = chance;
    this.setup = setup;
    this.model = model;
    this.interference = interference;
    memory.clear();
    chunks.clear();
    for (TestRank rank : setup.group.ranks) {
      arrange(rank);
    }
  }

  /** The memory for the messages of a walk in this thread. */
  static ModelMemory memory() {
    return MEMORY.get();
  }

  /** From here on nothing fails. */
  void end() {
    calm = true;
  }

  private boolean fails() {
    return !calm && setup.faults > 0 && chance.perMille(setup.faults);
  }

  private void note(String words) {
    if (misuse == null) {
      misuse = words;
    }
  }

  void requireNoMisuse() {
    require(misuse == null, misuse);
  }

  private void meanwhile(int rank) {
    if (!calm && setup.nesting > 0 && chance.percent(setup.nesting)) {
      try {
        interference.accept(rank);
      } catch (AssertionError e) { // not to be taken for a fault of the copy
        note(e.getMessage());
      }
    }
  }

  private void arrange(TestRank rank) {
    rank.copy.when(
        (read, peer, payload, address, bytes) -> copy(rank, read, peer, payload, address, bytes));
    rank.takeMemoryFrom(
        bytes -> {
          if (!calm && setup.faults > 0 && chance.percent(30)) {
            throw new Injected.Shortage("no memory");
          }
          return chunks.take(bytes);
        });
    rank.segment.whenReserving(ring -> ringFault());
    rank.segment.whenMapping(ring -> ringFault());
  }

  private void ringFault() throws IOException {
    if (setup.ringsFail && !calm && chance.percent(40)) {
      if (chance.percent(50)) {
        throw new Injected.Shortage("no memory for a ring");
      }
      throw new IOException("no room for a ring");
    }
  }

  private int copy(
      TestRank rank, boolean read, Peer peer, Payload payload, long address, long bytes) {
    meanwhile(rank.rank);
    if (model.states[peer.rank] == PeerState.DIED) {
      return Syscalls.ESRCH;
    }
    if (fails()) {
      if (chance.percent(20)) {
        throw new Injected("the copy");
      }
      return chance.one(ERRNOS);
    }
    TestPayload own = (TestPayload) payload;
    own.requireInUse(read ? "a read" : "a write");
    if (read) {
      own.place(bytes);
    } else {
      requireWritable(receive -> receive.rank == peer.rank, address, bytes);
    }
    return 0;
  }

  /** No message is written where no receive is under way. */
  private void requireWritable(Predicate<ModelReceive> of, long address, long bytes) {
    for (ModelReceive receive : model.receives) {
      if (of.test(receive) && receive.payload.contains(address, bytes)) {
        receive.payload.requireInUse("a write of another rank");
        receive.payload.place(bytes);
        return;
      }
    }
    note("a write to memory that belongs to no receive");
  }

  TestPayload payload(ElementType type, int start, int bytes) {
    TestPayload payload =
        new TestPayload(type, memory.memory, start, bytes, chance.percent(80)).ownedBy(memory);
    if (chance.percent(50)) {
      payload.in(memory.shared);
    }
    payload.watchedBy(
        (to, at, count) -> {
          if (ModelMemory.isMapped(to)) {
            requireWritable(receive -> true, memory.shared.address() + at, count);
          }
        });
    return chance.percent(20) ? fragile(payload) : payload;
  }

  /** Sometimes it fails, where anything does. */
  TestPayload fragile(TestPayload payload) {
    return setup.faults == 0
        ? payload
        : payload.withFaults(
            call -> {
              if (!calm && chance.percent(15)) {
                throw new Injected("payload: " + call);
              }
            });
  }

  Combiner xor(ModelReceive receive, boolean users) {
    return new Xor(receive, users);
  }

  /** A user's operation, which may throw a checked exception. */
  private final class Xor implements Combiner {
    private final ModelReceive receive;
    private final boolean users;

    Xor(ModelReceive receive, boolean users) {
      this.receive = receive;
      this.users = users;
    }

    @Override
    public void combine(ElementType type, long result, long left, long right, int count) {
      if (users != setup.group.ranks[receive.rank].isInUserCode()) {
        note("whether it is the user's code was told wrongly");
      }
      if (fails()) {
        receive.combinerFailed = true;
        WalkFaults.<RuntimeException>sneak(new IOException("the operation"));
      }
      Syscalls.reduce(
          Syscalls.XOR, Syscalls.BYTE, result, left, right, (long) count * type.bytes());
    }

    @Override
    public boolean isUserCode() {
      return users;
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
