package io.crossmem.message;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for a message in a communicator that the other side has closed learns it. */
class ClosingTest {
  @ParameterizedTest
  @ValueSource(strings = {"pipeline", "read", "mapped", "write", "split"})
  void oneOfSeveralCommunicatorsIsClosed(String protocol) throws Exception {
    Ranks.run(2, ClosingRank.class, protocol);
  }
}
