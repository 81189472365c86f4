package io.crossmem.message;

import org.junit.jupiter.api.Test;

/** Who waits for a message in a communicator that the other side has closed learns it. */
class ClosingTest {
  @Test
  void oneOfSeveralCommunicatorsIsClosed() throws Exception {
    Ranks.run(2, ClosingRank.class, "pipeline", "read", "mapped", "write", "split");
  }
}
