package io.crossmem.internal.engine;

import static io.crossmem.internal.protocol.SendState.ANNOUNCED;
import static io.crossmem.internal.protocol.SendState.CANCELLED;
import static io.crossmem.internal.protocol.SendState.FREE;
import static io.crossmem.internal.protocol.SendState.PUTTING;
import static io.crossmem.internal.protocol.SendState.SENDING;
import static io.crossmem.internal.shm.RingDescriptor.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.FailureCause.Kind;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.ProtocolProbe;
import io.crossmem.internal.protocol.SendState;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each edge of the sender's states. The test acts as the receiver. */
class SendStateTest {
  private static final int BYTES = 300; // three parts of DATA
  private static final int TAG_SENT = 7;

  private final TestGroup group = TestGroup.of(3, null);
  private final TestRank sender = group.ranks[0];
  private final TestPayload payload = TestPayload.counting(BYTES, true);
  private final TestPayload place = TestPayload.zeros(BYTES, true);
  private Puppet receiver;
  private Operation send;

  @BeforeEach
  void announce() throws IOException {
    receiver = new Puppet(group.ranks[1], 0);
    send = sender.send(group.contexts[0], payload, 1, TAG_SENT);
  }

  private void assertUnderWay(SendState state) {
    assertEquals(state, sender.sendState());
    assertFalse(send.isDone());
    assertEquals(1, payload.users());
  }

  private void assertOver(SendState state) {
    assertEquals(state, sender.sendState());
    assertTrue(send.isDone());
    assertEquals(0, payload.users());
    assertNull(payload.misuse());
    assertFalse(sender.progress.sends.isActive());
  }

  private void assertSent(SendState state) {
    assertOver(state);
    assertNull(send.failure());
  }

  private void assertFailed(SendState state, Kind kind) {
    assertOver(state);
    assertEquals(kind, send.failure().kind());
  }

  private List<String> wire() {
    return group.wire(0, 1);
  }

  /** The only entry that was sent since the test last asked. */
  private int field(int offset) {
    int entry = group.nextEntry(0, 1);
    assertEquals(-1, group.nextEntry(0, 1));
    return group.ring(0, 1).getInt(entry + offset);
  }

  private void askForData(int from, int to) {
    receiver.says.ctsData(receiver.peer(), 0, 4, from, to);
  }

  private void letPut() {
    receiver.says.ctsPut(receiver.peer(), 0, 2, TestGroup.PART, place.address());
  }

  private void acknowledge(int status) {
    receiver.says.ats(receiver.peer(), 0, status);
  }

  // ---- announced

  @Test
  void shouldPutIntoRtsTheDataForTheReceiversChoice() {
    int entry = group.nextEntry(0, 1);
    var ring = group.ring(0, 1);
    assertEquals(RTS, ring.getInt(entry + KIND));
    assertEquals(0, ring.getInt(entry + CONTEXT));
    assertEquals(TAG_SENT, ring.getInt(entry + TAG));
    assertEquals(0, ring.getInt(entry + RTS_SEND));
    assertEquals(BYTES, ring.getLong(entry + RTS_LENGTH));
    assertEquals(payload.address(), ring.getLong(entry + RTS_ADDRESS));
    assertEquals(CAN_PUT, ring.getInt(entry + RTS_FLAGS));
    assertUnderWay(ANNOUNCED);
  }

  @Test
  void shouldBeOverWhenTheReceiverNeedsItNoMore() {
    acknowledge(STATUS_TAKEN);
    sender.poll();
    assertSent(FREE);
    assertEquals(BYTES, send.bytes());
  }

  @Test
  void shouldFailWhenTheReceiverHasClosedItsCommunicator() {
    acknowledge(STATUS_CLOSED);
    sender.poll();
    assertFailed(FREE, Kind.PEER_CLOSED);
    assertEquals(1, send.failure().rank());
  }

  // ---- SENDING

  @Test
  void shouldSendTheRangeThatCtsDataAsksFor() {
    wire();
    askForData(0, BYTES);
    sender.poll();
    assertUnderWay(SENDING);
    assertEquals(4, field(DATA_RECEIVE));
  }

  @Test
  void shouldBeOverOnceTheLastDataOfAllIsSent() {
    wire();
    askForData(0, BYTES);
    for (int i = 0; i < 3; i++) {
      sender.poll();
    }
    assertSent(FREE);
    assertEquals(List.of("DATA", "DATA", "DATA"), wire());
  }

  @Test
  void shouldAwaitTheNextWordAfterTheLastDataOfARange() {
    wire();
    askForData(100, 200);
    sender.poll();
    assertUnderWay(ANNOUNCED);
    assertEquals(100, field(LENGTH));
    askForData(200, BYTES);
    sender.poll();
    assertUnderWay(ANNOUNCED);
    acknowledge(STATUS_TAKEN);
    sender.poll();
    assertSent(FREE);
  }

  @Test
  void shouldWaitInSendingForRoom() {
    askForData(0, BYTES);
    int sent = 0;
    for (int i = 0; i < 10; i++) {
      sender.send(group.contexts[0], TestPayload.counting(TestGroup.EAGER, true), 1, i);
    }
    while (sender.progress.sends.step()) {
      sent++;
    }
    sender.poll();
    assertEquals(0, sent);
    assertUnderWay(SENDING);
  }

  @Test
  void shouldCancelWhenItsMemoryThrowsInTheMiddleOfSending() {
    askForData(0, BYTES);
    sender.poll();
    wire();
    Error gone = new InternalError("a file was cut");
    payload.withFaults(
        call -> {
          throw gone;
        });
    sender.poll();
    assertFailed(CANCELLED, Kind.THREW);
    assertSame(gone, send.failure().thrown());
    assertEquals(REASON_FAILED, field(CANCEL_REASON));
  }

  // ---- PUTTING

  @Test
  void shouldWriteThePartsThatAreNotTaken() {
    wire();
    letPut();
    sender.poll();
    assertUnderWay(PUTTING);
    for (int i = 0; i < 3; i++) {
      sender.poll();
    }
    assertUnderWay(ANNOUNCED);
    assertTrue(place.isCounting(BYTES));
    int entry = group.nextEntry(0, 1);
    assertEquals(ATP, group.ring(0, 1).getInt(entry + KIND));
    assertEquals(2, group.ring(0, 1).getInt(entry + ATP_COUNTER));
    assertEquals(-1, group.ring(0, 1).getInt(entry + ATP_FAILED));
    assertEquals(BYTES, group.ring(0, 1).getLong(entry + ATP_WRITTEN));
  }

  @Test
  void shouldSayWhichPartTheKernelRefused() {
    wire();
    letPut();
    sender.poll();
    sender.copy.refuse(Syscalls.EFAULT);
    sender.poll();
    assertUnderWay(ANNOUNCED);
    int entry = group.nextEntry(0, 1);
    assertEquals(ATP, group.ring(0, 1).getInt(entry + KIND));
    assertEquals(1, group.ring(0, 1).getInt(entry + ATP_FAILED));
    assertEquals(TestGroup.PART, group.ring(0, 1).getLong(entry + ATP_WRITTEN));
  }

  @Test
  void shouldAnswerByAtpWhenTheReceiverIsFaster() {
    letPut();
    sender.poll();
    wire();
    acknowledge(STATUS_TAKEN);
    sender.poll();
    assertSent(FREE);
    assertEquals(List.of("ATP"), wire());
  }

  @Test
  void shouldCancelWhenTheCopyThrows() {
    letPut();
    sender.poll();
    wire();
    IllegalStateException gone = new IllegalStateException("the arena is closed");
    sender.copy.when(
        (read, peer, from, address, bytes) -> {
          throw gone;
        });
    sender.poll();
    assertFailed(CANCELLED, Kind.THREW);
    assertSame(gone, send.failure().thrown());
    assertEquals(List.of("CANCEL"), wire());
  }

  /** Otherwise the receiver would treat its number as still in use. */
  @Test
  void shouldNotAnnounceTheNextMessageBeforeAnAtpThatWaits() {
    letPut();
    sender.poll();
    while (sender.peers[1].out.hasRoomForControl()) {
      sender.peers[1].out.begin(CANCEL_ACK);
      sender.peers[1].out.publish();
    }
    acknowledge(STATUS_TAKEN);
    sender.poll();
    assertSent(FREE);
    assertEquals(1, ProtocolProbe.waitingControls(sender.peers[1]));
    wire();
    takeAll();
    TestPayload next = TestPayload.counting(BYTES, true);
    sender.send(group.contexts[0], next, 1, TAG_SENT);
    sender.poll();
    assertEquals(List.of("ATP", "RTS"), wire());
  }

  /** As the receiver does, without handling anything. */
  private void takeAll() {
    try {
      group.ranks[1].connections.discover();
      while (group.ranks[1].peers[0].in.ready()) {
        group.ranks[1].peers[0].in.take(0);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  // ---- given up

  private void bring(SendState state) {
    switch (state) {
      case SENDING -> askForData(0, BYTES);
      case PUTTING -> letPut();
      case CANCELLED -> abort();
      default -> {}
    }
    sender.poll();
    assertEquals(state, sender.sendState());
    wire();
  }

  private void abort() {
    sender.progress.failures.abort(send, new IllegalStateException("thrown out"));
  }

  @ParameterizedTest
  @EnumSource(names = {"ANNOUNCED", "SENDING", "PUTTING"})
  void shouldCancelWhenItIsGivenUp(SendState state) {
    bring(state);
    abort();
    assertFailed(CANCELLED, Kind.THREW);
    int entry = group.nextEntry(0, 1);
    assertEquals(CANCEL, group.ring(0, 1).getInt(entry + KIND));
    assertEquals(0, group.ring(0, 1).getInt(entry + CANCEL_SEND));
    assertEquals(REASON_FAILED, group.ring(0, 1).getInt(entry + CANCEL_REASON));
    sender.poll();
    assertEquals(List.of(), wire());
  }

  @ParameterizedTest
  @EnumSource(names = {"ANNOUNCED", "SENDING", "PUTTING"})
  void shouldCancelWhenItsCommunicatorIsClosed(SendState state) {
    bring(state);
    sender.progress.failures.close(group.contexts[0]);
    assertFailed(CANCELLED, Kind.CLOSED);
    assertEquals(REASON_CLOSED, field(CANCEL_REASON));
  }

  @Test
  void shouldNameTheMissingRankWhenACollectiveOperationFails() {
    TestPayload part = TestPayload.counting(BYTES, true);
    wire();
    Operation collective = sender.send(new Context(1, 0, 1, 2), part, 1, 0);
    wire();
    sender.lose(2, PeerState.DIED);
    assertEquals(Kind.PEER_DIED, collective.failure().kind());
    assertEquals(2, collective.failure().rank());
    int entry = group.nextEntry(0, 1);
    assertEquals(REASON_GONE, group.ring(0, 1).getInt(entry + CANCEL_REASON));
    assertEquals(2, group.ring(0, 1).getInt(entry + CANCEL_RANK));
    assertFalse(send.isDone());
  }

  @Test
  void shouldIgnoreEntriesThatCrossItsCancel() {
    bring(CANCELLED);
    askForData(0, BYTES);
    letPut();
    acknowledge(STATUS_TAKEN);
    sender.poll();
    assertFailed(CANCELLED, Kind.THREW);
    assertTrue(sender.peers[1].isAlive());
    assertEquals(List.of(), wire());
  }

  @Test
  void shouldUseItsNumberAgainAfterCancelAck() {
    bring(CANCELLED);
    receiver.says.cancelAck(receiver.peer(), 0);
    sender.poll();
    assertFailed(FREE, Kind.THREW);
    sender.send(group.contexts[0], payload, 1, TAG_SENT);
    assertEquals(0, field(RTS_SEND));
  }

  @ParameterizedTest
  @EnumSource(names = {"ANNOUNCED", "SENDING", "PUTTING"})
  void shouldFailWhenItsReceiverIsGone(SendState state) {
    bring(state);
    sender.lose(1, PeerState.LEFT);
    assertFailed(FREE, Kind.PEER_LEFT);
    assertEquals(List.of(), wire());
  }

  @Test
  void shouldForgetACancelledMessageWhenItsReceiverIsGone() {
    bring(CANCELLED);
    sender.lose(1, PeerState.DIED);
    assertFailed(FREE, Kind.THREW);
  }

  @Test
  void shouldBeCancelledWithoutAnEntryWhileItWaitsForRoom() {
    TestPayload small = TestPayload.counting(TestGroup.EAGER, true);
    Operation last = send;
    while (last.isDone() || last == send) {
      last = sender.send(group.contexts[0], small, 1, 0);
    }
    int users = small.users();
    wire();
    sender.progress.failures.abort(last, new IllegalStateException());
    assertEquals(Kind.CANCELLED, last.failure().kind());
    assertEquals(users - 1, small.users());
    sender.poll();
    assertEquals(List.of(), wire());
    assertTrue(ProtocolProbe.isQuiet(sender.peers[1]));
  }
}
