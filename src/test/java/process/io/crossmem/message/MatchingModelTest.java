package io.crossmem.message;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random schedules of sends and receives, checked against MPI's rules of matching. A failure names
 * its seed; {@code -Dcrossmem.test.seed=SEED} repeats it.
 */
class MatchingModelTest {
  private static final Object[] ARGUMENTS = {
    seed(), 25, "chosen", "pipeline", "read", "mapped", "write", "split"
  };

  static long seed() {
    return Long.getLong("crossmem.test.seed", System.nanoTime());
  }

  @ParameterizedTest(name = "{0} ranks")
  @ValueSource(ints = {2, 3, 4})
  void everyReceiveGetsTheMessageThatMpiSays(int ranks) throws Exception {
    if (ranks == 2) {
      Ranks.runOptimizing(ranks, ScheduleRank.class, ARGUMENTS);
    } else {
      Ranks.run(ranks, ScheduleRank.class, ARGUMENTS);
    }
  }
}
