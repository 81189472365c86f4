package io.crossmem.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

/** Whether a call has returned. */
class CallCountTest {
  private final CallCount calls = new CallCount();

  private long begin() {
    calls.begin();
    return calls.current();
  }

  @Test
  void thereIsACallOnlyUntilItReturns() {
    assertEquals(0, calls.current());
    assertNotEquals(0, begin());
    calls.end();
    assertEquals(0, calls.current());
  }

  @Test
  void eachCallHasANumberOfItsOwn() {
    long first = begin();
    calls.end();
    assertNotEquals(first, begin());
  }

  /** As after an error of the JVM at the wrong moment. */
  @Test
  void anEndThatIsMissingOrTwiceChangesNothingLater() {
    long first = begin();
    long second = begin();
    assertNotEquals(0, second);
    assertNotEquals(first, second);
    calls.end();
    calls.end();
    assertEquals(0, calls.current());
    assertNotEquals(0, begin());
  }
}
