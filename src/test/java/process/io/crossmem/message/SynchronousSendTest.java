package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends that complete only after a receive has matched the message. */
@Timeout(60)
class SynchronousSendTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 8, 3000, 300_000})
  void aRequestCompletesOnlyAfterTheMessageIsReceived(int bytes) throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      byte[] message = TestMessage.of(bytes, bytes);
      Request send = world.issend(Data.of(message), 0, 3);
      assertEquals(bytes, world.probe(0, 3).bytes());
      for (int i = 0; i < 100; i++) {
        assertFalse(send.test());
      }
      byte[] into = new byte[bytes];
      assertEquals(new Status(0, 3, bytes), world.recv(Data.of(into), 0, 3));
      assertEquals(new Status(0, 3, bytes), send.await());
      assertArrayEquals(message, into);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 3000, 300_000})
  void aCallReturnsOnlyAfterTheMessageIsReceived(int bytes) throws Exception {
    AtomicBoolean received = new AtomicBoolean();
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            world.ssend(Data.of(TestMessage.of(7, bytes)), 1, 0);
            assertEquals(true, received.get());
          } else {
            byte[] into = new byte[bytes];
            Thread.sleep(30);
            received.set(true);
            world.recv(Data.of(into), 0, 0);
            assertArrayEquals(TestMessage.of(7, bytes), into);
          }
        });
  }

  @Test
  void messagesDoNotOvertakeEachOther() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          int[] number = new int[1];
          for (int i = 0; i < 300; i++) {
            if (world.rank() == 1) {
              world.recv(Data.of(number), 0, 5);
              assertEquals(i, number[0]);
            } else if (i % 3 == 0) {
              world.ssend(Data.of(new int[] {i}), 1, 5);
            } else {
              world.send(Data.of(new int[] {i}), 1, 5);
            }
          }
        });
  }

  @Test
  void aSendWithoutAReceiveFailsWhenThePeerCloses() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            assertThrows(PeerFailedException.class, () -> world.ssend(Data.of(new byte[8]), 1, 0));
          } else {
            world.probe(0, 0);
          }
        });
  }

  @Test
  void illegalArgumentsAreRefused() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Data data = Data.of(new byte[8]);
      assertThrows(NullPointerException.class, () -> world.ssend(null, 0, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> world.ssend(data, 1, 0));
      assertThrows(IllegalArgumentException.class, () -> world.issend(data, 0, -1));
    }
  }
}
