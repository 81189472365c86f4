package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Non-blocking collective operations. */
@Timeout(60)
class BackgroundCollectivesTest {
  private static int[] filled(int count, int first) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> first + i);
    return numbers;
  }

  private static int[] sum(int ranks, int count) {
    int[] sums = new int[count];
    Arrays.setAll(sums, i -> ranks * (ranks - 1) / 2 + ranks * i);
    return sums;
  }

  /** Mixed with blocking operations; each rank waits for its requests in a different order. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void manyCanBeInProgress(int ranks) throws Exception {
    LocalRanks.run(
        ranks,
        world -> {
          List<Request> requests = new ArrayList<>();
          List<int[]> sums = new ArrayList<>();
          List<int[]> copies = new ArrayList<>();
          for (int i = 0; i < 40; i++) {
            int count = i % 8 == 7 ? 300_000 : 3 * i;
            int[] sum = new int[count];
            int[] copy = world.rank() == i % ranks ? filled(count, i) : new int[count];
            sums.add(sum);
            copies.add(copy);
            requests.add(
                world.iallreduce(Data.of(filled(count, world.rank())), Data.of(sum), Op.SUM));
            requests.add(world.ibroadcast(Data.of(copy), i % ranks));
            if (i % 5 == 0) {
              requests.add(world.ibarrier());
              int[] here = new int[5];
              world.allreduce(Data.of(filled(5, world.rank())), Data.of(here), Op.SUM);
              assertArrayEquals(sum(ranks, 5), here);
            }
          }
          Collections.shuffle(requests, new Random(world.rank()));
          Request.awaitAll(requests.toArray(Request[]::new));
          for (int i = 0; i < 40; i++) {
            assertArrayEquals(sum(ranks, sums.get(i).length), sums.get(i));
            assertArrayEquals(filled(copies.get(i).length, i), copies.get(i));
          }
        });
  }

  @Test
  void aBarrierCompletesOnlyAfterAllRanksHaveCalledIt() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            Request barrier = world.ibarrier();
            for (int i = 0; i < 100; i++) {
              assertFalse(barrier.test());
            }
            assertThrows(MessageTimeoutException.class, () -> barrier.await(Duration.ofMillis(20)));
            assertFalse(barrier.cancel());
            assertTrue(barrier.toString().contains("barrier, under way"), barrier.toString());
            world.send(Data.of(1), 1, 0);
            barrier.await();
            assertTrue(barrier.isDone());
            assertFalse(barrier.isCancelled());
          } else {
            world.recv(Data.of(new int[1]), 0, 0);
            world.ibarrier().await();
          }
        });
  }

  /** Rank 1 only waits for messages, and its part of the operation makes progress meanwhile. */
  @Test
  void anyCallMakesProgress() throws Exception {
    LocalRanks.run(
        3,
        world -> {
          int[] sum = new int[200_000];
          Request request =
              world.iallreduce(Data.of(filled(sum.length, world.rank())), Data.of(sum), Op.SUM);
          if (world.rank() == 1) {
            world.recv(Data.of(new int[1]), 0, 0);
            world.recv(Data.of(new int[1]), 2, 0);
            request.await();
          } else {
            request.await();
            world.send(Data.of(1), 1, 0);
          }
          assertArrayEquals(sum(3, sum.length), sum);
        });
  }

  @Test
  void itsRequestCanBeWaitedForWithOthers() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          int[] into = new int[1];
          Request receive = world.irecv(Data.of(into), 1 - world.rank(), 3);
          Request barrier = world.ibarrier();
          CompletableFuture<Status> future = barrier.toCompletableFuture();
          assertEquals(1, Request.awaitAny(receive, barrier));
          future.get(30, TimeUnit.SECONDS);
          world.barrier(); // after both have checked that
          world.send(Data.of(7), 1 - world.rank(), 3);
          Request.awaitAll(receive, barrier);
          assertEquals(7, into[0]);
          barrier.toCompletableFuture().get(30, TimeUnit.SECONDS);
        });
  }

  /** One thread of each rank waits for it, while another makes progress. */
  @Test
  void anotherThreadIsWoken() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          for (int i = 0; i < 50; i++) {
            int[] sum = new int[1000];
            Request request =
                world.iallreduce(Data.of(filled(1000, world.rank())), Data.of(sum), Op.SUM);
            FutureTask<Status> waiter = new FutureTask<>(request::await);
            new Thread(waiter).start();
            if (i % 2 == world.rank()) {
              request.await();
            }
            waiter.get(30, TimeUnit.SECONDS);
            assertArrayEquals(sum(2, 1000), sum);
          }
        });
  }

  @Test
  void virtualThreadsCanWaitForThem() throws Exception {
    Requires.that(
        Runtime.version().feature() >= 21,
        "needs JDK 21 or later, which has virtual threads: JAVA_HOME=/usr/lib/jvm/... mvn test");
    LocalRanks.run(
        2,
        world -> {
          FutureTask<Void> task =
              new FutureTask<>(
                  () -> {
                    int[] sum = new int[100_000];
                    world
                        .iallreduce(Data.of(filled(sum.length, world.rank())), Data.of(sum), Op.SUM)
                        .await();
                    assertArrayEquals(sum(2, sum.length), sum);
                    return null;
                  });
          Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
          task.get(30, TimeUnit.SECONDS);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 300_000})
  void theyFailIfARankIsGone(int count) throws Exception {
    LocalRanks.run(
        3,
        world -> {
          if (world.rank() == 1) {
            return; // which closes the communicator
          }
          int[] sum = new int[count];
          Request reduce = world.iallreduce(Data.of(new int[count]), Data.of(sum), Op.SUM);
          Request barrier = world.ibarrier();
          assertThrows(MessageException.class, barrier::await);
          assertThrows(MessageException.class, reduce::await);
          assertThrows(MessageException.class, reduce::await);
        });
  }

  @Test
  void theyFailIfTheCommunicatorIsClosed() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          Request request;
          try (Communicator other = world.duplicate()) {
            request =
                world.rank() == 0
                    ? other.ibarrier()
                    : other.ibroadcast(Data.of(new int[1_000_000]), 1);
          }
          assertThrows(MessageException.class, request::await);
          world.barrier();
        });
  }

  /** Each rank whose result depends on it fails, and no rank hangs. */
  @Test
  void anExceptionOfTheOperationIsThrownByAwait() throws Exception {
    RuntimeException thrown = new IllegalStateException("on purpose");
    LocalRanks.run(
        3,
        world -> {
          Op op =
              Op.onLongs(
                  (a, b) -> {
                    if (world.rank() == 0) {
                      throw thrown;
                    }
                    return a + b;
                  });
          int[] sum = new int[10];
          Request request = world.iallreduce(Data.of(new int[10]), Data.of(sum), op);
          if (world.rank() == 0) {
            assertSame(thrown, assertThrows(IllegalStateException.class, request::await));
          } else {
            assertThrows(MessageException.class, request::await);
          }
          world.iallreduce(Data.of(filled(10, world.rank())), Data.of(sum), Op.SUM).await();
          assertArrayEquals(sum(3, 10), sum);
        });
  }

  @Test
  void anIllegalCallStartsNothing() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          Data data = Data.of(new int[3]);
          assertThrows(NullPointerException.class, () -> world.ibroadcast(null, 0));
          assertThrows(IndexOutOfBoundsException.class, () -> world.ibroadcast(data, 2));
          assertThrows(IllegalArgumentException.class, () -> world.iallgather(data, data));
          MessageBuffer closed = MessageBuffer.allocate(64);
          Data ofClosed = Data.of(closed);
          closed.close();
          assertThrows(IllegalStateException.class, () -> world.ibroadcast(ofClosed, 0));
          int[] sum = new int[4];
          world.iallreduce(Data.of(filled(4, world.rank())), Data.of(sum), Op.SUM).await();
          assertArrayEquals(sum(2, 4), sum);
        });
  }
}
