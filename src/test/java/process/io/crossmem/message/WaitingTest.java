package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import org.junit.jupiter.api.Test;

/** A rank that waits for a late peer leaves the core to others, and polls again later. */
class WaitingTest {
  @Test
  void waitingTakesLittleTime() throws Exception {
    Ranks.run(2, WaitingRank.class).forEach(System.out::print);
  }

  /**
   * If polling ends sooner than a wake-up takes, both ranks sleep at every message from then on.
   */
  @Test
  void aPauseDoesNotLeaveTheRanksAsleepAtEveryMessage() throws Exception {
    Requires.that(Runtime.getRuntime().availableProcessors() >= 2, "needs two cores");
    for (String fewest : Ranks.run(2, SleepyRank.class)) {
      assertTrue(Long.parseLong(fewest.strip()) < 500, fewest + " of 1000 messages slept for");
    }
  }
}
