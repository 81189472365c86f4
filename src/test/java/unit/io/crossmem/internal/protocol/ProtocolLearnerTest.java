package io.crossmem.internal.protocol;

import static io.crossmem.internal.protocol.Protocol.GET;
import static io.crossmem.internal.protocol.Protocol.PIPELINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Learning with several messages in progress at the same time. */
class ProtocolLearnerTest {
  private static final long BYTES = 65536;
  private static final int BOTH = ProtocolTimes.bit(PIPELINE) | ProtocolTimes.bit(GET);

  private long now = 1;
  private final ProtocolLearner learner = new ProtocolLearner(() -> now);
  private final Map<Protocol, Long> machine = new EnumMap<>(Protocol.class); // ns for a message
  private final Map<Protocol, Long> program = new EnumMap<>(Protocol.class); // ns to use its data

  private Protocol begin(long bytes, int triedByPeer) {
    return learner.choose(bytes, PIPELINE, BOTH, 0, triedByPeer);
  }

  private void warmUp() {
    learner.isWarm();
    now += 2_000_000_000;
    assertTrue(learner.isWarm());
  }

  /**
   * A number of messages in progress, which end one after the other; returns the most used
   * protocol.
   */
  private Protocol burst(int messages, int triedByPeer) {
    List<Protocol> chosen = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      chosen.add(begin(BYTES, triedByPeer));
    }
    for (Protocol protocol : chosen) {
      now += machine.get(protocol);
      learner.end(true);
    }
    now += program.getOrDefault(chosen.get(0), 0L);
    assertEquals(1, chosen.stream().distinct().count(), "all of a burst go one way");
    return chosen.get(0);
  }

  private Protocol best() {
    Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
    for (int i = 0; i < 100; i++) {
      counts.merge(burst(1, -1), 1, Integer::sum);
    }
    return counts.getOrDefault(GET, 0) > 50 ? GET : PIPELINE;
  }

  @Test
  void aMessageIsNotBlamedForThoseBeforeIt() {
    machine.put(PIPELINE, 2000L);
    machine.put(GET, 5000L);
    warmUp();
    for (int i = 0; i < 1000; i++) {
      burst(16, -1);
    }
    assertTrue(learner.words().contains("pipeline 2.0"), learner.words());
    assertEquals(PIPELINE, best());
  }

  @Test
  void theFasterProtocolIsFoundWithManyMessagesInProgress() {
    machine.put(PIPELINE, 5000L);
    machine.put(GET, 2000L);
    warmUp();
    for (int i = 0; i < 1000; i++) {
      burst(16, -1);
    }
    assertEquals(GET, best());
  }

  @Test
  void protocolThatMakesTheProgramSlowerIsNotTheFastest() {
    machine.put(PIPELINE, 3000L);
    machine.put(GET, 2000L);
    program.put(PIPELINE, 4000L);
    program.put(GET, 7000L); // the data is in the other core's cache
    warmUp();
    assertEquals(PIPELINE, best());
    assertTrue(learner.words().contains("pipeline 7.0"), learner.words());
  }

  @Test
  void longPauseAfterEachMessageDecidesNothing() {
    machine.put(PIPELINE, 3000L);
    machine.put(GET, 2000L);
    program.put(PIPELINE, 900_000L);
    program.put(GET, 1_000_000L);
    warmUp();
    assertEquals(GET, best());
    assertTrue(learner.words().contains("read 10.0"), learner.words());
  }

  @Test
  void aBurstOfTwoSizesIsNotTimed() {
    warmUp();
    for (int i = 0; i < 1000; i++) {
      begin(BYTES, -1);
      begin(4 * BYTES, -1);
      now += 1000;
      learner.end(true);
      learner.end(true);
    }
    assertEquals("", learner.words());
  }

  @Test
  void aBurstWithAFailedMessageIsNotTimed() {
    warmUp();
    for (int i = 0; i < 1000; i++) {
      begin(BYTES, -1);
      begin(BYTES, -1);
      now += 1000;
      learner.end(false);
      learner.end(true);
    }
    assertEquals("", learner.words());
  }

  private static int number(Protocol protocol) {
    return Integer.numberOfTrailingZeros(ProtocolTimes.bit(protocol));
  }

  @Test
  void theProtocolThatThePeerTriesIsTriedAtTheSameTimeAndOnce() {
    machine.put(PIPELINE, 2000L);
    machine.put(GET, 5000L);
    warmUp();
    burst(1, -1);
    assertEquals(GET, burst(1, number(GET)));
    assertEquals(1 + number(GET), learner.tried(BYTES));
    assertEquals(0, learner.tried(8 * BYTES), "of other sizes nothing is tried");
    for (int i = 1; i < ProtocolTimes.TRIAL; i++) {
      assertEquals(GET, burst(1, number(GET)));
    }
    assertEquals(PIPELINE, burst(1, number(GET)), "the peer answers to this side's trial");
    assertEquals(0, learner.tried(BYTES));
  }

  @Test
  void anInvalidTrialOfThePeerIsIgnored() {
    machine.put(PIPELINE, 2000L);
    warmUp();
    assertEquals(PIPELINE, burst(1, 6));
    assertEquals(PIPELINE, burst(1, number(Protocol.MAPPED)));
  }
}
