package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.Traffic;
import io.crossmem.internal.sys.Syscalls;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which messages are counted, and as what. */
class TrafficTest {
  private static final int BYTES = 350;
  private static final int EAGER = Traffic.EAGER;

  private static void transfer(TestGroup group, int bytes, int room) {
    group.ranks[0].send(group.contexts[0], TestPayload.counting(bytes, true), 1, 0);
    Operation receive =
        group.ranks[1].receive(group.contexts[1], TestPayload.zeros(room, true), 0, 0);
    group.settle();
    assertTrue(receive.isDone());
  }

  private static Traffic sent(TestGroup group) {
    return group.ranks[0].peers[1].sent().copy();
  }

  private static Traffic received(TestGroup group) {
    return group.ranks[1].peers[0].received().copy();
  }

  private static long all(Traffic traffic) {
    return IntStream.rangeClosed(0, Protocol.values().length).mapToLong(traffic::messages).sum();
  }

  private static void requireOnly(TestGroup group, int way, long messages, long bytes) {
    for (Traffic traffic : new Traffic[] {sent(group), received(group)}) {
      assertEquals(messages, traffic.messages(way));
      assertEquals(bytes, traffic.bytes(way));
      assertEquals(messages, all(traffic), "messages of all ways");
    }
    assertEquals(0, all(group.ranks[1].peers[0].sent()) + all(group.ranks[0].peers[1].received()));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"MAPPED", "NETWORK"}) // need memory of the kernel's, or another node
  void shouldCountLargeMessagesAsTheirProtocolAtBothEnds(Protocol protocol) {
    TestGroup group = TestGroup.of(2, protocol);
    transfer(group, BYTES, BYTES);
    transfer(group, BYTES + 1, BYTES + 1);
    requireOnly(group, Traffic.way(protocol), 2, 2 * BYTES + 1);
    assertTrue(sent(group).nanos(Traffic.way(protocol)) > 0);
    assertTrue(received(group).nanos(Traffic.way(protocol)) > 0);
  }

  @Test
  void shouldCountSmallMessagesWithoutTheirTime() {
    TestGroup group = TestGroup.of(2, null);
    for (int i = 0; i < 3; i++) {
      transfer(group, i, TestGroup.EAGER);
    }
    requireOnly(group, EAGER, 3, 3);
    assertEquals(0, sent(group).nanos(EAGER) + received(group).nanos(EAGER));
  }

  @Test
  void shouldCountAsPipelineIfTheKernelRefusesTheCopy() {
    TestGroup group =
        new TestGroup(
            2,
            TestGroup.TINY,
            TestGroup.selector(Protocol.SPLIT),
            1 << 20,
            new int[][] {{0, Syscalls.EPERM}, {Syscalls.EPERM, 0}});
    transfer(group, BYTES, BYTES);
    requireOnly(group, Traffic.way(Protocol.PIPELINE), 1, BYTES);
  }

  @Test
  void shouldCountNothingThatDidNotFit() {
    TestGroup group = TestGroup.of(2, Protocol.GET);
    transfer(group, BYTES, BYTES - 1);
    assertEquals(0, all(sent(group)) + all(received(group)));
  }

  @Test
  void shouldCountAsReceivedOnlyMatchedMessages() {
    TestGroup group = TestGroup.of(2, null);
    group.ranks[0].send(group.contexts[0], TestPayload.counting(5, true), 1, 0);
    group.settle();
    assertEquals(1, sent(group).messages(EAGER));
    assertEquals(0, received(group).messages(EAGER));
    group.ranks[1].receive(group.contexts[1], TestPayload.zeros(5, true), 0, 0);
    assertEquals(1, received(group).messages(EAGER));
  }

  @Test
  void shouldCopyWhatIsCountedOn() {
    TestGroup group = TestGroup.of(2, null);
    Traffic before = sent(group);
    transfer(group, 5, 5);
    assertEquals(0, before.messages(EAGER));
  }
}
