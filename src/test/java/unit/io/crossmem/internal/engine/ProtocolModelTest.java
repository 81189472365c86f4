package io.crossmem.internal.engine;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random walks over all events that the protocol knows, faults included, in all their orders.
 *
 * <p>{@code -Dcrossmem.walks=N} makes more of them; {@code -Dcrossmem.walk=SEED} repeats one, and
 * prints its events.
 */
class ProtocolModelTest {
  private static final int WALKS = Integer.getInteger("crossmem.walks", 100_000);
  private static final Long ONE = Long.getLong("crossmem.walk");
  private static final long FIRST = Long.getLong("crossmem.firstWalk", 0);

  @Test
  void shouldKeepMpisRulesWhateverHappens() {
    if (ONE != null) {
      walk(ONE, true);
      return;
    }
    LongStream.range(FIRST, FIRST + WALKS).parallel().forEach(seed -> walk(seed, false));
  }

  private static void walk(long seed, boolean traced) {
    Walk walk = new Walk(seed, traced);
    try {
      walk.run();
    } catch (Throwable e) {
      if (!traced) {
        walk(seed, true); // the same again, to print the events
      }
      throw new AssertionError("walk " + seed + ": " + e.getMessage() + "\n" + trace(walk), e);
    }
  }

  private static String trace(Walk walk) {
    return walk.trace() == null ? "not repeated alone" : String.join("\n", walk.trace());
  }
}
