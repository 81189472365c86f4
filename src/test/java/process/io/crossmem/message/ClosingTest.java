package io.crossmem.message;

import org.junit.jupiter.api.Test;

/** A rank that waits for a message fails if the other rank closes the communicator. */
class ClosingTest {
  @Test
  void oneOfSeveralCommunicatorsIsClosed() throws Exception {
    Ranks.run(2, ClosingRank.class, "pipeline", "read", "mapped", "write", "split");
  }
}
