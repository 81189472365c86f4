package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Memory that another rank has mapped; see {@link MappingsRank}. */
class MappedMemoryTest {
  @Test
  void nothingStaysMappedOfMemoryThatIsClosedOrOfARankThatDied() throws Exception {
    Ranks.run(2, MappingsRank.class);
  }

  /** A received message stays complete if the sender's memory is closed directly after it. */
  @Test
  void closedMemoryIsNeverMistakenForTheNextMessages() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          int other = 1 - world.rank();
          for (int i = 0; i < 200; i++) {
            int bytes = 20_000 + i * 5000;
            try (MessageBuffer from = MessageBuffer.allocate(bytes);
                MessageBuffer into = MessageBuffer.allocate(bytes)) {
              from.buffer().put(TestMessage.of(i + world.rank(), bytes));
              world.sendRecv(Data.of(from), other, 0, Data.of(into), other, 0);
              byte[] expected = TestMessage.of(i + other, bytes);
              assertEquals(-1, into.buffer().mismatch(java.nio.ByteBuffer.wrap(expected)));
            }
          }
        });
  }
}
