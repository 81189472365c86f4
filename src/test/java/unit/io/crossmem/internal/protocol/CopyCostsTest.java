package io.crossmem.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.shm.RingWrite;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Syscalls;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cost of copies from a peer's memory, measured with its first messages. */
class CopyCostsTest {
  private static final int BYTES = 100_000;
  private static final int LARGEST = 256 << 10;

  private final CopyCosts costs = new CopyCosts();
  private final List<Integer> copied = new ArrayList<>();
  private int errno;
  private long nanosForAByte;

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  private int copy(int bytes) {
    copied.add(bytes);
    long end = System.nanoTime() + bytes * nanosForAByte;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    return errno;
  }

  private int measure(long length, boolean huge) {
    return costs.measure(this::copy, length, huge);
  }

  @Test
  void nothingIsKnownBeforeTheFirstMessage() {
    assertTrue(costs.isWanted(BYTES, false));
    assertEquals(CopyCosts.NEVER, costs.single(false, false));
  }

  @Test
  void eachKindOfPagesIsMeasuredOnce() {
    measure(BYTES, false);
    assertFalse(costs.isWanted(BYTES, false));
    assertTrue(costs.isWanted(BYTES, true));
    measure(BYTES, true);
    assertFalse(costs.isWanted(BYTES, true));
  }

  @Test
  void noMoreIsCopiedThanStaysInACache() {
    measure(4 << 20, false);
    assertTrue(copied.stream().allMatch(bytes -> bytes <= LARGEST), copied.toString());
  }

  @Test
  void aMessageThatIsTooShortIsNotMeasured() {
    assertFalse(costs.isWanted(100, false));
  }

  @Test
  void refusedCopiesDoNotCountAsFast() {
    errno = Syscalls.EPERM;
    assertEquals(Syscalls.EPERM, measure(BYTES, false));
    assertEquals(CopyCosts.NEVER, costs.single(false, false));
    assertTrue(costs.isWanted(BYTES, false));
  }

  @Test
  void fastCopiesAreMadeOnceFromTheSmallestSizeOn() {
    measure(BYTES, false);
    assertTrue(costs.single(false, false) <= BYTES, "from " + costs.single(false, false));
  }

  @Test
  void slowCopiesAreNeverMade() {
    nanosForAByte = 10; // a processor copies a hundred times as fast
    measure(BYTES, false);
    assertEquals(CopyCosts.NEVER, costs.single(false, false));
    assertEquals(CopyCosts.NEVER, costs.single(false, true));
  }

  private static final int LEAST = 16 << 10;
  private static final int MOST = 64 << 10;

  private void ringTakes(long nanos, int times) {
    for (int i = 0; i < times; i++) {
      costs.noteRing(LEAST, RingWrite.STRING, 2 * nanos);
    }
  }

  @Test
  void onlySmallMessagesAreEagerBeforeAnyMeasurement() {
    assertEquals(LEAST, costs.eagerLimit(LEAST, MOST));
    ringTakes(1, 100);
    assertEquals(LEAST, costs.eagerLimit(LEAST, MOST));
  }

  @Test
  void largerMessagesAreEagerIfTheRingIsFasterThanTheKernel() {
    nanosForAByte = 1;
    measure(BYTES, false);
    ringTakes(LEAST / 4, 100);
    assertEquals(MOST, costs.eagerLimit(LEAST, MOST));
  }

  @Test
  void onlySmallMessagesAreEagerIfTheKernelIsFaster() {
    nanosForAByte = 1;
    measure(BYTES, false);
    ringTakes(2 * LEAST, 100);
    assertEquals(LEAST, costs.eagerLimit(LEAST, MOST));
  }

  @Test
  void aDisturbanceChangesNothingButALastingChangeDoes() {
    nanosForAByte = 1;
    measure(BYTES, false);
    ringTakes(LEAST / 4, 100);
    ringTakes(100 * LEAST, 1);
    assertEquals(MOST, costs.eagerLimit(LEAST, MOST));
    ringTakes(2 * LEAST, 100);
    assertEquals(LEAST, costs.eagerLimit(LEAST, MOST));
  }

  @Test
  void thePeerIsAskedForTheFastestWayToWriteEachSize() {
    for (int i = 0; i < 1000; i++) {
      RingWrite asked = asked(MOST);
      costs.noteRing(MOST, asked, asked == RingWrite.NON_TEMPORAL ? 5000 : 10_000);
      costs.noteRing(4096, asked(4096), asked(4096) == RingWrite.JVM ? 500 : 1000);
    }
    assertEquals(RingWrite.NON_TEMPORAL, asked(MOST));
    assertEquals(RingWrite.JVM, asked(4096));
  }

  private RingWrite asked(int length) {
    return RingWrite.asked(costs.writeWishes(), length);
  }

  @Test
  void aTrialOfASlowWayToWriteDoesNotChangeTheLimit() {
    nanosForAByte = 1;
    measure(BYTES, false);
    for (int i = 0; i < 1000; i++) {
      RingWrite asked = asked(LEAST);
      costs.noteRing(LEAST, asked, asked == RingWrite.STRING ? LEAST / 2 : 20 * LEAST);
      assertEquals(MOST, costs.eagerLimit(LEAST, MOST));
    }
  }
}
