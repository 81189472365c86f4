package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Held;
import io.crossmem.Requires;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads use and close communicators at the same time. */
@Timeout(60)
class ThreadsTest {
  /** What may throw anything. */
  private interface Body {
    void run() throws Exception;
  }

  private static Thread start(Body body, AtomicReference<Throwable> thrown) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void requireEnds(Thread thread) throws InterruptedException {
    thread.join(20_000);
    if (thread.isAlive()) {
      AssertionError hang = new AssertionError("a thread waits for ever");
      hang.setStackTrace(thread.getStackTrace());
      throw hang;
    }
  }

  // ---- closing

  @Test
  void aProbeThatWaitsEndsWhenItsCommunicatorIsClosed() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Communicator copy = world.duplicate();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread probing = start(() -> copy.probe(0, 5), thrown);
      Thread.sleep(50);
      copy.close();
      requireEnds(probing);
      assertEquals(IllegalStateException.class, thrown.get().getClass());
      assertThrows(IllegalStateException.class, () -> copy.iprobe(0, 5));
      assertThrows(IllegalStateException.class, () -> copy.probe(0, 5));
    }
  }

  @Test
  void aReceiveThatIsJustBeingPostedEndsWhenItsCommunicatorIsClosed() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      for (int round = 0; round < 500; round++) {
        Communicator copy = world.duplicate();
        CyclicBarrier together = new CyclicBarrier(2);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread receiving =
            start(
                () -> {
                  together.await();
                  copy.recv(ByteBuffer.allocate(8), 0, 5);
                },
                thrown);
        together.await();
        for (int i = 0; i < round * 37 % 4000; i++) {
          Thread.onSpinWait();
        }
        copy.close();
        requireEnds(receiving);
        Throwable end = thrown.get();
        assertTrue(
            end instanceof IllegalStateException || end instanceof MessageException, "" + end);
      }
    }
  }

  // ---- two groups

  @Test
  void awaitAnySeesTheMessagesOfEveryGroup() throws Exception {
    String name = "second-" + UUID.randomUUID();
    LocalRanks.run(
        2,
        first -> {
          int other = 1 - first.rank();
          try (Communicator second =
              Communicator.join(name, first.rank(), 2, Duration.ofSeconds(30))) {
            for (Communicator group : List.of(second, first, second)) {
              if (first.rank() == 0) {
                Request[] receives = {
                  first.irecv(Data.of(new byte[8]), other, 0),
                  second.irecv(Data.of(new byte[8]), other, 0)
                };
                int index = Request.awaitAny(receives);
                assertEquals(group == first ? 0 : 1, index);
                assertTrue(receives[1 - index].cancel());
              } else {
                Thread.sleep(30);
                group.send(Data.of(new byte[8]), other, 0);
              }
              first.barrier();
            }
          }
        });
  }

  // ---- threads of every kind

  @Test
  void threadsThatClaimTheSameIdDoNotMixTheirMessages() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      List<Thread> threads = new ArrayList<>();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      for (int tag = 0; tag < 4; tag++) {
        int own = tag;
        Runnable work = () -> exchangeWithItself(world, own, thrown);
        threads.add(new SameId(work));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        requireEnds(thread);
      }
      assertNull(thrown.get());
    }
  }

  private static final class SameId extends Thread {
    SameId(Runnable work) {
      super(work);
      setDaemon(true);
    }

    @Override
    @SuppressWarnings("deprecation") // it is from JDK 19 on
    public long getId() {
      return 7;
    }
  }

  private static void exchangeWithItself(
      Communicator world, int tag, AtomicReference<Throwable> thrown) {
    try {
      for (int i = 0; i < 20_000; i++) {
        long[] into = new long[1];
        world.send(Data.of(new long[] {tag * 1_000_000L + i}), 0, tag);
        world.recv(Data.of(into), 0, tag);
        assertEquals(tag * 1_000_000L + i, into[0]);
      }
    } catch (Throwable e) {
      thrown.set(e);
    }
  }

  @Test
  void moreVirtualThreadsThanCarriersMayWait() throws Exception {
    Requires.that(
        Runtime.version().feature() >= 21,
        "needs JDK 21 or later, which has virtual threads: JAVA_HOME=/usr/lib/jvm/... mvn test");
    int receivers = 4 * Runtime.getRuntime().availableProcessors() + 40;
    try (Communicator world = LocalRanks.alone()) {
      CountDownLatch received = new CountDownLatch(receivers);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      for (int i = 0; i < receivers; i++) {
        int tag = i;
        startVirtual(() -> world.recv(Data.of(new byte[8]), 0, tag), received, thrown);
      }
      Thread.sleep(100);
      CountDownLatch sent = new CountDownLatch(1);
      startVirtual(
          () -> {
            for (int tag = 0; tag < receivers; tag++) {
              world.send(Data.of(new byte[8]), 0, tag);
            }
          },
          sent,
          thrown);
      assertTrue(sent.await(20, TimeUnit.SECONDS), "the sender had no carrier");
      assertTrue(received.await(20, TimeUnit.SECONDS), () -> received.getCount() + " still wait");
      assertNull(thrown.get());
    }
  }

  private static void startVirtual(
      Body body, CountDownLatch done, AtomicReference<Throwable> thrown) throws Exception {
    Runnable work =
        () -> {
          try {
            body.run();
          } catch (Throwable e) {
            thrown.set(e);
          }
          done.countDown();
        };
    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
  }

  // ---- very many requests

  private static final int MANY = 100_000;

  /** A linear search for each message would take more than half a minute. */
  @Test
  void manyReceivesAreMatchedInReverseOrder() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      byte[][] into = new byte[MANY][8];
      Request[] receives = new Request[MANY];
      for (int tag = 0; tag < MANY; tag++) {
        receives[tag] = world.irecv(Data.of(into[tag]), 0, tag);
      }
      for (int tag = MANY - 1; tag >= 0; tag--) {
        world.send(Data.of(new byte[] {(byte) tag}), 0, tag);
      }
      Request.awaitAll(receives);
      for (int tag = 0; tag < MANY; tag++) {
        assertEquals((byte) tag, into[tag][0]);
      }
    }
  }

  @Test
  void manyUnexpectedMessagesAreTakenInReverseOrder() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request[] sends = new Request[MANY];
      for (int tag = 0; tag < MANY; tag++) {
        sends[tag] = world.isend(Data.of(new byte[] {(byte) tag}), 0, tag);
      }
      byte[] into = new byte[1];
      for (int tag = MANY - 1; tag >= 0; tag--) {
        world.recv(Data.of(into), 0, tag);
        assertEquals((byte) tag, into[0]);
      }
      Request.awaitAll(sends);
    }
  }

  @Test
  void manyReceivesFailAtOnceWhenTheirCommunicatorIsClosed() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Communicator copy = world.duplicate();
      Request[] receives = new Request[MANY];
      for (int tag = 0; tag < MANY; tag++) {
        receives[tag] = copy.irecv(Data.of(new byte[1]), 0, tag);
      }
      copy.close();
      for (Request receive : receives) {
        assertTrue(receive.isDone());
      }
      assertThrows(MessageException.class, receives[MANY - 1]::await);
    }
  }

  // ---- what is left behind

  @Test
  void aThreadKeepsNothingOfAClosedGroup() throws Exception {
    ExecutorService lasting = Executors.newSingleThreadExecutor();
    try {
      Future<List<WeakReference<Object>>> closed =
          lasting.submit(ThreadsTest::joinAndCloseAndForget);
      for (WeakReference<Object> one : closed.get()) {
        assertTrue(Held.becomes(() -> one.get() == null), () -> one.get() + " is kept");
      }
    } finally {
      lasting.shutdown();
    }
  }

  private static List<WeakReference<Object>> joinAndCloseAndForget() throws Exception {
    Field engine = Communicator.class.getDeclaredField("engine");
    engine.setAccessible(true);
    try (Communicator world = LocalRanks.alone()) {
      exchangeWithItself(world);
      return List.of(new WeakReference<>(world), new WeakReference<>(engine.get(world)));
    }
  }

  private static void exchangeWithItself(Communicator world) throws IOException {
    for (int bytes : new int[] {8, 1 << 20}) {
      Request send = world.isend(Data.of(new byte[bytes]), 0, 0);
      world.recv(Data.of(new byte[bytes]), 0, 0);
      send.await();
    }
    world.allreduce(Data.of(new long[9]), Data.of(new long[9]), Op.SUM);
  }

  @Test
  void aClosedGroupIsUnmappedAtOnce() throws Exception {
    long before = Held.settled(ThreadsTest::groupMappings);
    for (int i = 0; i < 30; i++) {
      try (Communicator world = LocalRanks.alone()) {
        exchangeWithItself(world);
        assertTrue(groupMappings() > before);
      }
    }
    assertEquals(before, groupMappings());
  }

  private static long groupMappings() throws IOException {
    return Held.mappings("/dev/shm/");
  }

  @Test
  void aReceiveOfAnotherThreadDoesNotKeepAClosedGroupWaiting() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Communicator world = LocalRanks.alone();
    Thread receiving = start(() -> world.recv(ByteBuffer.allocate(8), 0, 5), thrown);
    Thread.sleep(50);
    world.close();
    requireEnds(receiving);
    assertFalse(thrown.get() == null);
  }
}
