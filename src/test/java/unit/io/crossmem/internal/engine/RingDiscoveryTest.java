package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.RingDescriptor.NEXT;
import static io.crossmem.internal.shm.RingDescriptor.RECEIVER;
import static io.crossmem.internal.shm.RingDescriptor.SENDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.FailureCause.Kind;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.shm.FaultySegment;
import io.crossmem.internal.shm.SegmentDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How ranks find the rings between them, with faults. */
class RingDiscoveryTest {
  private static final int BYTES = 20;

  private final TestGroup group = TestGroup.of(4, null);
  private final TestRank receiver = group.ranks[0];
  private final TestPayload message = TestPayload.counting(BYTES, true);

  private Operation receiveFrom(int source) {
    return receiver.receive(group.contexts[0], TestPayload.zeros(BYTES, true), source, 0);
  }

  private Operation sendFrom(int rank) {
    return group.ranks[rank].send(group.contexts[rank], message, 0, 0);
  }

  @Test
  void shouldMakeARingForEachPairThatTalksAndOnlyOne() {
    sendFrom(1);
    sendFrom(1);
    sendFrom(2);
    sendFrom(0);
    group.settle();
    assertEquals(2, receiver.segment.ringCount());
    assertEquals(3, receiver.connections.sources().size());
  }

  @Test
  void shouldMapLaterARingThatCouldNotBeMappedAtFirst() {
    int[] failures = {3};
    receiver.segment.whenMapping(
        ring -> {
          if (failures[0]-- > 0) {
            throw new IOException("no room");
          }
        });
    Operation receive = receiveFrom(1);
    sendFrom(1);
    for (int i = 0; i < 3; i++) {
      assertTrue(receiver.hasNews());
      receiver.poll();
      assertFalse(receive.isDone());
    }
    receiver.poll();
    assertTrue(receive.isDone());
    assertFalse(receiver.connections.hasUnmappedRing());
  }

  @Test
  void shouldReportAnErrorOfMappingARingAndMapItLater() {
    boolean[] fails = {true};
    receiver.segment.whenMapping(
        ring -> {
          if (fails[0]) {
            throw new OutOfMemoryError("for this test");
          }
        });
    Operation receive = receiveFrom(1);
    sendFrom(1);
    assertThrows(OutOfMemoryError.class, receiver::poll);
    fails[0] = false;
    receiver.poll();
    assertTrue(receive.isDone());
    assertNull(receive.failure());
  }

  @Test
  void shouldReceiveFromOtherRanksMeanwhile() {
    sendFrom(1);
    receiver.segment.whenMapping(
        ring -> {
          if (ring == 0) {
            throw new IOException("no room");
          }
        });
    Operation fromTwo = receiveFrom(2);
    Operation fromThree = receiveFrom(3);
    sendFrom(2);
    receiver.poll();
    assertTrue(fromTwo.isDone());
    sendFrom(3);
    receiver.poll();
    assertTrue(fromThree.isDone());
  }

  @Test
  void shouldNotGiveUpADeadRankBeforeItsRingWasRead() {
    boolean[] fails = {true};
    receiver.segment.whenMapping(
        ring -> {
          if (fails[0]) {
            throw new IOException("no room");
          }
        });
    Operation receive = receiveFrom(1);
    sendFrom(1);
    assertFalse(receiver.progress.drainAll(receiver.peers[1]));
    fails[0] = false;
    assertTrue(receiver.progress.drainAll(receiver.peers[1]));
    assertNull(receive.failure());
    assertTrue(receive.isDone());
  }

  @Test
  void shouldTryAgainWithTheSameRingWhenThereWasNoRoomForIt() {
    int[] failures = {2};
    FaultySegment.Faults faults =
        ring -> {
          assertEquals(0, ring);
          if (failures[0]-- > 0) {
            throw new IOException("no room");
          }
        };
    group.ranks[1].segment.whenReserving(faults);
    Operation refused = sendFrom(1);
    assertEquals(Kind.NO_RING, refused.failure().kind());
    group.ranks[1].segment.whenMapping(faults);
    assertEquals(Kind.NO_RING, sendFrom(1).failure().kind());
    assertNull(sendFrom(1).failure());
    assertEquals(0, message.users());
  }

  private ByteBuffer ringFrom(int rank) {
    sendFrom(rank);
    return group.ring(rank, 0);
  }

  /** Each rank without a mapped ring may be the one whose ring is unusable. */
  private void assertOnlyMappedIsAlive(int mapped) {
    receiver.poll();
    for (int i = 1; i < 4; i++) {
      assertEquals(i == mapped ? PeerState.ALIVE : PeerState.LOST, receiver.peers[i].state());
    }
    Operation receive = receiveFrom(mapped);
    sendFrom(mapped);
    receiver.poll();
    assertTrue(receive.isDone());
    assertNull(receive.failure());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1000, 2, Integer.MIN_VALUE})
  void shouldNotFollowAListThatLeadsNowhere(int next) {
    sendFrom(1);
    receiver.poll();
    ringFrom(2).putInt(NEXT, next);
    int head = SegmentDescriptor.rank(0) + SegmentDescriptor.FIRST_RING;
    if (next == 1000 || next == -1) {
      receiver.segment.memory().putInt(head, next);
      assertOnlyMappedIsAlive(1);
    } else {
      receiver.poll();
      assertTrue(receiver.peers[1].isAlive());
      assertTrue(receiver.peers[2].isAlive()); // its ring was mapped before the list became invalid
      assertEquals(PeerState.LOST, receiver.peers[3].state());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4, 1})
  void shouldNotBelieveARingThatNamesAWrongSender(int sender) {
    sendFrom(1);
    receiver.poll();
    ringFrom(2).putInt(SENDER, sender);
    assertOnlyMappedIsAlive(1);
  }

  @Test
  void shouldNotBelieveARingToAnother() {
    sendFrom(1);
    receiver.poll();
    ringFrom(2).putInt(RECEIVER, 3);
    assertOnlyMappedIsAlive(1);
  }
}
