package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receives, probes and requests with a time limit. */
@Timeout(60)
class TimeoutTest {
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);

  private static void requireNames(String part, Exception e) {
    assertTrue(e.getMessage().contains(part), e.toString());
  }

  @Test
  void aReceiveWithoutAMessageIsCancelledAtItsTimeout() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      byte[] late = new byte[8];
      requireNames(
          "no message with tag 3 from rank 0 arrived within 30 ms",
          assertThrows(
              MessageTimeoutException.class, () -> world.recv(Data.of(late), 0, 3, SHORT)));
      requireNames(
          "any tag from any rank",
          assertThrows(
              MessageTimeoutException.class,
              () ->
                  world.recv(
                      ByteBuffer.allocate(8),
                      Communicator.ANY_SOURCE,
                      Communicator.ANY_TAG,
                      SHORT)));
      world.send(Data.of(new byte[] {7}), 0, 3);
      byte[] next = new byte[8];
      assertEquals(new Status(0, 3, 1), world.recv(Data.of(next), 0, 3));
      assertEquals(7, next[0]);
      assertEquals(0, late[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void whatIsHereIsReceivedWithoutAnyTime(long seconds) throws Exception {
    Duration none = Duration.ofSeconds(seconds);
    try (Communicator world = LocalRanks.alone()) {
      for (int bytes : new int[] {8, 300_000}) {
        byte[] into = new byte[bytes];
        assertThrows(MessageTimeoutException.class, () -> world.recv(Data.of(into), 0, 1, none));
        Request send = world.isend(Data.of(TestMessage.of(bytes, bytes)), 0, 1);
        assertEquals(bytes, world.recv(Data.of(into), 0, 1, none).bytes());
        assertEquals(ByteBuffer.wrap(TestMessage.of(bytes, bytes)), ByteBuffer.wrap(into));
        send.await();
        assertEquals(bytes, send.await(none).bytes());
      }
    }
  }

  @Test
  void aMessageThatArrivesInTimeIsReceived() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          for (Duration timeout : new Duration[] {LONG, ENDLESS}) {
            if (world.rank() == 0) {
              Thread.sleep(20);
              world.send(Data.of(new byte[9]), 1, 4);
            } else {
              assertEquals(9, world.recv(ByteBuffer.allocate(9), 0, 4, timeout).bytes());
            }
            world.barrier();
          }
        });
  }

  /** Each message is received once, also while another receive times out. */
  @ParameterizedTest
  @ValueSource(ints = {8, 100_000})
  void aMessageThatArrivesAtTheTimeoutIsNotLost(int bytes) throws Exception {
    int messages = 300;
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            for (int i = 0; i < messages; i++) {
              world.send(Data.of(TestMessage.of(i, bytes)), 1, 4);
            }
          } else {
            byte[] into = new byte[bytes];
            for (int i = 0; i < messages; ) {
              try {
                world.recv(Data.of(into), 0, 4, Duration.ofNanos(i % 50 * 1000L));
              } catch (MessageTimeoutException e) {
                continue;
              }
              assertEquals(ByteBuffer.wrap(TestMessage.of(i, bytes)), ByteBuffer.wrap(into));
              i++;
            }
          }
        });
  }

  @Test
  void aRequestThatIsNotOverInTimeGoesOn() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request receive = world.irecv(Data.of(new byte[8]), 0, 1);
      requireNames(
          "30 ms", assertThrows(MessageTimeoutException.class, () -> receive.await(SHORT)));
      assertFalse(receive.isDone());
      world.send(Data.of(new byte[8]), 0, 1);
      assertEquals(new Status(0, 1, 8), receive.await(SHORT));
    }
  }

  @Test
  void aProbeWithATimeoutLeavesTheMessage() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      for (Duration timeout : new Duration[] {SHORT, Duration.ZERO}) {
        requireNames(
            "no message with tag 3 from any rank arrived within",
            assertThrows(
                MessageTimeoutException.class,
                () -> world.probe(Communicator.ANY_SOURCE, 3, timeout)));
      }
      for (int bytes : new int[] {8, 300_000}) {
        Request send = world.isend(Data.of(TestMessage.of(bytes, bytes)), 0, 3);
        assertEquals(new Status(0, 3, bytes), world.probe(0, 3, Duration.ZERO));
        assertEquals(new Status(0, 3, bytes), world.probe(0, Communicator.ANY_TAG, ENDLESS));
        assertEquals(bytes, world.recv(Data.of(new byte[bytes]), 0, 3).bytes());
        send.await();
      }
      assertThrows(NullPointerException.class, () -> world.probe(0, 3, null));
      assertThrows(IndexOutOfBoundsException.class, () -> world.probe(1, 3, LONG));
      assertThrows(IllegalArgumentException.class, () -> world.probe(0, -7, LONG));
    }
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 1) {
            assertThrows(PeerFailedException.class, () -> world.probe(0, 1, LONG));
          }
        });
  }

  @Test
  void aProbeFindsAMessageThatArrivesInTime() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            Thread.sleep(20);
            world.send(Data.of(new byte[9]), 1, 4);
          } else {
            assertEquals(new Status(0, 4, 9), world.probe(0, 4, LONG));
            assertEquals(9, world.recv(ByteBuffer.allocate(9), 0, 4, Duration.ZERO).bytes());
          }
        });
  }

  /** Also with requests of two groups, which are checked in turns. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ifNoneIsCompleteInTimeAllContinue(boolean twoGroups) throws Exception {
    try (Communicator world = LocalRanks.alone();
        Communicator second = LocalRanks.alone()) {
      Communicator other = twoGroups ? second : world;
      Request first = world.irecv(Data.of(new byte[8]), 0, 1);
      Request last = other.irecv(Data.of(new byte[8]), 0, 2);
      for (Duration timeout : new Duration[] {SHORT, Duration.ZERO}) {
        requireNames(
            "none of 2 requests is complete after",
            assertThrows(
                MessageTimeoutException.class, () -> Request.awaitAny(timeout, first, last)));
      }
      assertFalse(first.isDone() || last.isDone());
      other.send(Data.of(new byte[8]), 0, 2);
      assertEquals(1, Request.awaitAny(LONG, first, last));
      assertEquals(1, Request.awaitAny(Duration.ZERO, first, last));
      world.send(Data.of(new byte[8]), 0, 1);
      assertEquals(0, Request.awaitAny(ENDLESS, first));
    }
  }

  @Test
  void ifNotAllAreCompleteInTimeTheOthersContinue() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request first = world.irecv(Data.of(new byte[8]), 0, 1);
      Request last = world.irecv(Data.of(new byte[8]), 0, 2);
      world.send(Data.of(new byte[8]), 0, 2);
      for (Duration timeout : new Duration[] {SHORT, Duration.ZERO}) {
        requireNames(
            "1 of 2 requests are not complete after",
            assertThrows(
                MessageTimeoutException.class, () -> Request.awaitAll(timeout, first, last)));
      }
      assertTrue(last.isDone());
      assertFalse(first.isDone());
      world.send(Data.of(new byte[8]), 0, 1);
      Request.awaitAll(LONG, first, last);
      Request.awaitAll(Duration.ZERO, first, last);
      Request.awaitAll(Duration.ZERO);
    }
  }

  @Test
  void failuresAreThrownWhenAllAreComplete() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request tooShort = world.irecv(Data.of(new byte[4]), 0, 1);
      Request late = world.irecv(Data.of(new byte[4]), 0, 2);
      world.send(Data.of(new byte[8]), 0, 1);
      assertThrows(MessageTimeoutException.class, () -> Request.awaitAll(SHORT, tooShort, late));
      world.send(Data.of(new byte[4]), 0, 2);
      assertThrows(TruncationException.class, () -> Request.awaitAll(LONG, tooShort, late));
      assertEquals(0, Request.awaitAny(LONG, tooShort, late));
    }
  }

  @Test
  void nullAndEmptyRequestsAreRefused() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request complete = world.isend(Data.of(new byte[8]), 0, 1);
      assertThrows(NullPointerException.class, () -> Request.awaitAll((Duration) null, complete));
      assertThrows(NullPointerException.class, () -> Request.awaitAny((Duration) null, complete));
      assertThrows(NullPointerException.class, () -> Request.awaitAll(LONG, complete, null));
      assertThrows(NullPointerException.class, () -> Request.awaitAny(LONG, complete, null));
      assertThrows(IllegalArgumentException.class, () -> Request.awaitAny(LONG));
      world.recv(Data.of(new byte[8]), 0, 1);
    }
  }

  @Test
  void anotherFailureIsThrownUnchanged() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      world.send(Data.of(new byte[8]), 0, 1);
      assertThrows(TruncationException.class, () -> world.recv(Data.of(new byte[4]), 0, 1, LONG));
      assertThrows(NullPointerException.class, () -> world.recv(Data.of(new byte[4]), 0, 1, null));
      assertThrows(
          IndexOutOfBoundsException.class, () -> world.recv(Data.of(new byte[4]), 1, 1, LONG));
    }
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 1) {
            assertThrows(
                PeerFailedException.class, () -> world.recv(Data.of(new byte[4]), 0, 1, LONG));
          }
        });
  }

  @Test
  void virtualThreadsWaitForATimeToo() throws Exception {
    Requires.that(
        Runtime.version().feature() >= 21,
        "needs JDK 21 or later, which has virtual threads: JAVA_HOME=/usr/lib/jvm/... mvn test");
    try (Communicator world = LocalRanks.alone()) {
      FutureTask<Void> task =
          new FutureTask<>(
              () -> {
                assertThrows(
                    MessageTimeoutException.class,
                    () -> world.recv(Data.of(new byte[8]), 0, 3, SHORT));
                world.send(Data.of(new byte[8]), 0, 3);
                assertEquals(8, world.recv(Data.of(new byte[8]), 0, 3, LONG).bytes());
                return null;
              });
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
      task.get(30, TimeUnit.SECONDS);
    }
  }
}
