package io.crossmem.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Ranks 0 and 1 exchange messages with each other in one thread, and with rank 2 in another, until
 * rank 0 kills that. For each such round there is another rank 2.
 */
final class KillRank {
  private static final String CHOSEN = ""; // of memory that the other rank maps
  private static final List<String> PROTOCOLS =
      List.of("pipeline", "read", CHOSEN, "write", "split");
  private static final int WITH_VICTIM = 1;
  private static final int WITH_OTHER = 2;
  private static final int PID = 3;

  private final Communicator world;
  private final long seed;
  private final int me;
  private volatile boolean over;
  private volatile long killed;

  private KillRank(Communicator world, long seed) {
    this.world = world;
    this.seed = seed;
    me = world.rank();
  }

  /** Arguments: ignored, rank, ignored, name, seed, rounds or for rank 2 the round. */
  public static void main(String... arguments) throws Exception {
    int rank = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[4]);
    int rounds = Integer.parseInt(arguments[5]);
    long slowest = 0;
    for (int round = rank == 2 ? rounds : 0; round < rounds || rank == 2; round++) {
      choose(PROTOCOLS.get(round % PROTOCOLS.size()));
      String name = arguments[3] + "-" + round;
      try (Communicator world = Communicator.join(name, rank, 3, Duration.ofSeconds(30))) {
        KillRank self = new KillRank(world, seed + round);
        if (rank == 2) {
          self.die();
        } else {
          slowest = Math.max(slowest, self.survive());
        }
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            "rank %d, round %d; to repeat: -Dcrossmem.test.seed=%d".formatted(rank, round, seed),
            e);
      }
    }
    if (rank == 0) {
      System.out.println("slowest of " + rounds + " kills: " + slowest / 1_000_000 + " ms");
    }
  }

  private static void choose(String protocol) {
    if (protocol.equals(CHOSEN)) {
      System.clearProperty("crossmem.protocol");
    } else {
      System.setProperty("crossmem.protocol", protocol);
    }
  }

  private void die() throws Exception {
    long pid = ProcessHandle.current().pid();
    world.send(Data.of(pid), 1, PID);
    world.send(Data.of(pid), 0, PID); // the last thing that is sure to happen
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Future<?> first = threads.submit(() -> exchangeUntilFailure(0));
    Future<?> second = threads.submit(() -> exchangeUntilFailure(1));
    first.get();
    second.get();
  }

  /** Returns how long it took to find out, in ns; of rank 1, 0. */
  private long survive() throws Exception {
    long[] pid = new long[1];
    world.recv(Data.of(pid), 2, PID);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Future<?> other = threads.submit(this::exchangeWithOther);
    Future<?> kill = threads.submit(() -> me == 0 ? kill(pid[0]) : null);
    requireVictim(exchangeUntilFailure(2), pid[0]);
    kill.get();
    long took = me == 0 ? System.nanoTime() - killed : 0;
    everythingFails(pid[0]);
    over = true;
    other.get();
    threads.shutdown();
    if (took > 5_000_000_000L) {
      throw new AssertionError("took " + took + " ns");
    }
    return took;
  }

  private Object kill(long pid) throws InterruptedException {
    Thread.sleep(0, 999_999);
    Thread.sleep(new Random(seed).nextInt(40));
    killed = System.nanoTime();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    return null;
  }

  // ---- traffic

  /** Both sides compute the same sizes. */
  private PeerFailedException exchangeUntilFailure(int other) throws IOException {
    Random random = new Random(seed + me + other);
    try {
      while (true) {
        exchange(random, other);
      }
    } catch (PeerFailedException e) {
      return e;
    }
  }

  private void exchange(Random random, int other) throws IOException {
    int bytes = random.nextInt(4) == 0 ? random.nextInt(3 << 20) : random.nextInt(20_000);
    if (System.getProperty("crossmem.protocol") == null) {
      exchangeShared(bytes, other);
      return;
    }
    ByteBuffer message = ByteBuffer.allocateDirect(bytes);
    ByteBuffer into = ByteBuffer.allocateDirect(bytes);
    switch (random.nextInt(3)) {
      case 0 -> world.sendRecv(message, other, WITH_VICTIM, into, other, WITH_VICTIM);
      case 1 -> {
        if (me < other) {
          world.send(message, other, WITH_VICTIM);
        } else {
          world.recv(into, other, WITH_VICTIM);
        }
      }
      default ->
          Request.awaitAll(
              world.irecv(into, other, WITH_VICTIM),
              world.isend(message, other, WITH_VICTIM),
              world.isend(message, other, WITH_VICTIM),
              world.irecv(ByteBuffer.allocate(bytes), other, WITH_VICTIM));
    }
  }

  /** Out of and into memory that the other maps, and that is given back at once. */
  private void exchangeShared(int bytes, int other) throws IOException {
    try (MessageBuffer message = MessageBuffer.allocate(bytes + 1);
        MessageBuffer into = MessageBuffer.allocate(bytes + 1)) {
      Request.awaitAll(
          world.irecv(Data.of(into), other, WITH_VICTIM),
          world.isend(Data.of(message), other, WITH_VICTIM));
    }
  }

  /** Until both report the end. */
  private Object exchangeWithOther() throws IOException {
    Random random = new Random(seed);
    boolean bothOver = false;
    for (int i = 0; !bothOver; i++) {
      int bytes = 16 + random.nextInt(random.nextInt(8) == 0 ? 2 << 20 : 9000);
      boolean mine = over;
      byte[] message = TestMessage.of(i + me, bytes);
      message[0] = (byte) (mine ? 1 : 0);
      byte[] into = new byte[bytes];
      world.sendRecv(Data.of(message), 1 - me, WITH_OTHER, Data.of(into), 1 - me, WITH_OTHER);
      bothOver = mine && into[0] == 1;
      byte[] expected = TestMessage.of(i + 1 - me, bytes);
      expected[0] = into[0];
      if (!java.util.Arrays.equals(expected, into)) {
        throw new AssertionError("wrong bytes");
      }
    }
    return null;
  }

  // ---- afterwards

  private interface Call {
    void run() throws IOException;
  }

  private void everythingFails(long pid) throws IOException {
    ByteBuffer some = ByteBuffer.allocateDirect(64);
    ByteBuffer large = ByteBuffer.allocateDirect(1 << 20);
    for (Call call :
        List.<Call>of(
            () -> world.send(some, 2, 9),
            () -> world.send(large, 2, 9),
            () -> world.recv(some, 2, 9),
            () -> world.isend(large, 2, 9).await(),
            () -> world.irecv(some, 2, 9).await(),
            () -> world.probe(2, 9),
            () -> world.iprobe(2, 9),
            () -> world.sendRecv(some, 2, 9, some, 1 - me, 9))) {
      try {
        call.run();
      } catch (PeerFailedException e) {
        requireVictim(e, pid);
        continue;
      }
      throw new AssertionError("an operation on a dead rank did not fail");
    }
  }

  private static void requireVictim(PeerFailedException e, long pid) {
    if (e.rank() != 2 || e.pid() != pid || !e.getMessage().contains("has ended")) {
      throw new AssertionError(e);
    }
  }
}
