package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.engine.Pending.State;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.sys.AsymmetricFence;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages about pending operations, for users who wonder why a wait does not end. */
class WaitWordsTest {
  private static final int BYTES = 350;

  private final TestGroup group = TestGroup.of(3, Protocol.PIPELINE);
  private final TestRank rank = group.ranks[0];
  private final Context context = group.contexts[0];
  private final LockedProgress locked =
      new LockedProgress(
          rank.segment, rank.doorbell, new EngineLock(new AsymmetricFence(false)), rank.progress);

  private void send(int from, int to, int tag, int bytes) {
    group.ranks[from].send(group.contexts[from], TestPayload.counting(bytes, true), to, tag);
  }

  private List<State> states() {
    return locked.pending().stream().map(Pending::state).toList();
  }

  private List<String> lines() {
    return new WaitDiagnosis(locked, 1_000_000_000).lines(locked.pending());
  }

  @Test
  void shouldNotDescribeCompletedOperations() {
    assertEquals(List.of(), locked.pending());
  }

  @Test
  void shouldFollowAMessageThroughItsStates() {
    send(0, 1, 7, BYTES);
    assertEquals(List.of(State.ANNOUNCED), states());
    group.settle();
    group.ranks[1].receive(group.contexts[1], TestPayload.zeros(BYTES, true), 0, 7);
    while (states().contains(State.ANNOUNCED)) {
      rank.poll();
    }
    assertEquals(List.of(State.SENDING), states());
    assertTrue(locked.pending().get(0).moved() > 0);
    group.settle();
    assertEquals(List.of(), states());
  }

  @Test
  void shouldDescribeASendThatWaitsForSpace() {
    for (int i = 0; i < 20; i++) {
      send(0, 1, i, TestGroup.EAGER);
    }
    assertTrue(states().contains(State.NO_ROOM), states().toString());
  }

  @Test
  void shouldDistinguishArrivedMessagesFromWaitingOnes() {
    send(1, 0, 1, 5);
    send(1, 0, 2, BYTES);
    group.settle();
    assertEquals(List.of(State.UNRECEIVED, State.UNRECEIVED_SEND), states());
  }

  @Test
  void shouldNotNameTheTagsOfCollectiveOperations() {
    rank.receive(new Context(1, 0, 1, 2), TestPayload.zeros(5, true), 1, 99);
    String words = locked.pending().get(0).words(member -> "rank " + member);
    assertEquals(
        "receive from rank 1 in a collective operation, buffer of 5 bytes: no message has arrived",
        words);
  }

  @Test
  void shouldDistinguishTwoRanksThatBothSendFromASlowPeer() {
    send(0, 1, 7, BYTES);
    send(0, 2, 7, BYTES);
    send(1, 0, 7, BYTES);
    group.settle();
    List<String> lines = lines();
    assertEquals(6, lines.size(), lines.toString());
    assertTrue(lines.get(0).startsWith("crossmem: rank 0 (pid "), lines.get(0));
    assertTrue(lines.get(0).endsWith("has waited for 1 s:"), lines.get(0));
    assertTrue(lines.get(4).startsWith("  this rank and rank 1 (pid "), lines.get(4));
    assertTrue(lines.get(5).startsWith("  rank 2 (pid "), lines.get(5));
    assertTrue(lines.get(5).contains("slow"), lines.get(5));
  }

  @Test
  void shouldNotNameAllOfThousands() {
    for (int tag = 0; tag < 1000; tag++) {
      rank.receive(context, TestPayload.zeros(5, true), 1, tag);
    }
    List<String> lines = lines();
    assertEquals(22, lines.size());
    assertEquals("  and 980 more", lines.get(21));
  }

  @Test
  void shouldSayThatNothingIsUnderWay() {
    assertTrue(lines().get(1).contains("probe"), lines().toString());
  }
}
