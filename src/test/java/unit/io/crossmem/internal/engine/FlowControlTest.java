package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.ProtocolProbe;
import io.crossmem.internal.shm.Geometry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A receiver that waits for another message takes in no more than it has room for. */
class FlowControlTest {
  private static final int CHUNK = 256 << 10; // the store's unit of allocation
  private static final long LIMIT = 2 * CHUNK;
  private static final int BYTES = 1 << 10;
  private static final int MESSAGES = 5000;
  private static final Geometry GEOMETRY = Geometry.forRanks(2);

  private final TestGroup group =
      new TestGroup(2, GEOMETRY, TestGroup.selectorOf(BYTES), LIMIT, new int[2][2]);
  private final TestRank sender = group.ranks[0];
  private final TestRank receiver = group.ranks[1];
  private final TestPayload message = TestPayload.counting(BYTES, true);

  private List<Operation> flood() {
    List<Operation> sends = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      sends.add(sender.send(group.contexts[0], message, 1, 0));
      if (i % 8 == 0) {
        sender.poll();
        receiver.poll();
      }
    }
    group.settle();
    return sends;
  }

  @Test
  void shouldStoreNoMoreThanTheLimitAndTheRing() {
    List<Operation> sends = flood();
    assertTrue(ProtocolProbe.isFlowStopped(receiver.peers[0]));
    long kept = ProtocolProbe.kept(receiver.peers[0]);
    assertTrue(kept <= LIMIT + CHUNK + GEOMETRY.dataBytes(), "kept: " + kept);
    long waiting = sends.stream().filter(send -> !send.isDone()).count();
    assertTrue(waiting > MESSAGES / 2, "waiting in the sender: " + waiting);
    assertEquals(waiting, message.users());
  }

  @Test
  void shouldReceiveAMatchedMessageInAFloodOfOthers() {
    TestPayload place = TestPayload.zeros(BYTES, true);
    Operation receive = receiver.receive(group.contexts[1], place, 0, 1);
    flood();
    assertFalse(receive.isDone());
    sender.send(group.contexts[0], message, 1, 1);
    group.settle();
    assertTrue(receive.isDone());
    assertTrue(place.isCounting(BYTES));
  }

  @Test
  void shouldReceiveAllInTheirOrderAndGiveTheMemoryBack() {
    for (int i = 0; i < MESSAGES; i++) {
      TestPayload numbered = TestPayload.counting(i % (2 * BYTES), true);
      sender.send(group.contexts[0], numbered, 1, i);
    }
    group.settle();
    for (int i = 0; i < MESSAGES; i++) {
      TestPayload place = TestPayload.zeros(2 * BYTES, true);
      Operation receive = receiver.receive(group.contexts[1], place, 0, Operation.ANY);
      group.settle();
      assertTrue(receive.isDone());
      assertNull(receive.failure());
      assertEquals(i, receive.foundTag());
      assertEquals(i % (2 * BYTES), receive.bytes());
      assertTrue(place.isCounting((int) receive.bytes()));
    }
    assertEquals(0, ProtocolProbe.kept(receiver.peers[0]));
    assertFalse(ProtocolProbe.isFlowStopped(receiver.peers[0]));
    assertTrue(sendsAtOnce());
  }

  private boolean sendsAtOnce() {
    return sender.send(group.contexts[0], message, 1, 0).isDone();
  }

  @Test
  void shouldResumeEagerSendsOnlyBelowHalfOfTheLimit() {
    flood();
    TestPayload place = TestPayload.zeros(BYTES, true);
    boolean stopped = true;
    long last = ProtocolProbe.kept(receiver.peers[0]);
    while (stopped) {
      assertFalse(sendsAtOnce());
      last = ProtocolProbe.kept(receiver.peers[0]);
      receiver.receive(group.contexts[1], place, 0, 0);
      group.settle();
      stopped = ProtocolProbe.isFlowStopped(receiver.peers[0]);
      assertEquals(stopped, ProtocolProbe.kept(receiver.peers[0]) > LIMIT / 2);
    }
    assertTrue(last > LIMIT / 2);
  }

  @Test
  void shouldResumeEagerSendsAfterAllIsReceivedEvenIfTheLimitIsSmall() {
    TestGroup small = new TestGroup(2, GEOMETRY, TestGroup.selectorOf(BYTES), 1, new int[2][2]);
    small.ranks[0].send(small.contexts[0], message, 1, 0);
    small.settle();
    assertFalse(small.ranks[0].send(small.contexts[0], message, 1, 0).isDone());
    TestPayload place = TestPayload.zeros(BYTES, true);
    small.ranks[1].receive(small.contexts[1], place, 0, 0);
    small.ranks[1].receive(small.contexts[1], place, 0, 0);
    small.settle();
    assertTrue(small.ranks[0].send(small.contexts[0], message, 1, 0).isDone());
  }
}
