package io.crossmem.internal.protocol;

import static io.crossmem.internal.shm.RingWrite.JVM;
import static io.crossmem.internal.shm.RingWrite.NON_TEMPORAL;
import static io.crossmem.internal.shm.RingWrite.STRING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.shm.RingWrite;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The choice of how the sender copies into a ring, with times that the test sets. */
class WriteTimesTest {
  private final Map<RingWrite, Integer> picoseconds = new EnumMap<>(RingWrite.class);
  private final Map<RingWrite, Integer> counts = new EnumMap<>(RingWrite.class);
  private WriteTimes times = new WriteTimes(STRING);

  @BeforeEach
  void allTakeTheSame() {
    for (RingWrite each : RingWrite.values()) {
      picoseconds.put(each, 100);
    }
  }

  /** The sender writes so many payloads, each as asked. */
  private void send(int payloads) {
    counts.clear();
    for (int i = 0; i < payloads; i++) {
      RingWrite asked = times.asked();
      counts.merge(asked, 1, Integer::sum);
      times.note(asked, picoseconds.get(asked));
    }
  }

  private int count(RingWrite write) {
    return counts.getOrDefault(write, 0);
  }

  @Test
  void theUsualWayIsUsedUntilAnotherIsFaster() {
    assertEquals(STRING, times.asked());
    send(5000);
    assertTrue(count(STRING) > 4500, counts.toString());
  }

  @Test
  void theFastestWayIsFoundAndUsed() {
    picoseconds.put(NON_TEMPORAL, 60);
    send(20);
    send(5000);
    assertTrue(count(NON_TEMPORAL) > 4500, counts.toString());
  }

  @Test
  void theJvmsCopyIsTriedOnlyForShortPayloads() {
    picoseconds.put(JVM, 1);
    send(1000);
    assertEquals(0, count(JVM));
    times = new WriteTimes(JVM);
    send(1000);
    assertTrue(count(JVM) > 900, counts.toString());
  }

  @Test
  void allThreeWaysOfAShortPayloadAreTried() {
    times = new WriteTimes(JVM);
    send(1000);
    assertTrue(count(STRING) > 0 && count(NON_TEMPORAL) > 0, counts.toString());
  }

  @Test
  void aSlowWayIsTriedSeldomButAgain() {
    picoseconds.put(NON_TEMPORAL, 800);
    send(200);
    send(10_000);
    int tried = count(NON_TEMPORAL);
    assertTrue(tried > 0 && tried * 8 < 10_000 / 100 * 4, counts.toString());
  }

  @Test
  void aChangeOfTheMachineIsNoticedSoon() {
    picoseconds.put(NON_TEMPORAL, 200);
    send(5000);
    assertEquals(STRING, times.asked());
    picoseconds.put(STRING, 1000); // the cores are now far from each other
    send(20);
    assertEquals(NON_TEMPORAL, times.asked());
  }

  @Test
  void aPayloadThatWasWrittenBeforeTheTrialDoesNotCountForIt() {
    picoseconds.put(NON_TEMPORAL, 60);
    while (times.asked() == STRING) {
      times.note(STRING, 100);
    }
    times.note(STRING, 1); // were these times of the trial, it would look faster than it is
    times.note(STRING, 1);
    assertEquals(NON_TEMPORAL, times.asked());
    assertTrue(times.isTrial(NON_TEMPORAL));
    assertFalse(times.isTrial(STRING));
    send(5000);
    assertTrue(count(NON_TEMPORAL) > 4500, counts.toString());
  }

  @Test
  void aTrialEndsIfTheSenderCannotWriteInThatWay() {
    while (times.asked() == STRING) {
      times.note(STRING, 100);
    }
    RingWrite tried = times.asked();
    for (int i = 0; times.asked() == tried; i++) {
      times.note(STRING, 100);
      assertNotEquals(1000, i, "the trial has not ended");
    }
    assertEquals(STRING, times.asked());
  }
}
