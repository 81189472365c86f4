package io.crossmem.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FollowingDataTest {
  private static final int WINDOW = FollowingData.WINDOW;

  private final FollowingData data = new FollowingData();

  @Test
  void theSenderStopsAtTheWindowUntilTheOldestIsBegun() {
    for (int i = 0; i < WINDOW; i++) {
      assertTrue(data.maySend());
      data.onSent();
    }
    assertFalse(data.maySend());
    assertTrue(data.noteBegun(1));
    assertTrue(data.maySend());
  }

  @Test
  void aNumberThatWasNotSentOrGoesBackIsInvalid() {
    data.onSent();
    data.onSent();
    assertFalse(data.noteBegun(3));
    assertTrue(data.noteBegun(2));
    assertFalse(data.noteBegun(1));
    assertFalse(data.noteBegun(-1));
  }

  @Test
  void messagesBegunOutOfOrderCountOnceTheOldestIsBegun() {
    data.begin(1);
    data.begin(2);
    assertEquals(0, data.begun());
    data.begin(0);
    assertEquals(3, data.begun());
  }

  @Test
  void onlyNumbersInTheWindowThatAreNotBegunAreExpected() {
    data.begin(0);
    data.begin(2);
    assertFalse(data.isExpected(0));
    assertTrue(data.isExpected(1));
    assertFalse(data.isExpected(2));
    assertTrue(data.isExpected(WINDOW));
    assertFalse(data.isExpected(WINDOW + 1));
    assertFalse(data.isExpected(-1));
  }

  @Test
  void aWholeWindowMayBeBegunBackwards() {
    for (int round = 0; round < 3; round++) {
      for (int i = WINDOW - 1; i >= 0; i--) {
        assertEquals((long) round * WINDOW, data.begun());
        data.begin((long) round * WINDOW + i);
      }
    }
    assertEquals(3L * WINDOW, data.begun());
  }
}
