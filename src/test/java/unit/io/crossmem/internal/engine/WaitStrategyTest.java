package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.internal.engine.WaitStrategy.Step;
import io.crossmem.internal.shm.PlainSegment;
import org.junit.jupiter.api.Test;

/** When a waiting thread polls, and when it sleeps. */
class WaitStrategyTest {
  private static final long US = 1000;
  private static final long MS = 1000 * US;

  private final long start = System.nanoTime() + 1000 * MS; // later than all that was before
  private final WaitStrategy strategy =
      new WaitStrategy(false, PlainSegment.of(2), () -> start); // real yields take no time

  private Step afterLooking(long nanos) {
    return strategy.next(nanos, 0);
  }

  @Test
  void shouldPollTwiceAsLongAsAWakeUpTakes() {
    assertEquals(Step.LOOK, afterLooking(0));
    assertEquals(Step.LOOK, afterLooking(99 * US));
  }

  @Test
  void shouldSleepAfterLookingAndYielding() {
    assertEquals(Step.SLEEP, afterLooking(2 * MS));
  }

  @Test
  void shouldPollLongerIfWakeUpsAreSlow() {
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
  void shouldSleepSoonIfWakeUpsAreFast() {
    for (int i = 0; i < 100; i++) {
      strategy.onWake(0);
    }
    assertEquals(Step.SLEEP, afterLooking(1001 * US));
  }

  /** A time after which a thread sleeps if it yielded from the start, and otherwise yields. */
  private Step afterYieldingFromTheStart(long now) {
    return strategy.next(now, now - 1050 * US);
  }

  private long othersRun(int yields, long from) {
    long now = from;
    for (int i = 0; i < yields; i++) {
      now += 200 * US;
      strategy.recordYield(now - 100 * US, now);
    }
    return now;
  }

  @Test
  void shouldSkipPollingForATimeAfterThreeYieldsToOtherThreads() {
    long now = othersRun(2, start);
    assertEquals(Step.LOOK, afterYieldingFromTheStart(now));
    now = othersRun(1, now);
    assertEquals(Step.SLEEP, afterYieldingFromTheStart(now));
    assertEquals(Step.LOOK, afterYieldingFromTheStart(now + 11 * MS));
  }

  @Test
  void shouldSkipPollingForLongerIfThisHappensAgainSoon() {
    long now = othersRun(3, start) + 11 * MS;
    assertEquals(Step.LOOK, afterYieldingFromTheStart(now));
    now = othersRun(3, now);
    assertEquals(Step.SLEEP, afterYieldingFromTheStart(now + 19 * MS));
    assertEquals(Step.LOOK, afterYieldingFromTheStart(now + 21 * MS));
  }

  @Test
  void shouldPollFirstIfNoOtherThreadRunsDuringAYield() {
    long now = start;
    for (int i = 0; i < 100; i++) {
      strategy.recordYield(now, now + US);
    }
    assertEquals(Step.LOOK, afterYieldingFromTheStart(now));
  }
}
