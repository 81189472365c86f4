package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.internal.engine.WaitStrategy.Step;
import io.crossmem.internal.shm.PlainSegment;
import org.junit.jupiter.api.Test;

/** When a thread that waits looks, and when it sleeps. */
class WaitStrategyTest {
  private static final long US = 1000;
  private static final long MS = 1000 * US;

  private final WaitStrategy strategy = new WaitStrategy(false, PlainSegment.of(2));

  private Step afterLooking(long nanos) {
    return strategy.next(nanos);
  }

  @Test
  void shouldLookForTwiceAsLongAsAWakeUpMayTake() {
    assertEquals(Step.LOOK, afterLooking(0));
    assertEquals(Step.LOOK, afterLooking(99 * US));
  }

  @Test
  void shouldSleepAfterLookingAndYielding() {
    assertEquals(Step.SLEEP, afterLooking(2 * MS));
  }

  @Test
  void shouldLookForLongerWhereWakeUpsAreSlow() {
    for (int i = 0; i < 100; i++) {
      strategy.onWake(400 * US);
    }
    assertEquals(Step.LOOK, afterLooking(1700 * US));
    assertEquals(Step.SLEEP, afterLooking(1900 * US));
  }

  @Test
  void shouldNotBelieveAWakeUpThatTookForEver() {
    for (int i = 0; i < 100; i++) {
      strategy.onWake(Long.MAX_VALUE);
      strategy.onWake(Long.MIN_VALUE);
    }
    assertEquals(Step.SLEEP, afterLooking(2100 * US));
  }

  @Test
  void shouldSleepSoonWhereWakeUpsAreFast() {
    for (int i = 0; i < 100; i++) {
      strategy.onWake(0);
    }
    assertEquals(Step.SLEEP, afterLooking(1001 * US));
  }
}
