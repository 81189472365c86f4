package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.ControlSender;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.protocol.SendMode;
import io.crossmem.internal.protocol.SendState;
import io.crossmem.internal.protocol.Traffic;
import org.junit.jupiter.api.Test;

/** Each edge of the states in which the network carries a message from memory to memory. */
class NetworkStateTest {
  private static final int BYTES = NodePair.BYTES;
  private static final int TAG = NodePair.TAG;
  private static final int RANGE_TAG = 100; // any of those for ranges

  private final NodePair pair = new NodePair();
  private final NodePair.Side sender = pair.sender;
  private final NodePair.Side receiver = pair.receiver;
  private final TestPayload from = TestPayload.counting(BYTES, true);
  private final TestPayload into = TestPayload.zeros(BYTES, true);

  /** Synchronous, so that the data does not follow the RTS. */
  private Operation send() {
    return sender.send(from, TAG, SendMode.SYNCHRONOUS);
  }

  private Operation receive() {
    return receiver.receive(into, TAG);
  }

  private void assertFailed(Operation operation, FailureCause.Kind kind) {
    assertTrue(operation.isDone());
    assertEquals(kind, operation.failure().kind());
  }

  @Test
  void aMessageGoesFromMemoryToMemory() {
    Operation send = send();
    Operation receive = receive();
    pair.settle();
    assertTrue(send.isDone());
    assertTrue(receive.isDone());
    assertNull(receive.failure());
    assertTrue(into.isCounting(BYTES));
    assertEquals(0, into.placed()); // by nobody's copy
    assertEquals(1, receiver.other.received().messages(Traffic.way(Protocol.NETWORK)));
    assertEquals(1, sender.other.sent().messages(Traffic.way(Protocol.NETWORK)));
    assertEquals(0, from.users());
    assertEquals(0, into.users());
    assertTrue(sender.network.isFlushed());
    assertTrue(receiver.network.isFlushed());
  }

  @Test
  void memoryThatTheNetworkCannotUseGoesThroughTheRing() {
    Operation receive = receiver.receive(TestPayload.zeros(BYTES, false), TAG);
    send();
    pair.settle();
    assertNull(receive.failure());
    assertEquals(1, receiver.other.received().messages(Traffic.way(Protocol.PIPELINE)));
  }

  @Test
  void bothSidesWaitInStateNetwork() {
    pair.fabric.stop(true);
    Operation send = send();
    Operation receive = receive();
    pair.settle();
    assertEquals(SendState.NETWORK, sender.sendState());
    assertEquals(RecvState.NETWORK, receiver.recvState());
    assertFalse(send.isDone() || receive.isDone());
    assertFalse(sender.network.isFlushed());
    pair.fabric.stop(false);
    pair.settle();
    assertTrue(send.isDone() && receive.isDone());
    assertEquals(SendState.FREE, sender.sendState());
    assertEquals(RecvState.FREE, receiver.recvState());
  }

  @Test
  void aRangeRequestedOfACancelledMessageIsAnsweredByNothing() {
    Operation send = send();
    Operation receive = receive();
    receiver.poll(); // RTS; requests the range
    assertEquals(RecvState.NETWORK, receiver.recvState());
    sender.abort(send);
    assertFailed(send, FailureCause.Kind.THREW);
    assertEquals(SendState.CANCELLED, sender.sendState());
    pair.settle();
    assertFailed(receive, FailureCause.Kind.WITHDRAWN);
    assertEquals(SendState.FREE, sender.sendState());
    assertEquals(RecvState.FREE, receiver.recvState());
    assertEquals(0, from.users());
    assertEquals(0, into.users());
  }

  @Test
  void aSendThatIsAbortedIsHeldUntilItsMemoryIsNotReadAnyMore() {
    pair.fabric.stop(true);
    Operation send = send();
    Operation receive = receive();
    pair.settle();
    sender.abort(send);
    assertEquals(SendState.HELD, sender.sendState());
    assertFalse(send.isDone());
    pair.fabric.stop(false);
    pair.settle();
    assertFailed(send, FailureCause.Kind.THREW);
    assertFailed(receive, FailureCause.Kind.WITHDRAWN);
    assertEquals(SendState.FREE, sender.sendState());
  }

  @Test
  void aSendIsNotHeldForLongButItsMemoryIsKept() throws Exception {
    pair.fabric.stop(true);
    Operation send = send();
    Operation receive = receive();
    pair.settle();
    sender.abort(send);
    Thread.sleep(NodePair.OVERDUE_MS);
    pair.settle();
    assertFailed(send, FailureCause.Kind.THREW);
    assertEquals(1, from.users());
    pair.fabric.stop(false);
    pair.settle();
    assertEquals(0, from.users());
    assertFailed(receive, FailureCause.Kind.WITHDRAWN);
  }

  @Test
  void anAbortedReceiveIsHeldUntilItsMemoryIsNoLongerWritten() {
    pair.fabric.stop(true);
    Operation send = send();
    Operation receive = receive();
    pair.settle();
    receiver.abort(receive);
    assertEquals(RecvState.HELD, receiver.recvState());
    assertFalse(receive.isDone());
    pair.fabric.stop(false);
    pair.settle();
    assertFailed(receive, FailureCause.Kind.THREW);
    assertNull(send.failure());
    assertEquals(RecvState.FREE, receiver.recvState());
    assertEquals(SendState.FREE, sender.sendState());
    assertEquals(0, into.users());
  }

  @Test
  void memoryForAGonePeerIsKeptWhileTheNetworkUsesIt() {
    pair.fabric.stop(true);
    Operation send = send();
    Operation receive = receive();
    pair.settle();
    sender.progress.failures.lose(sender.other, PeerState.UNHEARD, "was not heard");
    receiver.progress.failures.lose(receiver.other, PeerState.UNHEARD, "was not heard");
    assertFailed(send, FailureCause.Kind.PEER_UNHEARD);
    assertFailed(receive, FailureCause.Kind.PEER_UNHEARD);
    assertEquals(1, from.users());
    assertEquals(1, into.users());
    pair.fabric.stop(false);
    pair.settle();
    assertEquals(0, from.users());
    assertEquals(0, into.users());
  }

  @Test
  void aSendNumberMayBeReusedBeforeTheReceiverHasNoticedTheLastRange() {
    pair.fabric.stop(true);
    Operation first = send();
    Operation receive = receive();
    pair.settle();
    pair.fabric.stop(false);
    sender.poll();
    assertTrue(first.isDone());
    TestPayload second = TestPayload.counting(BYTES, true);
    sender.send(second, TAG + 1, SendMode.SYNCHRONOUS);
    pair.settle();
    assertTrue(receive.isDone());
    assertTrue(receiver.other.isAlive());
  }

  @Test
  void aRangeMayBeRequestedBeforeTheSenderHasNoticedThatTheLastOneIsSent() throws Exception {
    pair.fabric.stop(true);
    send();
    ControlSender says = new ControlSender(receiver.connections);
    receiver.connections.connect(receiver.other);
    says.ctsNetwork(receiver.other, 0, RANGE_TAG, 0, 10);
    says.ctsNetwork(receiver.other, 0, RANGE_TAG + 1, 10, BYTES - 10);
    pair.settle();
    assertTrue(sender.other.isAlive());
    assertEquals(SendState.NETWORK, sender.sendState());
    assertEquals(2, from.users()); // the first range, and all of it
  }

  @Test
  void aRangeThatCannotBeIsRefused() throws Exception {
    Operation send = send();
    ControlSender says = new ControlSender(receiver.connections);
    receiver.connections.connect(receiver.other);
    says.ctsNetwork(receiver.other, 0, RANGE_TAG, 1, BYTES);
    pair.settle();
    assertEquals(PeerState.LOST, sender.other.state());
    assertFailed(send, FailureCause.Kind.PEER_LOST);
  }
}
