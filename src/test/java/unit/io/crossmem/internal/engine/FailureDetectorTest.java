package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause.Kind;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.sys.OffHeap;
import org.junit.jupiter.api.Test;

/** How ranks that are gone are detected, and what then fails. */
class FailureDetectorTest {
  private static final int BYTES = 20;

  private final TestGroup group = TestGroup.of(4, null);
  private final TestRank rank = group.ranks[0];
  private final FailureDetector detector = new FailureDetector(rank.segment, rank.progress);

  private static int pid() {
    return (int) ProcessHandle.current().pid();
  }

  /** Its pid is that of this process, but with another start time. */
  private void end(int other) {
    rank.replaceProcess(other, RemoteProcess.of(pid(), 1));
  }

  private void leave(int other) {
    int block = SegmentDescriptor.rank(other);
    rank.segment.memory().putInt(block + SegmentDescriptor.STATE, SegmentDescriptor.LEFT);
  }

  private Operation receiveFrom(int source) {
    return rank.receive(group.contexts[0], TestPayload.zeros(BYTES, true), source, 0);
  }

  @Test
  void shouldNotReportALivingRankAsGone() {
    detector.check();
    for (int i = 1; i < 4; i++) {
      assertTrue(rank.peers[i].isAlive());
    }
  }

  @Test
  void shouldTreatAnUncheckableRankAsAlive() {
    RemoteProcess closed = RemoteProcess.of(pid(), 1);
    closed.close();
    rank.replaceProcess(1, closed);
    detector.check();
    assertTrue(rank.peers[1].isAlive());
  }

  @Test
  void shouldFailOperationsThatWaitForADeadRank() {
    Operation fromDead = receiveFrom(1);
    Operation fromAny = receiveFrom(Operation.ANY);
    Operation fromOther = receiveFrom(2);
    end(1);
    detector.check();
    assertEquals(PeerState.DIED, rank.peers[1].state());
    assertEquals(Kind.PEER_DIED, fromDead.failure().kind());
    assertEquals(1, fromDead.failure().rank());
    assertFalse(fromAny.isDone());
    assertFalse(fromOther.isDone());
  }

  @Test
  void shouldFailAReceiveFromAnyWhenNoRankIsLeft() {
    Operation fromAny = receiveFrom(Operation.ANY);
    end(1);
    leave(2);
    detector.check();
    assertFalse(fromAny.isDone());
    end(3);
    detector.check();
    assertEquals(Kind.PEER_DIED, fromAny.failure().kind());
  }

  @Test
  void shouldFailCollectiveOperationsWithEveryMember() {
    Context collective = new Context(1, 0, 1, 2);
    Operation receive = rank.receive(collective, TestPayload.zeros(BYTES, true), 2, 0);
    Context others = new Context(3, 0, 2, 3);
    Operation elsewhere = rank.receive(others, TestPayload.zeros(BYTES, true), 2, 0);
    end(1);
    detector.check();
    assertEquals(Kind.PEER_DIED, receive.failure().kind());
    assertEquals(1, receive.failure().rank());
    assertFalse(elsewhere.isDone());
    TestPayload late = TestPayload.zeros(BYTES, true);
    assertEquals(1, rank.receive(collective, late, 2, 0).failure().rank());
    assertEquals(1, rank.send(collective, late, 2, 0).failure().rank());
    assertEquals(0, late.users());
  }

  /** A rank may have left because of the death. */
  @Test
  void shouldNameDeadRanksBeforeThoseThatLeft() {
    Context collective = new Context(1, 0, 1, 2);
    Operation receive = rank.receive(collective, TestPayload.zeros(BYTES, true), 1, 0);
    leave(1);
    end(2);
    detector.check();
    assertEquals(Kind.PEER_DIED, receive.failure().kind());
    assertEquals(2, receive.failure().rank());
    assertEquals(PeerState.LEFT, rank.peers[1].state());
  }

  @Test
  void shouldTreatARankThatLeftAndThenEndedAsLeft() {
    leave(1);
    end(1);
    detector.check();
    assertEquals(PeerState.LEFT, rank.peers[1].state());
  }

  @Test
  void shouldStillReceiveCompleteMessagesOfADeadRank() {
    TestPayload message = TestPayload.counting(BYTES, true);
    for (int i = 0; i < 5; i++) {
      group.ranks[1].send(group.contexts[1], message, 0, 0);
    }
    Operation first = receiveFrom(1);
    end(1);
    detector.check();
    assertTrue(first.isDone());
    assertNull(first.failure());
    for (int i = 0; i < 4; i++) {
      Operation next = receiveFrom(1);
      assertTrue(next.isDone());
      assertNull(next.failure());
    }
    assertEquals(Kind.PEER_DIED, receiveFrom(1).failure().kind());
  }

  @Test
  void shouldReportADeathLaterIfThereIsNoMemoryForItsMessages() {
    group.ranks[1].send(group.contexts[1], TestPayload.counting(BYTES, true), 0, 0);
    boolean[] isShort = {true};
    rank.takeMemoryFrom(
        bytes -> {
          if (isShort[0]) {
            throw new OutOfMemoryError("for this test");
          }
          return OffHeap.allocate(bytes);
        });
    end(1);
    detector.check();
    assertTrue(rank.peers[1].isAlive());
    isShort[0] = false;
    detector.check();
    assertEquals(PeerState.DIED, rank.peers[1].state());
    assertNull(receiveFrom(1).failure());
  }

  @Test
  void shouldReceiveNothingMoreFromADeadRank() {
    group.ranks[1].send(group.contexts[1], TestPayload.counting(BYTES, true), 0, 0);
    end(1);
    detector.check();
    group.ranks[1].send(group.contexts[1], TestPayload.counting(BYTES, true), 0, 0);
    assertFalse(rank.connections.hasNews());
    rank.poll();
    assertNull(receiveFrom(1).failure());
    assertEquals(Kind.PEER_DIED, receiveFrom(1).failure().kind());
  }
}
