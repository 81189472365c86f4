package io.crossmem.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One rank of a random schedule. All ranks compute the same messages from the seed; each sends
 * those that are its own, receives those that are for it, and checks what it got.
 *
 * <p>The rules of matching: a receive that got a message of some source must have been unable to
 * get an earlier message of that source, because that did not fit it, or went to a receive that was
 * posted before.
 */
final class ScheduleRank {
  private static final int[] EDGES = {
    0, 1, 40, 41, 4096, 8192, 16384, 32768, 65536, 128 << 10, 256 << 10, 1 << 20
  };
  private static final int TAGS = 3;

  private final Communicator world;
  private final long seed;

  private record Message(int number, int source, int dest, int tag, int bytes, long key) {}

  /** A receive, in the order of posting. */
  private static final class Receive {
    final int source;
    final int tag;
    final TestMemory into;
    Request request;
    Status status;
    Message got;

    Receive(int source, int tag, TestMemory into) {
      this.source = source;
      this.tag = tag;
      this.into = into;
    }

    boolean fits(Message message) {
      return (source == Communicator.ANY_SOURCE || source == message.source)
          && (tag == Communicator.ANY_TAG || tag == message.tag);
    }
  }

  private ScheduleRank(Communicator world, long seed) {
    this.world = world;
    this.seed = seed;
  }

  /**
   * Arguments: name, rank, size, seed, rounds, and protocols for large messages, of which ranks
   * that a launcher has started can have one.
   */
  public static void main(String... arguments) throws Exception {
    long seed = Long.parseLong(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    for (String protocol : Arrays.copyOfRange(arguments, 5, arguments.length)) {
      try (Communicator world = Ranks.joinWith(protocol, arguments)) {
        ScheduleRank rank = new ScheduleRank(world, seed);
        for (int round = 0; round < rounds; round++) {
          rank.tryRound(protocol, round);
        }
      }
    }
  }

  private void tryRound(String protocol, int round) {
    try {
      round(TestMessage.mix(seed + round));
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "rank %d, protocol %s, round %d; to repeat: -Dcrossmem.test.seed=%d"
              .formatted(world.rank(), protocol, round, seed),
          e);
    }
  }

  private void round(long roundSeed) throws IOException {
    Random common = new Random(roundSeed); // the same in all ranks
    boolean receivesFirst = common.nextBoolean();
    List<Message> messages = messages(common);
    Random own = new Random(roundSeed + 1 + world.rank());
    List<Receive> receives = receives(messages, own);
    List<TestMemory> sent = new ArrayList<>();
    List<Request> sends = new ArrayList<>();
    if (receivesFirst) {
      post(receives);
      send(messages, own, sends, sent, true);
    } else {
      send(messages, own, sends, sent, false);
      receive(receives, own);
    }
    for (Receive receive : receives) {
      if (receive.request != null) {
        receive.status = receive.request.await();
      }
    }
    Request.awaitAll(sends.toArray(Request[]::new));
    check(messages, receives);
    sent.forEach(TestMemory::close);
    receives.forEach(receive -> receive.into.close());
    world.barrier(); // wildcards must not match a message of the next round
  }

  // ---- the schedule

  private List<Message> messages(Random random) {
    List<Message> messages = new ArrayList<>();
    int count = 1 + random.nextInt(5 * world.size());
    for (int i = 0; i < count; i++) {
      messages.add(
          new Message(
              i,
              random.nextInt(world.size()),
              random.nextInt(world.size()),
              random.nextInt(TAGS),
              size(random),
              random.nextLong()));
    }
    return messages;
  }

  /** Whole longs, so that every kind of memory can hold them; most of them small. */
  private static int size(Random random) {
    int edge = EDGES[random.nextInt(EDGES.length)];
    int size =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(65);
          case 1 -> edge;
          case 2 -> edge + (random.nextInt(5) - 2) * Long.BYTES;
          default -> random.nextInt(random.nextInt(30) == 0 ? 4 << 20 : 200 << 10);
        };
    return Math.max(0, size) & -Long.BYTES;
  }

  /**
   * As many as there are messages. Those that name source and tag come before those that do not, so
   * that these get only what the others leave.
   */
  private List<Receive> receives(List<Message> messages, Random random) {
    List<Message> mine = messages.stream().filter(m -> m.dest == world.rank()).toList();
    int room = mine.stream().mapToInt(Message::bytes).max().orElse(0);
    boolean anySource = random.nextBoolean();
    boolean anyTag = random.nextBoolean();
    List<Receive> exact = new ArrayList<>();
    List<Receive> any = new ArrayList<>();
    for (Message message : mine) {
      TestMemory into = held(random, room);
      if (random.nextBoolean()) {
        exact.add(random.nextInt(exact.size() + 1), new Receive(message.source, message.tag, into));
      } else {
        any.add(
            new Receive(
                anySource ? Communicator.ANY_SOURCE : message.source,
                anyTag ? Communicator.ANY_TAG : message.tag,
                into));
      }
    }
    exact.addAll(any);
    return exact;
  }

  private static TestMemory held(Random random, int bytes) {
    TestMemory.Kind[] kinds = TestMemory.Kind.values();
    return new TestMemory(kinds[random.nextInt(kinds.length)], bytes);
  }

  // ---- output

  private void send(
      List<Message> messages,
      Random random,
      List<Request> sends,
      List<TestMemory> sent,
      boolean mayBlock)
      throws IOException {
    for (Message message : messages) {
      if (message.source == world.rank()) {
        TestMemory from = held(random, message.bytes);
        from.put(TestMessage.of(message.key, message.bytes));
        sent.add(from);
        boolean block = random.nextBoolean() && mayBlock;
        send(message, from, block, sends);
      }
    }
  }

  private void send(Message message, TestMemory from, boolean block, List<Request> sends)
      throws IOException {
    int dest = message.dest;
    int tag = message.tag;
    if (block && from.buffer != null) {
      world.send(from.buffer, dest, tag);
    } else if (block) {
      world.send(from.data, dest, tag);
    } else if (from.buffer != null) {
      sends.add(world.isend(from.buffer, dest, tag));
    } else {
      sends.add(world.isend(from.data, dest, tag));
    }
  }

  private void post(List<Receive> receives) throws IOException {
    for (Receive receive : receives) {
      post(receive);
    }
  }

  private void post(Receive receive) throws IOException {
    receive.request =
        receive.into.buffer != null
            ? world.irecv(receive.into.buffer, receive.source, receive.tag)
            : world.irecv(receive.into.data, receive.source, receive.tag);
  }

  private void receive(List<Receive> receives, Random random) throws IOException {
    for (Receive receive : receives) {
      switch (random.nextInt(4)) {
        case 0 -> post(receive);
        case 1 -> take(receive, world.probe(receive.source, receive.tag));
        case 2 -> take(receive, probeAgainAndAgain(receive));
        default -> receive.status = receive(receive, receive.source, receive.tag);
      }
    }
  }

  private Status probeAgainAndAgain(Receive receive) throws IOException {
    while (true) {
      var found = world.iprobe(receive.source, receive.tag);
      if (found.isPresent()) {
        return found.get();
      }
    }
  }

  private void take(Receive receive, Status found) throws IOException {
    receive.status = receive(receive, found.source(), found.tag());
    if (!receive.status.equals(found)) {
      throw new AssertionError("probe said " + found + ", recv said " + receive.status);
    }
  }

  private Status receive(Receive receive, int source, int tag) throws IOException {
    return receive.into.buffer != null
        ? world.recv(receive.into.buffer, source, tag)
        : world.recv(receive.into.data, source, tag);
  }

  // ---- the model

  private void check(List<Message> messages, List<Receive> receives) {
    List<Message> open =
        new ArrayList<>(messages.stream().filter(m -> m.dest == world.rank()).toList());
    for (Receive receive : receives) {
      receive.got = take(open, receive.status);
      requireNoOvertaking(open, receive);
      receive.into.requireHolds(TestMessage.of(receive.got.key, receive.got.bytes));
    }
  }

  /** The first that is left of that source and tag: none of these can overtake another. */
  private static Message take(List<Message> open, Status status) {
    for (Message message : open) {
      if (message.source == status.source() && message.tag == status.tag()) {
        if (message.bytes != status.bytes()) {
          throw new AssertionError(message + " should have come, but " + status + " did");
        }
        open.remove(message);
        return message;
      }
    }
    throw new AssertionError("no message was left for " + status);
  }

  /** The remaining messages went to receives that were posted later. */
  private static void requireNoOvertaking(List<Message> open, Receive receive) {
    Message got = receive.got;
    if (!receive.fits(got)) {
      throw new AssertionError(got + " does not fit a receive from " + receive.source);
    }
    for (Message left : open) {
      if (left.source == got.source && left.number < got.number && receive.fits(left)) {
        throw new AssertionError(got + " has overtaken " + left);
      }
    }
  }
}
