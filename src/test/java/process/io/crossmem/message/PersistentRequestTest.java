package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that can be started repeatedly. */
@Timeout(60)
class PersistentRequestTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 8, 3000, 300_000})
  void eachStartTransfersAMessage(int bytes) throws Exception {
    LocalRanks.run(
        2,
        world -> {
          int other = 1 - world.rank();
          byte[] out = new byte[bytes];
          byte[] in = new byte[bytes];
          PersistentRequest send = world.sendInit(Data.of(out), other, 1);
          PersistentRequest synchronous = world.ssendInit(Data.of(out), other, 2);
          PersistentRequest receive = world.recvInit(Data.of(in), other, Communicator.ANY_TAG);
          for (int i = 0; i < 20; i++) {
            System.arraycopy(TestMessage.of(world.rank() + i, bytes), 0, out, 0, bytes);
            PersistentRequest.startAll(receive, i % 2 == 0 ? send : synchronous);
            assertEquals(new Status(other, 1 + i % 2, bytes), receive.await());
            Request.awaitAll(send, synchronous);
            assertArrayEquals(TestMessage.of(other + i, bytes), in);
          }
        });
  }

  @Test
  void onlyACompletedRequestCanBeStarted() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      PersistentRequest receive = world.recvInit(Data.of(new byte[8]), 0, 1);
      assertTrue(receive.isDone());
      assertTrue(receive.test());
      assertEquals(0, receive.await().bytes());
      receive.start();
      assertFalse(receive.isDone());
      assertThrows(IllegalStateException.class, receive::start);
      world.send(Data.of(new byte[5]), 0, 1);
      assertEquals(5, receive.await().bytes());
      receive.start();
      assertTrue(receive.cancel());
      assertThrows(CancellationException.class, receive::await);
      receive.start();
      world.send(Data.of(new byte[6]), 0, 1);
      assertEquals(6, receive.await().bytes());
      assertFalse(receive.isCancelled());
    }
  }

  @Test
  void theNextStartClearsAFailure() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      PersistentRequest receive = world.recvInit(Data.of(new byte[4]), 0, 1);
      receive.start();
      world.send(Data.of(new byte[5]), 0, 1);
      assertThrows(TruncationException.class, receive::await);
      receive.start();
      world.send(Data.of(new byte[3]), 0, 1);
      assertEquals(3, receive.await().bytes());
    }
  }

  @Test
  void noneIsStartedAfterTheCommunicatorIsClosed() throws Exception {
    PersistentRequest send;
    PersistentRequest receive;
    try (Communicator world = LocalRanks.alone()) {
      send = world.sendInit(Data.of(new byte[4]), 0, 1);
      receive = world.recvInit(Data.of(new byte[4]), 0, 1);
      assertEquals("Request: not started", send.toString());
      assertThrows(NullPointerException.class, () -> PersistentRequest.startAll(send, null));
      assertTrue(world.iprobe(0, 1).isEmpty());
      assertThrows(IllegalArgumentException.class, () -> world.sendInit(Data.of(1), 0, -1));
      assertThrows(
          IndexOutOfBoundsException.class, () -> world.recvInit(Data.of(new int[1]), 1, 1));
    }
    assertThrows(IllegalStateException.class, send::start);
    assertThrows(IllegalStateException.class, receive::start);
    assertTrue(send.isDone() && receive.isDone());
  }
}
