package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.RingDescriptor.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.TestPayload;
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

/** Each edge of the states of a message whose data follows its RTS. */
class FollowingStateTest {
  private static final int BYTES = (32 << 10) + 8; // the least that is not attached
  private static final int LABEL = NodePair.TAG;
  private static final int WINDOW = 64; // of FollowingData

  private final NodePair pair = new NodePair();
  private final NodePair.Side sender = pair.sender;
  private final NodePair.Side receiver = pair.receiver;
  private final TestPayload from = TestPayload.counting(BYTES, true);
  private final TestPayload into = TestPayload.zeros(BYTES, true);
  private final TestPayload array = TestPayload.zeros(BYTES, false); // as a Java array

  private Operation send() {
    return sender.send(from, LABEL, SendMode.STANDARD);
  }

  private Operation receive(TestPayload memory) {
    return receiver.receive(memory, LABEL);
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

  /** All that was sent before is over on both sides, and another message can be sent. */
  private void assertNextArrives() {
    pair.settle();
    assertTrue(sender.network.isFlushed());
    assertTrue(receiver.network.isFlushed());
    TestPayload next = TestPayload.zeros(BYTES, true);
    Operation receive = receiver.receive(next, LABEL + 1);
    Operation send = sender.send(TestPayload.counting(BYTES, true), LABEL + 1, SendMode.STANDARD);
    pair.settle();
    assertTrue(send.isDone());
    assertReceived(receive, next);
  }

  @Test
  void theDataIsSentWithoutAnAnswer() {
    Operation send = send();
    assertEquals(SendState.NETWORK, sender.sendState());
    Operation receive = receive(into);
    receiver.poll();
    assertReceived(receive, into);
    sender.poll();
    assertTrue(send.isDone());
    assertEquals(0, from.users());
    assertEquals(0, into.placed()); // by nobody's copy
    assertNull(receiver.other.out); // neither CTS nor ATS
    assertEquals(1, receiver.other.received().messages(Traffic.way(Protocol.NETWORK)));
    assertEquals(1, sender.other.sent().messages(Traffic.way(Protocol.NETWORK)));
    assertNextArrives();
  }

  @Test
  void itStaysWithTheNetworkUntilAReceiveMatchesIt() {
    send();
    pair.settle();
    assertEquals(RecvState.ANNOUNCED, receiver.recvState());
    Operation receive = receive(into);
    pair.settle();
    assertReceived(receive, into);
    assertNextArrives();
  }

  @Test
  void aSynchronousSendAwaitsItsReceive() {
    Operation send = sender.send(from, LABEL, SendMode.SYNCHRONOUS);
    pair.settle();
    assertEquals(SendState.ANNOUNCED, sender.sendState());
    assertFalse(send.isDone());
  }

  @Test
  void aCopyIsSentFromMemoryThatTheNetworkCannotUse() {
    TestPayload source = TestPayload.counting(BYTES, false);
    Operation send = sender.send(source, LABEL, SendMode.STANDARD);
    Operation receive = receive(into);
    pair.settle();
    assertTrue(send.isDone());
    assertEquals(0, source.users());
    assertReceived(receive, into);
    assertNextArrives();
  }

  @Test
  void itIsStoredForMemoryThatTheNetworkCannotUse() {
    pair.fabric.stop(true);
    send();
    Operation receive = receive(array);
    pair.settle();
    assertEquals(RecvState.STORING, receiver.recvState());
    assertFalse(receive.isDone());
    pair.fabric.stop(false);
    pair.settle();
    assertReceived(receive, array);
    assertNextArrives();
  }

  @Test
  void aReceiveThatReducesCombinesStoredDataInParts() {
    Operation receive =
        receiver.start(
            new Operation()
                .receive(receiver.context, into, 0, LABEL)
                .combining(new Adding(), TestPayload.zerosInUse(BYTES), 0, true));
    send();
    pair.settle();
    assertReceived(receive, into);
    assertNextArrives();
  }

  private static final class Adding implements Combiner {
    @Override
    public void combine(ElementType type, long result, long left, long right, int count) {
      Syscalls.reduce(Syscalls.SUM, Syscalls.BYTE, result, left, right, count);
    }

    @Override
    public boolean isUserCode() {
      return false;
    }
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
    Operation send = send();
    Operation receive = receive(broken);
    pair.settle();
    assertFailed(receive, FailureCause.Kind.THREW);
    assertNull(send.failure());
    assertNextArrives();
  }

  @Test
  void aReceiveThatIsTooSmallFailsAndTheDataIsDropped() {
    Operation send = send();
    Operation receive = receive(TestPayload.zeros(BYTES - 1, true));
    pair.settle();
    assertFailed(receive, FailureCause.Kind.TRUNCATED);
    assertTrue(send.isDone());
    assertNextArrives();
  }

  @Test
  void theDataOfAClosedCommunicatorIsDropped() {
    Operation early = send();
    receiver.poll();
    receiver.progress.failures.close(receiver.context);
    Operation late = sender.send(TestPayload.counting(BYTES, true), LABEL, SendMode.STANDARD);
    pair.settle();
    assertTrue(early.isDone() && late.isDone());
    assertTrue(sender.network.isFlushed());
    assertTrue(receiver.network.isFlushed());
  }

  @Test
  void aRankThatHasLeftDropsTheDataThatArrivesLater() {
    send();
    receiver.network.poll(); // the RTS is in the ring when the rank leaves
    receiver.progress.failures.close(receiver.context);
    receiver.progress.leave();
    receiver.network.close();
    Operation late = sender.send(TestPayload.counting(BYTES, true), LABEL, SendMode.STANDARD);
    for (int i = 0; i < 3; i++) {
      receiver.network.poll();
      sender.poll();
    }
    assertTrue(late.isDone());
    assertTrue(sender.network.isFlushed());
  }

  @Test
  void manyUnreceivedMessagesAreOnlyAnnounced() {
    List<Operation> sends = new ArrayList<>();
    pair.fabric.stop(true);
    for (int tag = 0; tag <= WINDOW; tag++) {
      sends.add(sender.send(TestPayload.counting(BYTES, true), tag, SendMode.STANDARD));
      pair.settle();
    }
    assertEquals(SendState.NETWORK, sender.progress.sends.messages().get(WINDOW - 1).state);
    assertEquals(SendState.ANNOUNCED, sender.progress.sends.messages().get(WINDOW).state);
    pair.fabric.stop(false);
    for (int tag = WINDOW; tag >= 0; tag--) { // so the oldest is the last
      TestPayload memory = TestPayload.zeros(BYTES, tag % 2 == 0);
      Operation receive = receiver.receive(memory, tag);
      pair.settle();
      assertReceived(receive, memory);
      assertTrue(sends.get(tag).isDone());
    }
    assertNextArrives();
  }

  // ---- aborted by the sender

  @Test
  void aCancelledMessageIsDroppedBeforeAReceiveMatchesIt() throws Exception {
    Operation send = send();
    pair.settle();
    sender.abort(send);
    assertEquals(SendState.HELD, sender.sendState());
    Thread.sleep(NodePair.OVERDUE_MS);
    pair.settle();
    assertFailed(send, FailureCause.Kind.THREW);
    assertEquals(SendState.FREE, sender.sendState());
    assertEquals(RecvState.ABANDONED, receiver.recvState());
    assertEquals(0, from.users());
    Operation receive = receive(into);
    assertFailed(receive, FailureCause.Kind.WITHDRAWN);
    assertNextArrives();
  }

  @Test
  void aCancelledMessageIsDroppedWhileItIsStored() throws Exception {
    pair.fabric.stop(true);
    Operation send = send();
    Operation receive = receive(array);
    pair.settle();
    sender.abort(send);
    Thread.sleep(NodePair.OVERDUE_MS);
    pair.settle();
    assertFailed(send, FailureCause.Kind.THREW);
    assertFailed(receive, FailureCause.Kind.WITHDRAWN);
    assertEquals(1, from.users()); // the network may still read it
    pair.fabric.stop(false);
    pair.settle();
    assertEquals(0, from.users());
    assertEquals(0, array.placed());
    assertNextArrives();
  }

  @Test
  void aReceiveOfACancelledMessageIsHeldUntilItsMemoryIsNoLongerWritten() throws Exception {
    pair.fabric.stop(true);
    Operation send = send();
    Operation receive = receive(into);
    pair.settle();
    sender.abort(send);
    Thread.sleep(NodePair.OVERDUE_MS);
    pair.settle();
    assertFailed(send, FailureCause.Kind.THREW);
    assertEquals(RecvState.HELD, receiver.recvState());
    pair.fabric.stop(false);
    pair.settle();
    assertFailed(receive, FailureCause.Kind.WITHDRAWN);
    assertNextArrives();
  }

  @Test
  void aCopyIsKeptWhileTheNetworkReadsIt() throws Exception {
    pair.fabric.stop(true);
    TestPayload source = TestPayload.counting(BYTES, false);
    Operation send = sender.send(source, LABEL, SendMode.STANDARD);
    pair.settle();
    sender.abort(send);
    Thread.sleep(NodePair.OVERDUE_MS);
    pair.settle();
    assertFailed(send, FailureCause.Kind.THREW);
    assertEquals(0, source.users());
    assertFalse(sender.network.isFlushed());
    pair.fabric.stop(false);
    assertNextArrives();
  }

  // ---- aborted by the receiver

  @Test
  void anAbortedReceiveFailsAtOnceWhileTheDataIsStored() {
    pair.fabric.stop(true);
    Operation send = send();
    Operation receive = receive(array);
    pair.settle();
    receiver.abort(receive);
    assertFailed(receive, FailureCause.Kind.THREW);
    assertEquals(0, array.users());
    assertEquals(RecvState.FREE, receiver.recvState());
    pair.fabric.stop(false);
    pair.settle();
    assertNull(send.failure());
    assertNextArrives();
  }

  @Test
  void anAbortedReceiveIsHeldWhileTheNetworkWrites() {
    pair.fabric.stop(true);
    Operation send = send();
    Operation receive = receive(into);
    pair.settle();
    receiver.abort(receive);
    assertEquals(RecvState.HELD, receiver.recvState());
    pair.fabric.stop(false);
    pair.settle();
    assertFailed(receive, FailureCause.Kind.THREW);
    assertNull(send.failure());
    assertNextArrives();
  }

  // ---- a sender that is gone

  private void loseSender(PeerState state) {
    receiver.progress.failures.lose(receiver.other, state, "told");
  }

  @Test
  void aMessageOfASenderThatHasLeftCanBeReceived() {
    send();
    pair.settle();
    loseSender(PeerState.LEFT);
    Operation receive = receive(into);
    pair.settle();
    assertReceived(receive, into);
    assertFailed(receive(into), FailureCause.Kind.PEER_LEFT);
  }

  @Test
  void aReceiveUnderWayGoesOnWhenTheSenderHasLeft() {
    pair.fabric.stop(true);
    send();
    sender.send(TestPayload.counting(BYTES, true), LABEL, SendMode.STANDARD);
    Operation direct = receive(into);
    Operation stored = receive(array);
    pair.settle();
    loseSender(PeerState.LEFT);
    assertFalse(direct.isDone() || stored.isDone());
    pair.fabric.stop(false);
    pair.settle();
    assertReceived(direct, into);
    assertReceived(stored, array);
  }

  @Test
  void dataThatNeverArrivesFailsWhenTheNodeOfASenderThatHasLeftIsGone() {
    pair.fabric.stop(true);
    send();
    sender.send(TestPayload.counting(BYTES, true), LABEL, SendMode.STANDARD);
    Operation direct = receive(into);
    Operation stored = receive(array);
    pair.settle();
    loseSender(PeerState.LEFT);
    assertTrue(receiver.progress.recvFaults.awaits(receiver.other));
    loseSender(PeerState.UNHEARD);
    assertFailed(direct, FailureCause.Kind.PEER_UNHEARD);
    assertFailed(stored, FailureCause.Kind.PEER_UNHEARD);
    assertFalse(receiver.progress.recvFaults.awaits(receiver.other));
    assertEquals(1, into.users()); // the network may still write there
  }

  @Test
  void messagesOfASenderThatHasDiedAreGone() {
    send();
    pair.settle();
    loseSender(PeerState.DIED);
    assertFailed(receive(into), FailureCause.Kind.PEER_DIED);
    assertEquals(RecvState.FREE, receiver.recvState());
  }

  // ---- a sender that is not to be trusted

  private void writeRts(long number, long length) throws Exception {
    sender.connections.connect(sender.other);
    ByteBuffer bytes = sender.other.out.memory.bytes;
    int entry = sender.other.out.begin(RTS, sender.context.id());
    bytes.putInt(entry + TAG, 0);
    bytes.putInt(entry + RTS_SEND, 0);
    bytes.putLong(entry + RTS_LENGTH, length);
    bytes.putLong(entry + RTS_ADDRESS, 0);
    bytes.putInt(entry + RTS_FLAGS, DATA_FOLLOWS);
    bytes.putLong(entry + RTS_FOLLOWING, number);
    sender.connections.publish(sender.other);
    pair.settle();
  }

  @Test
  void aNumberOutsideTheWindowIsRefused() throws Exception {
    writeRts(WINDOW, BYTES);
    assertSame(PeerState.LOST, receiver.other.state());
  }

  @Test
  void aLengthThatCannotFollowIsRefused() throws Exception {
    writeRts(0, (256 << 10) + 1);
    assertSame(PeerState.LOST, receiver.other.state());
  }
}
