package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import org.junit.jupiter.api.Test;

/** Who waits for a late peer leaves the core to others, and comes back from it. */
class WaitingTest {
  @Test
  void waitingTakesLittleTime() throws Exception {
    Ranks.run(2, WaitingRank.class).forEach(System.out::print);
  }

  /** Where a look lasts for less long than a wake-up, both sleep at every message from then on. */
  @Test
  void aPauseDoesNotLeaveTheRanksAsleepAtEveryMessage() throws Exception {
    Requires.that(Runtime.getRuntime().availableProcessors() >= 2, "needs two cores");
    for (String fewest : Ranks.run(2, SleepyRank.class)) {
      assertTrue(Long.parseLong(fewest.strip()) < 500, fewest + " of 1000 messages slept for");
    }
  }
}
