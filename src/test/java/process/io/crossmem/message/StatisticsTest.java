package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.message.Statistics.Count;
import io.crossmem.message.Statistics.Protocol;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The statistics of a communicator's messages. */
@Timeout(60)
class StatisticsTest {
  private static final int LARGE = 1 << 20;

  private static Count eager(long messages, long bytes) {
    return new Count(messages, bytes, Duration.ZERO);
  }

  /** Each call that sends or receives a small message in another way. */
  @Test
  void everyMessageIsCountedOnce() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          int other = 1 - world.rank();
          ByteBuffer buffer = ByteBuffer.allocateDirect(8);
          if (world.rank() == 0) {
            for (int tag = 0; tag < 4; tag++) {
              world.send(buffer, other, tag);
            }
            world.isend(Data.of(new byte[3]), other, 4).await();
          } else {
            world.recv(buffer, other, 3); // the others have come before it
            world.recv(buffer, other, 1);
            world.irecv(Data.of(new byte[8]), other, 0).await();
            world.recv(Data.of(new byte[8]), Communicator.ANY_SOURCE, 2);
            world.recv(Data.of(new byte[8]), other, 4);
          }
          Statistics statistics = world.statistics();
          boolean sends = world.rank() == 0;
          assertEquals(eager(sends ? 5 : 0, sends ? 35 : 0), statistics.sent());
          assertEquals(eager(sends ? 0 : 5, sends ? 0 : 35), statistics.received());
          assertEquals(statistics.sent(), statistics.sent(other, Protocol.EAGER));
        });
  }

  @Test
  void largeMessagesHaveATimeAndAProtocol() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          int other = 1 - world.rank();
          byte[] into = new byte[LARGE];
          world.sendRecv(Data.of(new byte[LARGE]), other, 0, Data.of(into), other, 0);
          Statistics statistics = world.statistics();
          for (Count count :
              new Count[] {statistics.sent(other), statistics.received(other), statistics.sent()}) {
            assertEquals(1, count.messages());
            assertEquals(LARGE, count.bytes());
            assertTrue(count.time().toNanos() > 0, count.toString());
          }
          assertEquals(0, statistics.sent(other, Protocol.EAGER).messages());
          assertEquals(0, statistics.sent(world.rank()).messages());
        });
  }

  /** Rank 1 of the new communicator is rank 0 of the old one. */
  @Test
  void ranksAreThoseOfTheCommunicator() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          try (Communicator turned = world.split(0, -world.rank()).orElseThrow()) {
            long before = turned.statistics().sent(turned.rank()).messages();
            turned.isend(Data.of(new byte[1]), turned.rank(), 0);
            turned.recv(Data.of(new byte[1]), turned.rank(), 0);
            assertEquals(before + 1, turned.statistics().sent(turned.rank()).messages());
            assertEquals(before + 1, world.statistics().sent(world.rank()).messages());
          }
        });
  }

  @Test
  void toStringListsTheCounters() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      assertEquals("no messages", world.statistics().toString());
      Request receive = world.irecv(Data.of(new byte[LARGE]), 0, 0);
      world.isend(Data.of(new byte[LARGE]), 0, 0).await();
      receive.await();
      world.isend(Data.of(new byte[5]), 0, 0);
      String words = world.statistics().toString();
      assertTrue(words.matches("(?s)sent to rank 0: eager 1 message, 5 bytes; .*"), words);
      assertTrue(
          words.matches("(?s).*\nreceived from rank 0: \\w+ 1 message, 1048576 bytes in .* ms"),
          words);
    }
  }

  @Test
  void itStaysAsItIsAndCanBeHadAfterTheEnd() throws Exception {
    Communicator world = LocalRanks.alone();
    Statistics before = world.statistics();
    world.isend(Data.of(new byte[5]), 0, 0);
    assertEquals(0, before.sent().messages());
    world.close();
    assertEquals(eager(1, 5), world.statistics().sent());
  }

  @Test
  void thereIsNothingOfOtherRanks() throws Exception {
    try (Communicator world = LocalRanks.alone()) {
      Statistics statistics = world.statistics();
      assertThrows(IndexOutOfBoundsException.class, () -> statistics.sent(1));
      assertThrows(IndexOutOfBoundsException.class, () -> statistics.received(-1));
    }
  }

  @Test
  void theProtocolsAreThoseThatThePropertyNames() {
    List<String> names =
        Stream.of(Protocol.values()).skip(1).map(p -> p.name().toLowerCase(Locale.ROOT)).toList();
    List<String> ofProperty =
        Stream.of(io.crossmem.internal.protocol.Protocol.values())
            .map(io.crossmem.internal.protocol.Protocol::propertyName)
            .toList();
    assertEquals(ofProperty, names);
  }
}
