package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.network.Network;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.network.TestFabric;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.ControlSender;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.protocol.SendState;
import io.crossmem.internal.protocol.Traffic;
import io.crossmem.internal.protocol.UserCode;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.shm.PlainSegment;
import io.crossmem.internal.shm.Segment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each edge of the states in which the network carries a message from memory to memory. */
class NetworkStateTest {
  private static final int BYTES = 3000;
  private static final int TAG = 7;
  private static final long UNEXPECTED = 1 << 20;
  private static final long OVERDUE_MS = 600; // longer than memory is held

  private final TestFabric fabric = new TestFabric(2);
  private final Side sender = new Side(0);
  private final Side receiver = new Side(1);
  private final TestPayload from = TestPayload.counting(BYTES, true);
  private final TestPayload into = TestPayload.zeros(BYTES, true);

  /** A rank that is alone on its node. */
  private final class Side {
    final Network network;
    final Peer other;
    final Connections connections;
    final Progress progress;
    final Context context = new Context(0, new int[] {0, 1});

    Side(int rank) {
      Segment segment = PlainSegment.of(1, TestGroup.TINY);
      Nodes nodes = Nodes.of(List.of("a", "b"));
      network = new Network(fabric.wire(rank), nodes, TestGroup.TINY, TimeUnit.HOURS.toNanos(1));
      other = new Peer(1 - rank, 0, network.link(1 - rank), UNEXPECTED);
      Peer self = new Peer(rank, 0, TestRank.SELF, 0, UNEXPECTED);
      Peer[] peers = rank == 0 ? new Peer[] {self, other} : new Peer[] {other, self};
      connections = new Connections(segment, rank, peers, new Doorbell(segment, 0), network);
      progress = new Progress(connections, TestGroup.selector(null), new TestCopy(), NO_USER_CODE);
    }

    boolean poll() {
      boolean moved = network.poll();
      return progress.poll() || moved;
    }

    Operation start(Operation operation) {
      operation.begin();
      progress.start(operation);
      return operation;
    }

    void abort(Operation operation) {
      progress.failures.abort(operation, new IllegalStateException("thrown out"));
    }

    SendState sendState() {
      return progress.sends.messages().get(0).state;
    }

    RecvState recvState() {
      return progress.records.all().get(0).state;
    }
  }

  private static final UserCode NO_USER_CODE =
      new UserCode() {
        @Override
        public void enter() {
          // nothing to note
        }

        @Override
        public void leave() {
          // nothing to note
        }
      };

  private Operation send() {
    return sender.start(new Operation().send(sender.context, from, 1, TAG));
  }

  private Operation receive() {
    return receiver.start(new Operation().receive(receiver.context, into, 0, TAG));
  }

  private void settle() {
    for (boolean moved = true; moved; ) {
      moved = sender.poll();
      moved |= receiver.poll();
    }
  }

  private void assertFailed(Operation operation, FailureCause.Kind kind) {
    assertTrue(operation.isDone());
    assertEquals(kind, operation.failure().kind());
  }

  @Test
  void aMessageGoesFromMemoryToMemory() {
    Operation send = send();
    Operation receive = receive();
    settle();
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
    Operation receive =
        receiver.start(
            new Operation().receive(receiver.context, TestPayload.zeros(BYTES, false), 0, TAG));
    send();
    settle();
    assertNull(receive.failure());
    assertEquals(1, receiver.other.received().messages(Traffic.way(Protocol.PIPELINE)));
  }

  @Test
  void bothSidesWaitInStateNetwork() {
    fabric.stop(true);
    Operation send = send();
    Operation receive = receive();
    settle();
    assertEquals(SendState.NETWORK, sender.sendState());
    assertEquals(RecvState.NETWORK, receiver.recvState());
    assertFalse(send.isDone() || receive.isDone());
    assertFalse(sender.network.isFlushed());
    fabric.stop(false);
    settle();
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
    settle();
    assertFailed(receive, FailureCause.Kind.WITHDRAWN);
    assertEquals(SendState.FREE, sender.sendState());
    assertEquals(RecvState.FREE, receiver.recvState());
    assertEquals(0, from.users());
    assertEquals(0, into.users());
  }

  @Test
  void aSendThatIsAbortedIsHeldUntilItsMemoryIsNotReadAnyMore() {
    fabric.stop(true);
    Operation send = send();
    Operation receive = receive();
    settle();
    sender.abort(send);
    assertEquals(SendState.HELD, sender.sendState());
    assertFalse(send.isDone());
    fabric.stop(false);
    settle();
    assertFailed(send, FailureCause.Kind.THREW);
    assertFailed(receive, FailureCause.Kind.WITHDRAWN);
    assertEquals(SendState.FREE, sender.sendState());
  }

  @Test
  void aSendIsNotHeldForLongButItsMemoryIsKept() throws Exception {
    fabric.stop(true);
    Operation send = send();
    Operation receive = receive();
    settle();
    sender.abort(send);
    Thread.sleep(OVERDUE_MS);
    settle();
    assertFailed(send, FailureCause.Kind.THREW);
    assertEquals(1, from.users());
    fabric.stop(false);
    settle();
    assertEquals(0, from.users());
    assertFailed(receive, FailureCause.Kind.WITHDRAWN);
  }

  @Test
  void anAbortedReceiveIsHeldUntilItsMemoryIsNoLongerWritten() {
    fabric.stop(true);
    Operation send = send();
    Operation receive = receive();
    settle();
    receiver.abort(receive);
    assertEquals(RecvState.HELD, receiver.recvState());
    assertFalse(receive.isDone());
    fabric.stop(false);
    settle();
    assertFailed(receive, FailureCause.Kind.THREW);
    assertNull(send.failure());
    assertEquals(RecvState.FREE, receiver.recvState());
    assertEquals(SendState.FREE, sender.sendState());
    assertEquals(0, into.users());
  }

  @Test
  void memoryForAGonePeerIsKeptWhileTheNetworkUsesIt() {
    fabric.stop(true);
    Operation send = send();
    Operation receive = receive();
    settle();
    sender.progress.failures.lose(sender.other, PeerState.UNHEARD, "was not heard");
    receiver.progress.failures.lose(receiver.other, PeerState.UNHEARD, "was not heard");
    assertFailed(send, FailureCause.Kind.PEER_UNHEARD);
    assertFailed(receive, FailureCause.Kind.PEER_UNHEARD);
    assertEquals(1, from.users());
    assertEquals(1, into.users());
    fabric.stop(false);
    settle();
    assertEquals(0, from.users());
    assertEquals(0, into.users());
  }

  @Test
  void aSendNumberMayBeReusedBeforeTheReceiverHasNoticedTheLastRange() {
    fabric.stop(true);
    Operation first = send();
    Operation receive = receive();
    settle();
    fabric.stop(false);
    sender.poll();
    assertTrue(first.isDone());
    TestPayload second = TestPayload.counting(BYTES, true);
    sender.start(new Operation().send(sender.context, second, 1, TAG + 1));
    settle();
    assertTrue(receive.isDone());
    assertTrue(receiver.other.isAlive());
  }

  @Test
  void aRangeMayBeRequestedBeforeTheSenderHasNoticedThatTheLastOneIsSent() throws Exception {
    fabric.stop(true);
    send();
    ControlSender says = new ControlSender(receiver.connections);
    receiver.connections.connect(receiver.other);
    says.ctsNetwork(receiver.other, 0, 2, 0, 10);
    says.ctsNetwork(receiver.other, 0, 3, 10, BYTES - 10);
    settle();
    assertTrue(sender.other.isAlive());
    assertEquals(SendState.NETWORK, sender.sendState());
    assertEquals(2, from.users()); // the first range, and all of it
  }

  @Test
  void aRangeThatCannotBeIsRefused() throws Exception {
    Operation send = send();
    ControlSender says = new ControlSender(receiver.connections);
    receiver.connections.connect(receiver.other);
    says.ctsNetwork(receiver.other, 0, 2, 1, BYTES);
    settle();
    assertEquals(PeerState.LOST, sender.other.state());
    assertFailed(send, FailureCause.Kind.PEER_LOST);
  }
}
