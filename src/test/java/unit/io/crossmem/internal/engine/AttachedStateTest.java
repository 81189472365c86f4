package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.RingDescriptor.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.network.FollowingData;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.protocol.SendMode;
import io.crossmem.internal.protocol.SendState;
import io.crossmem.internal.protocol.Traffic;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each edge of the states of a message whose data is in the frame of its RTS. */
class AttachedStateTest {
  private static final int BYTES = FollowingData.MOST_ATTACHED;
  private static final int LABEL = NodePair.TAG;
  private static final int WINDOW = 64; // of FollowingData

  private final NodePair pair = new NodePair();
  private final NodePair.Side sender = pair.sender;
  private final NodePair.Side receiver = pair.receiver;
  private final TestPayload from = TestPayload.counting(BYTES, true);
  private final TestPayload into = TestPayload.zeros(BYTES, true);

  private Operation send() {
    return sender.send(from, LABEL, SendMode.STANDARD);
  }

  private static void assertFailed(Operation operation, FailureCause.Kind kind) {
    assertTrue(operation.isDone());
    assertEquals(kind, operation.failure().kind());
  }

  private static void assertReceived(Operation receive, TestPayload memory) {
    assertTrue(receive.isDone());
    assertNull(receive.failure());
    assertTrue(memory.isCounting(BYTES));
    assertEquals(0, memory.users());
  }

  private void assertNextArrives() {
    pair.settle();
    assertTrue(sender.network.isFlushed());
    assertTrue(receiver.network.isFlushed());
    TestPayload next = TestPayload.zeros(BYTES, false);
    Operation receive = receiver.receive(next, LABEL + 1);
    Operation send = sender.send(TestPayload.counting(BYTES, false), LABEL + 1, SendMode.STANDARD);
    pair.settle();
    assertTrue(send.isDone());
    assertReceived(receive, next);
  }

  @Test
  void theSendIsCompleteAtOnce() {
    pair.fabric.stop(true); // for all but frames
    Operation send = send();
    assertTrue(send.isDone());
    assertEquals(SendState.FREE, sender.sendState());
    assertEquals(0, from.users());
    Operation receive = receiver.receive(into, LABEL);
    receiver.poll();
    assertReceived(receive, into);
    assertNull(receiver.other.out); // neither CTS nor ATS
    assertEquals(1, receiver.other.received().messages(Traffic.way(Protocol.NETWORK)));
    assertEquals(1, sender.other.sent().messages(Traffic.way(Protocol.NETWORK)));
    assertNextArrives();
  }

  @Test
  void theDataIsKeptUntilAReceiveMatchesIt() {
    for (int i = 0; i < 3; i++) { // more than one message of each number of the sender
      send();
      sender.send(TestPayload.counting(BYTES, true), LABEL + 5, SendMode.STANDARD);
    }
    pair.settle();
    assertEquals(RecvState.ANNOUNCED, receiver.recvState());
    for (int i = 0; i < 3; i++) {
      for (int tag = LABEL + 5; tag >= LABEL; tag -= 5) {
        TestPayload memory = TestPayload.zeros(BYTES, i % 2 == 0);
        assertReceived(receiver.receive(memory, tag), memory);
      }
    }
    assertNextArrives();
  }

  @Test
  void aSynchronousSendIsNotAttached() {
    Operation send = sender.send(from, LABEL, SendMode.SYNCHRONOUS);
    pair.settle();
    assertFalse(send.isDone());
    Operation receive = receiver.receive(into, LABEL);
    pair.settle();
    assertTrue(send.isDone());
    assertReceived(receive, into);
  }

  @Test
  void aSendWhoseMemoryThrowsHasSentNothing() {
    TestPayload broken =
        TestPayload.counting(BYTES, false)
            .withFaults(
                call -> {
                  if (call == TestPayload.Call.COPY_OUT) {
                    throw new IllegalStateException("closed");
                  }
                });
    assertThrows(IllegalStateException.class, () -> sender.send(broken, LABEL, SendMode.STANDARD));
    pair.settle();
    assertNextArrives();
  }

  @Test
  void aReceiveWhoseMemoryThrowsFailsAlone() {
    TestPayload broken =
        TestPayload.zeros(BYTES, false)
            .withFaults(
                call -> {
                  if (call == TestPayload.Call.COPY_IN) {
                    throw new IllegalStateException("closed");
                  }
                });
    Operation receive = receiver.receive(broken, LABEL);
    send();
    pair.settle();
    assertFailed(receive, FailureCause.Kind.THREW);
    assertNextArrives();
  }

  @Test
  void aReceiveThatReducesCombinesTheDataInParts() {
    Combiner adding =
        new Combiner() {
          @Override
          public void combine(ElementType type, long result, long left, long right, int count) {
            Syscalls.reduce(Syscalls.SUM, Syscalls.BYTE, result, left, right, count);
          }

          @Override
          public boolean isUserCode() {
            return false;
          }
        };
    Operation receive =
        receiver.start(
            new Operation()
                .receive(receiver.context, into, 0, LABEL)
                .combining(adding, TestPayload.zerosInUse(BYTES), 0, true));
    send();
    pair.settle();
    assertReceived(receive, into);
    assertNextArrives();
  }

  @Test
  void aReceiveThatIsTooSmallFailsAndTheDataIsDropped() {
    send();
    Operation receive = receiver.receive(TestPayload.zeros(BYTES - 1, true), LABEL);
    pair.settle();
    assertFailed(receive, FailureCause.Kind.TRUNCATED);
    assertNextArrives();
  }

  @Test
  void theDataOfAClosedCommunicatorIsDropped() {
    send();
    receiver.poll();
    receiver.progress.failures.close(receiver.context);
    send();
    pair.settle();
    assertEquals(RecvState.FREE, receiver.recvState());
    assertTrue(receiver.other.isAlive());
  }

  @Test
  void aRankThatHasLeftDropsTheDataThatArrivesLater() {
    send();
    receiver.network.poll(); // the RTS is in the ring when the rank leaves
    receiver.progress.leave();
    receiver.network.close();
    Operation late = send();
    receiver.network.poll();
    assertTrue(late.isDone());
    assertTrue(sender.network.isFlushed());
  }

  @Test
  void manyUnreceivedMessagesAreOnlyAnnounced() {
    List<Operation> sends = new ArrayList<>();
    for (int tag = 0; tag <= WINDOW; tag++) {
      sends.add(sender.send(TestPayload.counting(BYTES, true), tag, SendMode.STANDARD));
      pair.settle();
    }
    assertTrue(sends.get(WINDOW - 1).isDone());
    assertFalse(sends.get(WINDOW).isDone());
    for (int tag = WINDOW; tag >= 0; tag--) { // so the oldest is the last
      TestPayload memory = TestPayload.zeros(BYTES, true);
      Operation receive = receiver.receive(memory, tag);
      pair.settle();
      assertReceived(receive, memory);
      assertTrue(sends.get(tag).isDone());
    }
    assertNextArrives();
  }

  @Test
  void aMessageOfASenderThatHasLeftCanBeReceived() {
    send();
    pair.settle();
    receiver.progress.failures.lose(receiver.other, PeerState.LEFT, "told");
    Operation receive = receiver.receive(into, LABEL);
    assertReceived(receive, into);
    assertFailed(receiver.receive(into, LABEL), FailureCause.Kind.PEER_LEFT);
  }

  @Test
  void messagesOfASenderThatHasDiedAreGone() {
    send();
    pair.settle();
    receiver.progress.failures.lose(receiver.other, PeerState.DIED, "told");
    assertFailed(receiver.receive(into, LABEL), FailureCause.Kind.PEER_DIED);
    assertEquals(RecvState.FREE, receiver.recvState());
  }

  // ---- a sender that is not to be trusted

  private void writeRts(long number, int bytes) throws Exception {
    sender.connections.connect(sender.other);
    sender.other.link.attached().prepare();
    ByteBuffer ring = sender.other.out.memory.bytes;
    int entry = sender.other.out.begin(RTS, sender.context.id());
    ring.putInt(entry + TAG, 0);
    ring.putInt(entry + RTS_SEND, (int) number);
    ring.putLong(entry + RTS_LENGTH, bytes);
    ring.putLong(entry + RTS_ADDRESS, 0);
    ring.putInt(entry + RTS_FLAGS, DATA_FOLLOWS);
    ring.putLong(entry + RTS_FOLLOWING, number);
    sender.connections.publish(sender.other);
    pair.settle();
  }

  @Test
  void aNumberOutsideTheWindowIsRefused() throws Exception {
    writeRts(WINDOW, BYTES);
    assertNotNull(receiver.other.link.failure());
  }

  @Test
  void aNumberThatIsStillInUseIsRefused() throws Exception {
    writeRts(1, BYTES);
    assertNull(receiver.other.link.failure());
    writeRts(1, BYTES);
    assertNotNull(receiver.other.link.failure());
  }
}
