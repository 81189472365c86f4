package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The descriptions of pending operations by communicators and requests. */
@Timeout(60)
class PendingTest {
  private static final int LARGE = 8 << 20;

  @Test
  void aReceiveSaysThatNoMessageHasArrived() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request receive = world.irecv(Data.of(new byte[64]), 0, 5);
      String words = "receive from rank 0, tag 5, buffer of 64 bytes: no message has arrived";
      assertEquals("Request: " + words, receive.toString());
      assertEquals("Communicator, rank 0 of 1: " + words, world.toString());
      Request any =
          world.irecv(Data.of(new byte[1]), Communicator.ANY_SOURCE, Communicator.ANY_TAG);
      assertEquals(
          "Request: receive from any rank, any tag, buffer of 1 bytes: no message has arrived",
          any.toString());
    }
  }

  @Test
  void aPendingSendAndItsUnmatchedMessageAreDescribed() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request send = world.isend(Data.of(new byte[LARGE]), 0, 7);
      world.isend(Data.of(new byte[3]), 0, 8);
      assertFalse(send.test());
      String message = "tag 7, 8388608 bytes: ";
      assertEquals(
          "Request: send to rank 0, " + message + "rank 0 has not received it yet",
          send.toString());
      assertEquals(
          "Communicator, rank 0 of 1: send to rank 0, "
              + message
              + "rank 0 has not received it yet; message from rank 0, "
              + message
              + "no receive here matches it; message from rank 0, tag 8, 3 bytes: no receive here"
              + " matches it",
          world.toString());
    }
  }

  @Test
  void aMessageInProgressSaysHowManyBytesAreDone() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request send = world.isend(Data.of(new byte[LARGE]), 0, 7);
      Request receive = world.irecv(Data.of(new byte[LARGE]), 0, 7);
      while (!receive.toString().contains("have been received")) {
        assertFalse(receive.test());
      }
      String words = receive.toString();
      assertTrue(
          words.matches(
              "Request: receive from rank 0, tag 7, 8388608 bytes: \\d+ bytes have been received"),
          words);
      send.await();
    }
  }

  @Test
  void aCompleteRequestSaysItsOutcome() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Request receive = world.irecv(Data.of(new byte[4]), 0, 1);
      Request tooShort = world.irecv(Data.of(new byte[4]), 0, 2);
      Request cancelled = world.irecv(Data.of(new byte[4]), 0, 3);
      world.isend(Data.of(new byte[3]), 0, 1);
      world.isend(Data.of(new byte[5]), 0, 2);
      receive.await();
      assertEquals("Request: complete, 3 bytes from rank 0, tag 1", receive.toString());
      assertTrue(tooShort.test());
      assertEquals("Request: failed, truncated", tooShort.toString());
      assertTrue(cancelled.cancel());
      assertEquals("Request: failed, cancelled", cancelled.toString());
      assertEquals("Communicator, rank 0 of 1", world.toString());
    }
  }

  /** Rank 0 of the new communicator is rank 1 of the old one. */
  @Test
  void ranksAndMessagesAreThoseOfTheCommunicator() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          try (Communicator turned = world.split(0, -world.rank()).orElseThrow()) {
            Request own = turned.irecv(Data.of(new byte[1]), 0, 1);
            assertTrue(own.toString().contains("from rank 0, tag 1"), own.toString());
            assertTrue(turned.toString().contains("from rank 0, tag 1"), turned.toString());
            assertFalse(world.toString().contains("tag 1"), world.toString());
            assertTrue(own.cancel());
            world.barrier();
          }
        });
  }

  @Test
  void theOperationOfAReductionMayAsk() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          Op op =
              Op.onLongs(
                  (a, b) -> {
                    assertEquals("Communicator, rank " + world.rank() + " of 2", world.toString());
                    return a + b;
                  });
          long[] sum = new long[1];
          world.allreduce(Data.of(1L), Data.of(sum), op);
          assertEquals(2, sum[0]);
        });
  }

  @Test
  void aClosedCommunicatorSaysSo() throws Exception {
    Communicator world = LocalRanks.alone();
    world.close();
    assertEquals("Communicator, rank 0 of 1, closed", world.toString());
  }
}
