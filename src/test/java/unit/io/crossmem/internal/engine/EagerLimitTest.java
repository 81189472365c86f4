package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.ProtocolSelector;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A receiver says how large messages are that are sent at once. */
class EagerLimitTest {
  private static final int BETWEEN = 2 * TestGroup.EAGER;

  private static TestGroup group(boolean learns) {
    int eager = TestGroup.EAGER;
    int part = TestGroup.PART;
    ProtocolSelector selector =
        new ProtocolSelector(eager, eager, eager, false, null, part, part, learns);
    return new TestGroup(2, TestGroup.TINY, selector, 1 << 20, new int[2][2]);
  }

  private static List<String> kindsOfOneMessage(TestGroup group, int bytes) {
    group.ranks[0].send(group.contexts[0], TestPayload.zeros(1, true), 1, 0); // makes the ring
    group.settle();
    group.wire(0, 1);
    group.ranks[1].peers[0].in.limitEager(BETWEEN);
    TestPayload place = TestPayload.zeros(bytes, true);
    group.ranks[1].receive(group.contexts[1], TestPayload.zeros(1, true), 0, 0);
    Operation receive = group.ranks[1].receive(group.contexts[1], place, 0, 1);
    group.ranks[0].send(group.contexts[0], TestPayload.counting(bytes, true), 1, 1);
    List<String> kinds = group.wire(0, 1);
    group.settle();
    assertTrue(receive.isDone());
    assertTrue(place.isCounting(bytes));
    return kinds;
  }

  @Test
  void shouldBeObeyedByTheSender() {
    assertEquals(List.of("EAGER"), kindsOfOneMessage(group(true), BETWEEN));
    assertEquals(List.of("RTS"), kindsOfOneMessage(group(true), BETWEEN + 1));
  }

  @Test
  void shouldNotApplyIfAPropertySetsAnotherLimit() {
    assertEquals(List.of("RTS"), kindsOfOneMessage(group(false), BETWEEN));
  }
}
