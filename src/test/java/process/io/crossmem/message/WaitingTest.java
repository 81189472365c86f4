package io.crossmem.message;

import org.junit.jupiter.api.Test;

/** Who waits for a late peer leaves the core to others. */
class WaitingTest {
  @Test
  void waitingTakesLittleTime() throws Exception {
    Ranks.run(2, WaitingRank.class).forEach(System.out::print);
  }
}
