package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that a matched probe removes from matching. */
@Timeout(60)
class MatchedProbeTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 8, 3000, 300_000})
  void onlyTheMatchedMessageReceivesIt(int bytes) throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request first = world.isend(Data.of(TestMessage.of(1, bytes)), 0, 3);
      Request second = world.isend(Data.of(TestMessage.of(2, bytes)), 0, 3);
      MatchedMessage message = world.probeMatched(Communicator.ANY_SOURCE, 3);
      assertEquals(new Status(0, 3, bytes), message.status());
      byte[] other = new byte[bytes];
      world.recv(Data.of(other), 0, Communicator.ANY_TAG);
      assertArrayEquals(TestMessage.of(2, bytes), other);
      assertTrue(world.iprobe(0, 3).isEmpty());
      assertTrue(world.iprobeMatched(0, 3).isEmpty());
      byte[] into = new byte[bytes];
      assertEquals(new Status(0, 3, bytes), message.recv(Data.of(into)));
      assertArrayEquals(TestMessage.of(1, bytes), into);
      Request.awaitAll(first, second);
      assertThrows(IllegalStateException.class, () -> message.recv(Data.of(into)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 300_000})
  void aRequestReceivesIt(int bytes) throws Exception {
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            world.send(Data.of(TestMessage.of(1, bytes)), 1, 3);
          } else {
            MatchedMessage message = null;
            while (message == null) {
              message = world.iprobeMatched(0, Communicator.ANY_TAG).orElse(null);
            }
            byte[] into = new byte[(int) message.status().bytes()];
            assertEquals(bytes, message.irecv(Data.of(into)).await().bytes());
            assertArrayEquals(TestMessage.of(1, bytes), into);
          }
        });
  }

  /** Several threads, which do not know the lengths, receive each message once and completely. */
  @Test
  void severalThreadsShareTheMessages() throws Exception {
    int messages = 600;
    AtomicIntegerArray received = new AtomicIntegerArray(messages);
    try (Communicator world = LocalRanks.alone()) {
      List<FutureTask<Void>> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        FutureTask<Void> task = new FutureTask<>(() -> receiveSome(world, received, messages / 3));
        threads.add(task);
        new Thread(task).start();
      }
      List<Request> sends = new ArrayList<>();
      for (int i = 0; i < messages; i++) {
        int bytes = i % 10 == 0 ? 100_000 + i : i;
        sends.add(world.isend(Data.of(TestMessage.of(bytes, bytes)), 0, i));
      }
      Request.awaitAll(sends.toArray(Request[]::new));
      for (FutureTask<Void> task : threads) {
        task.get(30, TimeUnit.SECONDS);
      }
    }
    for (int i = 0; i < messages; i++) {
      assertEquals(1, received.get(i));
    }
  }

  private static Void receiveSome(Communicator world, AtomicIntegerArray received, int count)
      throws Exception {
    for (int i = 0; i < count; i++) {
      MatchedMessage message = world.probeMatched(0, Communicator.ANY_TAG);
      int bytes = (int) message.status().bytes();
      byte[] into = new byte[bytes];
      message.recv(Data.of(into));
      assertArrayEquals(TestMessage.of(bytes, bytes), into);
      received.incrementAndGet(message.status().tag());
    }
    return null;
  }

  @Test
  void aMessageThatDoesNotFitIsTruncated() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      world.send(Data.of(new byte[8]), 0, 3);
      MatchedMessage message = world.probeMatched(0, 3);
      assertThrows(NullPointerException.class, () -> message.recv(null));
      assertThrows(TruncationException.class, () -> message.recv(Data.of(new byte[4])));
    }
  }

  /**
   * A message that has arrived in full can be received after its sender has ended; an announced one
   * cannot.
   */
  @Test
  void aMessageOfARankThatIsGone() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            world.send(Data.of(TestMessage.of(1, 8)), 1, 3);
            Request large = world.isend(Data.of(new byte[300_000]), 1, 4);
            world.recv(Data.of(new byte[1]), 1, 0);
            assertFalse(large.isDone());
          } else {
            MatchedMessage small = world.probeMatched(0, 3);
            MatchedMessage large = world.probeMatched(0, 4);
            world.send(Data.of(new byte[1]), 0, 0);
            assertThrows(PeerFailedException.class, () -> world.recv(Data.of(new byte[1]), 0, 9));
            byte[] into = new byte[8];
            small.recv(Data.of(into));
            assertArrayEquals(TestMessage.of(1, 8), into);
            assertThrows(MessageException.class, () -> large.recv(Data.of(new byte[300_000])));
          }
        });
  }

  @Test
  void aClosedCommunicatorHasNoMessages() throws Exception {
    MatchedMessage small;
    MatchedMessage large;
    try (Communicator world = LocalRanks.alone()) {
      Communicator other = world.duplicate();
      other.send(Data.of(new byte[8]), 0, 3);
      Request send = other.isend(Data.of(new byte[300_000]), 0, 4);
      small = other.probeMatched(0, 3);
      large = other.probeMatched(0, 4);
      other.close();
      assertThrows(IllegalStateException.class, () -> small.recv(Data.of(new byte[8])));
      assertThrows(IllegalStateException.class, () -> large.recv(Data.of(new byte[300_000])));
      assertThrows(MessageException.class, send::await);
      exchange(world);
    }
  }

  private static void exchange(Communicator world) throws Exception {
    for (int i = 0; i < 10; i++) {
      world.send(Data.of(TestMessage.of(i, 8)), 0, i);
    }
    byte[] into = new byte[8];
    for (int i = 9; i >= 0; i--) {
      world.recv(Data.of(into), 0, i);
      assertArrayEquals(TestMessage.of(i, 8), into);
    }
  }
}
