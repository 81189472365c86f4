package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.crossmem.Requires;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The bytes that each message or collective operation of a steady stream allocates, in the threads
 * of both ranks.
 */
@Timeout(60)
class GarbageTest {
  private static final int ROUNDS = 10; // few, so that some batches are not disturbed
  private static final int BATCHES = 1000; // of so many rounds; the first ones warm up
  private static final int WINDOW = 64;
  private static final int MANY = 500; // requests, more than a ring has entries
  private static final int SMALL = 64;
  private static final int LARGE = 256 << 10;

  private static ThreadMXBean threads;
  private static long request; // bytes of one

  /** The repeated work of a rank, with a number of messages. */
  private interface Round {
    void run(Communicator world, Memory memory) throws Exception;
  }

  private static final class Memory {
    final ByteBuffer small = ByteBuffer.allocateDirect(SMALL);
    final ByteBuffer other = ByteBuffer.allocateDirect(SMALL);
    final Data smallOut = Data.of(ByteBuffer.allocateDirect(SMALL));
    final Data smallIn = Data.of(ByteBuffer.allocateDirect(SMALL));
    final Data largeOut = Data.of(ByteBuffer.allocateDirect(LARGE));
    final Data largeIn = Data.of(ByteBuffer.allocateDirect(LARGE));
    final Request[] requests = new Request[2 * WINDOW];
    final Request[] many = new Request[MANY];
  }

  @BeforeAll
  static void find() {
    Requires.that(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
            && bean.isThreadAllocatedMemorySupported(),
        "needs a JVM that counts what a thread allocates: OpenJDK's");
    threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    boolean compressed = bytesOfReferences(1000) < 8000;
    request = compressed ? 40 : 56;
  }

  private static long bytesOfReferences(int count) {
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    Object[] references = new Object[count];
    try {
      return threads.getThreadAllocatedBytes(thread) - before;
    } finally {
      Reference.reachabilityFence(references);
    }
  }

  /** Bytes that one round allocates in the thread that allocates more. */
  private static long perRound(Round round, int batches) throws Exception {
    AtomicLong most = new AtomicLong();
    LocalRanks.run(
        2,
        world -> {
          Memory memory = new Memory();
          long thread = Thread.currentThread().getId();
          long least = Long.MAX_VALUE;
          // What the JVM's compiler, a failed look, and the check of the peers, a few times per
          // second, cost is not the messages'.
          for (int i = 0; i < batches; i++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int k = 0; k < ROUNDS; k++) {
              round.run(world, memory);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
            world.barrier();
          }
          most.accumulateAndGet(least / ROUNDS, Math::max);
        });
    return most.get();
  }

  private static void requireAtMost(long bytes, Round round) throws Exception {
    long allocated = perRound(round, BATCHES);
    assertTrue(allocated <= bytes, allocated + " bytes a round, more than " + bytes);
  }

  @Test
  void callsThatWaitAllocateNothing() throws Exception {
    requireAtMost(
        0,
        (world, memory) -> {
          int other = 1 - world.rank();
          if (world.rank() == 0) {
            world.send(memory.small, other, 1);
            world.recv(memory.small, other, 2);
          } else {
            world.recv(memory.small, other, 1);
            world.send(memory.small, other, 2);
          }
        });
  }

  @Test
  void largeMessagesAllocateNothing() throws Exception {
    requireAtMost(
        0,
        (world, memory) -> {
          int other = 1 - world.rank();
          if (world.rank() == 0) {
            world.send(memory.largeOut, other, 1);
            world.recv(memory.largeIn, other, 2);
          } else {
            world.recv(memory.largeIn, other, 1);
            world.send(memory.largeOut, other, 2);
          }
        });
  }

  @Test
  void anExchangeAllocatesNothing() throws Exception {
    requireAtMost(
        0,
        (world, memory) -> {
          int other = 1 - world.rank();
          world.sendRecv(memory.small, other, 1, memory.other, other, 1);
        });
  }

  @Test
  void aSmallRequestIsAllThatItsMessageAllocates() throws Exception {
    requireAtMost(
        2 * request,
        (world, memory) -> {
          int other = 1 - world.rank();
          Request receive = world.irecv(memory.smallIn, other, 1);
          Request send = world.isend(memory.smallOut, other, 1);
          send.await();
          receive.await();
        });
  }

  @Test
  void aLargeRequestIsAllThatItsMessageAllocates() throws Exception {
    requireAtMost(
        2 * request,
        (world, memory) -> {
          int other = 1 - world.rank();
          Request receive = world.irecv(memory.largeIn, other, 1);
          Request send = world.isend(memory.largeOut, other, 1);
          send.await();
          receive.await();
        });
  }

  @Test
  void startingAPersistentRequestAllocatesNothing() throws Exception {
    requirePersistentAllocatesNothing(memory -> memory.smallOut, memory -> memory.smallIn);
    requirePersistentAllocatesNothing(memory -> memory.largeOut, memory -> memory.largeIn);
  }

  private static void requirePersistentAllocatesNothing(
      Function<Memory, Data> out, Function<Memory, Data> in) throws Exception {
    Map<Communicator, List<PersistentRequest>> made = new ConcurrentHashMap<>();
    requireAtMost(
        0,
        (world, memory) -> {
          int other = 1 - world.rank();
          List<PersistentRequest> both = made.get(world);
          if (both == null) {
            both =
                List.of(
                    world.recvInit(in.apply(memory), other, 1),
                    world.sendInit(out.apply(memory), other, 1));
            made.put(world, both);
          }
          both.get(0).start();
          both.get(1).start();
          both.get(1).await();
          both.get(0).await();
        });
  }

  @Test
  void aWindowOfRequestsAllocatesNoMoreThanThem() throws Exception {
    requireAtMost(
        WINDOW * 2 * request,
        (world, memory) -> {
          int other = 1 - world.rank();
          for (int i = 0; i < WINDOW; i++) {
            memory.requests[i] = world.irecv(memory.smallIn, other, 1);
          }
          for (int i = 0; i < WINDOW; i++) {
            memory.requests[WINDOW + i] = world.isend(memory.smallOut, other, 1);
          }
          Request.awaitAll(memory.requests);
        });
  }

  @Test
  void manyReceivesAtATimeAllocateNoMoreThanTheirRequests() throws Exception {
    requireAtMost(
        MANY * request,
        (world, memory) -> {
          if (world.rank() == 0) {
            world.recv(memory.small, 1, 2);
            for (int i = 0; i < MANY; i++) {
              world.send(memory.smallOut, 1, 1);
            }
          } else {
            for (int i = 0; i < MANY; i++) {
              memory.many[i] = world.irecv(memory.smallIn, 0, 1);
            }
            world.send(memory.small, 0, 2);
            Request.awaitAll(memory.many);
          }
        });
  }

  @Test
  void collectiveOperationsAllocateNothing() throws Exception {
    for (int bytes : new int[] {SMALL, LARGE}) {
      Map<Communicator, Operands> made = new ConcurrentHashMap<>();
      long allocated =
          perRound(
              (world, memory) -> {
                world.barrier();
                Operands data = operandsOf(made, world, bytes);
                for (Collective operation : COLLECTIVES) {
                  operation.run(world, data);
                }
              },
              BATCHES / 5);
      assertEquals(0, allocated, "of " + bytes + " bytes");
    }
  }

  /** Without a lambda, which would be garbage. */
  private static Operands operandsOf(
      Map<Communicator, Operands> made, Communicator world, int bytes) {
    Operands known = made.get(world);
    if (known == null) {
      known = new Operands(bytes);
      made.put(world, known);
    }
    return known;
  }

  /** Of a rank. */
  private static final class Operands {
    final Data mine;
    final Data result;
    final Data ofBoth;
    final Data forBoth;
    final int[] counts; // of bytes, for each rank
    final int[] offsets;

    Operands(int bytes) {
      mine = Data.of(ByteBuffer.allocateDirect(bytes));
      result = Data.of(ByteBuffer.allocateDirect(bytes));
      ofBoth = Data.of(ByteBuffer.allocateDirect(2 * bytes));
      forBoth = Data.of(ByteBuffer.allocateDirect(2 * bytes));
      counts = new int[] {bytes, bytes};
      offsets = new int[] {0, bytes};
    }
  }

  private interface Collective {
    void run(Communicator world, Operands data) throws MessageException;
  }

  private static final Collective[] COLLECTIVES = { // a list would make an iterator
    (world, data) -> world.broadcast(data.mine, 0),
    (world, data) -> world.scatter(data.forBoth, data.mine, 0),
    (world, data) -> world.gather(data.mine, data.ofBoth, 1),
    (world, data) -> world.allgather(data.mine, data.ofBoth),
    (world, data) -> world.allgatherv(data.mine, data.ofBoth, data.counts, data.offsets),
    (world, data) -> world.alltoall(data.forBoth, data.ofBoth),
    (world, data) ->
        world.alltoallv(
            data.forBoth, data.counts, data.offsets, data.ofBoth, data.counts, data.offsets),
    (world, data) -> world.reduce(data.mine, data.result, Op.SUM, 0),
    (world, data) -> world.allreduce(data.mine, data.result, Op.SUM),
    (world, data) -> world.reduceScatter(data.forBoth, data.result, Op.SUM),
    (world, data) -> world.scan(data.mine, data.result, Op.SUM),
    (world, data) -> world.exscan(data.mine, data.result, Op.SUM),
  };
}
