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

/** Receives and requests that wait for a time only. */
@Timeout(60)
class TimeoutTest {
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);

  private static void requireNames(String part, Exception e) {
    assertTrue(e.getMessage().contains(part), e.toString());
  }

  @Test
  void aReceiveThatNoMessageComesForIsTakenBack() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      byte[] late = new byte[8];
      requireNames(
          "no message with tag 3 from rank 0 came within 30 ms",
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
  void aMessageThatComesInTimeIsReceived() throws Exception {
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

  /** Each message is received once, whether a receive in vain was just taken back or not. */
  @ParameterizedTest
  @ValueSource(ints = {8, 100_000})
  void noMessageIsLostThatComesAsTheTimeEnds(int bytes) throws Exception {
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
  void anotherFailureIsToldAsItIs() throws Exception {
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
