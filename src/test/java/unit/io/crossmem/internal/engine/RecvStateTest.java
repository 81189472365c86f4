package io.crossmem.internal.engine;

import static io.crossmem.internal.protocol.RecvState.ABANDONED;
import static io.crossmem.internal.protocol.RecvState.ANNOUNCED;
import static io.crossmem.internal.protocol.RecvState.AWAIT_ATP;
import static io.crossmem.internal.protocol.RecvState.DRAINING;
import static io.crossmem.internal.protocol.RecvState.FREE;
import static io.crossmem.internal.protocol.RecvState.GET;
import static io.crossmem.internal.protocol.RecvState.HELD;
import static io.crossmem.internal.protocol.RecvState.PIPELINE;
import static io.crossmem.internal.protocol.RecvState.PUT;
import static io.crossmem.internal.protocol.RecvState.QUARANTINED;
import static io.crossmem.internal.protocol.RecvState.SPLIT;
import static io.crossmem.internal.shm.RingDescriptor.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.data.TestPayload.Call;
import io.crossmem.internal.protocol.FailureCause.Kind;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each edge of the receiver's states. The test acts as the sender. */
class RecvStateTest {
  private static final int BYTES = 300; // three parts of each kind
  private static final int NUMBER = 5; // the sender's of the message
  private static final int LABEL = 7;

  private final TestGroup group = TestGroup.of(2, null);
  private final TestRank receiver = group.ranks[1];
  private final TestPayload source = TestPayload.counting(BYTES, true);
  private final TestPayload place = TestPayload.zeros(BYTES, true);
  private Puppet sender;
  private Operation receive;

  @BeforeEach
  void connect() throws IOException {
    sender = new Puppet(group.ranks[0], 1);
  }

  // ---- actions of the sender

  private void announce(long bytes) {
    sender.rts(NUMBER, LABEL, bytes, source.address(), CAN_PUT);
  }

  /** A message is announced and asked for, and travels in one way. */
  private void begin(Protocol protocol) {
    receive = new Operation().receive(group.contexts[1], place, 0, LABEL).preferring(protocol);
    receiver.start(receive);
    announce(BYTES);
    drain();
  }

  /** Handles arrived entries, but copies nothing by itself. */
  private void drain() {
    receiver.progress.drainAll(receiver.peers[0]);
    receiver.wake();
  }

  private void data(int from, int to) {
    for (int at = from; at < to; at += 128) {
      sender.data(receiver.onlyIncoming().number, source, at, Math.min(128, to - at));
    }
    drain();
  }

  /** Writes the next part as a sender would; its index. */
  private int put() {
    int counter = receiver.onlyIncoming().counter;
    int part = sender.peer().out.takePart(counter);
    int start = part * TestGroup.PART;
    Syscalls.copy(place.address() + start, source.address() + start, TestGroup.PART);
    return part;
  }

  private void endPut(int failed, long written) {
    sender.says.atp(sender.peer(), receiver.onlyIncoming().counter, failed, written);
    drain();
  }

  private void cancel() {
    sender.peer().out.countCancel();
    sender.says.cancel(sender.peer(), NUMBER, REASON_FAILED, 0);
    drain();
  }

  private boolean step() {
    return receiver.progress.receives.step();
  }

  private void abort() {
    receiver.progress.failures.abort(receive, new IllegalStateException("thrown out"));
  }

  private void passTime() {
    receiver.progress.recvFaults.failOverdue(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
  }

  private List<String> wire() {
    return group.wire(1, 0);
  }

  private long longField(int offset) {
    int entry = group.nextEntry(1, 0);
    return group.ring(1, 0).getLong(entry + offset);
  }

  // ---- checks

  private void assertUnderWay(RecvState state) {
    assertEquals(state, receiver.recvState());
    assertFalse(receive.isDone());
    assertEquals(1, place.users());
  }

  private void assertReceived(RecvState state) {
    assertOver(state);
    assertNull(receive.failure());
    assertEquals(BYTES, receive.bytes());
    assertEquals(LABEL, receive.foundTag());
    assertTrue(place.isCounting(BYTES));
  }

  private void assertFailed(RecvState state, Kind kind) {
    assertOver(state);
    assertEquals(kind, receive.failure().kind());
  }

  private void assertOver(RecvState state) {
    assertEquals(state, receiver.recvState());
    assertTrue(receive.isDone());
    assertEquals(0, place.users());
    assertNull(place.misuse());
    assertFalse(receiver.progress.receives.isActive());
    assertFalse(receiver.progress.recvFaults.isHolding());
    if (state == FREE) {
      assertEquals(0, receiver.countersInUse(0));
    }
  }

  // ---- ANNOUNCED, ABANDONED

  @Test
  void shouldKeepAnAnnouncedMessageForItsReceive() {
    announce(BYTES);
    drain();
    assertEquals(ANNOUNCED, receiver.recvState());
    assertEquals(List.of(), wire());
    receive = receiver.receive(group.contexts[1], place, Operation.ANY, Operation.ANY);
    assertUnderWay(SPLIT);
    assertEquals(List.of("CTS_PUT"), wire());
  }

  @Test
  void shouldAbandonAnAnnouncedMessageThatIsCancelled() {
    announce(BYTES);
    drain();
    cancel();
    assertEquals(ABANDONED, receiver.recvState());
    assertEquals(List.of("CANCEL_ACK"), wire());
    receive = receiver.receive(group.contexts[1], place, 0, LABEL);
    assertFailed(FREE, Kind.WITHDRAWN);
    assertEquals(List.of(), wire());
  }

  @Test
  void shouldLetTheSenderUseTheNumberOfAnAbandonedMessage() {
    announce(BYTES);
    drain();
    cancel();
    announce(BYTES);
    drain();
    assertTrue(receiver.peers[0].isAlive());
    assertEquals(2, receiver.progress.records.all().size());
  }

  @Test
  void shouldRefuseAnAnnouncedMessageWhenItsCommunicatorIsClosed() {
    announce(BYTES);
    drain();
    receiver.progress.failures.close(group.contexts[1]);
    assertEquals(FREE, receiver.recvState());
    assertEquals(ATS | (long) NUMBER << 32, kindAndSend());
    announce(BYTES);
    drain();
    assertEquals(FREE, receiver.recvState());
    assertEquals(ATS | (long) NUMBER << 32, kindAndSend());
  }

  private long kindAndSend() {
    int entry = group.nextEntry(1, 0);
    assertEquals(STATUS_CLOSED, group.ring(1, 0).getInt(entry + ATS_STATUS));
    return group.ring(1, 0).getInt(entry + KIND)
        | (long) group.ring(1, 0).getInt(entry + ATS_SEND) << 32;
  }

  @Test
  void shouldReceiveNoBytesAtOnce() {
    announce(0);
    drain();
    receive = receiver.receive(group.contexts[1], place, 0, LABEL);
    assertOver(FREE);
    assertNull(receive.failure());
    assertEquals(0, receive.bytes());
    assertEquals(List.of("ATS"), wire());
  }

  @Test
  void shouldRefuseAMessageThatIsTooLong() {
    announce(BYTES + 1);
    drain();
    receive = receiver.receive(group.contexts[1], place, 0, LABEL);
    assertFailed(FREE, Kind.TRUNCATED);
    assertEquals(BYTES + 1, receive.failure().bytes());
    assertEquals(List.of("ATS"), wire());
  }

  @Test
  void shouldRefuseAMessageOfAPartialElement() {
    announce(BYTES - 1);
    drain();
    TestPayload ints = new TestPayload(ElementType.INT, OffHeap.allocate(BYTES), 0, BYTES, true);
    receive = receiver.receive(group.contexts[1], ints, 0, LABEL);
    assertEquals(Kind.MISFIT, receive.failure().kind());
    assertEquals(0, ints.users());
    assertEquals(List.of("ATS"), wire());
  }

  @Test
  void shouldFailOnlyTheReceiveWhoseMemoryIsClosedWhenItMatches() {
    IllegalStateException gone = new IllegalStateException("the arena is closed");
    receive = new Operation().receive(group.contexts[1], place, 0, LABEL);
    receiver.start(receive);
    place.withFaults(
        call -> {
          if (call == Call.ADDRESS) {
            throw gone;
          }
        });
    announce(BYTES);
    drain();
    assertFailed(FREE, Kind.THREW);
    assertSame(gone, receive.failure().thrown());
    assertEquals(List.of("ATS"), wire());
    assertTrue(receiver.peers[0].isAlive());
  }

  // ---- PIPELINE, DRAINING

  @Test
  void shouldAskForAllAsData() {
    begin(Protocol.PIPELINE);
    assertUnderWay(PIPELINE);
    int entry = group.nextEntry(1, 0);
    assertEquals(CTS_DATA, group.ring(1, 0).getInt(entry + KIND));
    assertEquals(NUMBER, group.ring(1, 0).getInt(entry + CTS_SEND));
    assertEquals(0, group.ring(1, 0).getLong(entry + CTS_FROM));
    assertEquals(BYTES, group.ring(1, 0).getLong(entry + CTS_TO));
    data(0, BYTES);
    assertReceived(FREE);
    assertEquals(List.of(), wire());
  }

  private void beginPipeline() {
    place.withFaults(call -> {});
    receive = new Operation().receive(group.contexts[1], place, 0, LABEL).preferring(Protocol.GET);
    receiver.peers[0].refused(Syscalls.EPERM);
    receiver.start(receive);
    sender.rts(NUMBER, LABEL, BYTES, 0, 0);
    drain();
    wire();
    assertUnderWay(PIPELINE);
  }

  @Test
  void shouldDrainDataThatArrivesAfterTheReceiveFailed() {
    beginPipeline();
    data(0, 128);
    abort();
    assertFailed(DRAINING, Kind.THREW);
    data(128, BYTES);
    assertFailed(FREE, Kind.THREW);
    assertEquals(List.of(), wire());
    assertEquals(128, place.placed());
  }

  @Test
  void shouldDrainWhenTheMemoryThrowsInTheMiddle() {
    beginPipeline();
    data(0, 128);
    Error gone = new InternalError("a file was cut");
    place.withFaults(
        call -> {
          throw gone;
        });
    data(128, 256);
    assertFailed(DRAINING, Kind.THREW);
    assertSame(gone, receive.failure().thrown());
    data(256, BYTES);
    assertFailed(FREE, Kind.THREW);
  }

  private static final class Thrower implements Combiner {
    private final Throwable thrown;
    private int calls;

    Thrower(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public void combine(ElementType type, long result, long left, long right, int count) {
      if (++calls == 2) {
        Thrower.<RuntimeException>sneak(thrown);
      }
    }

    @Override
    public boolean isUserCode() {
      return true;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
      throw (T) thrown;
    }
  }

  @Test
  void shouldDrainWhenTheUsersOperationThrowsAnError() {
    shouldDrainWhenTheOperationThrows(new StackOverflowError());
  }

  @Test
  void shouldDrainWhenTheUsersOperationThrowsACheckedException() {
    shouldDrainWhenTheOperationThrows(new IOException("sneaked"));
  }

  private void shouldDrainWhenTheOperationThrows(Throwable thrown) {
    receive =
        new Operation()
            .receive(group.contexts[1], place, 0, LABEL)
            .combining(new Thrower(thrown), TestPayload.zerosInUse(BYTES), 0, true);
    receiver.start(receive);
    announce(BYTES);
    drain();
    assertUnderWay(PIPELINE);
    data(0, 256);
    assertFailed(DRAINING, Kind.THREW);
    assertSame(thrown, receive.failure().thrown());
    assertFalse(receiver.isInUserCode());
    data(256, BYTES);
    assertFailed(FREE, Kind.THREW);
  }

  // ---- GET

  @Test
  void shouldAcknowledgeOnceAllPartsAreRead() {
    begin(Protocol.GET);
    assertUnderWay(GET);
    assertEquals(List.of(), wire());
    step();
    step();
    assertUnderWay(GET);
    step();
    assertReceived(FREE);
    assertEquals(List.of("ATS"), wire());
  }

  @Test
  void shouldGoFromGetToPipelineWhenTheKernelRefusesAPart() {
    begin(Protocol.GET);
    step();
    receiver.copy.refuse(Syscalls.EFAULT);
    step();
    assertUnderWay(PIPELINE);
    int entry = group.nextEntry(1, 0);
    assertEquals(100, group.ring(1, 0).getLong(entry + CTS_FROM));
    assertEquals(200, group.ring(1, 0).getLong(entry + CTS_TO));
    data(100, 200);
    assertUnderWay(PIPELINE);
    assertEquals(200, longField(CTS_FROM));
    data(200, BYTES);
    assertReceived(FREE);
    assertEquals(List.of("ATS"), wire());
    assertTrue(receiver.peers[0].canReach());
  }

  @Test
  void shouldNotRetryACopyThatTheKernelDenies() {
    begin(Protocol.GET);
    receiver.copy.refuse(Syscalls.EPERM);
    step();
    assertUnderWay(PIPELINE);
    assertFalse(receiver.peers[0].canReach());
  }

  @Test
  void shouldLetTheSenderGoWhenAGetIsGivenUp() {
    begin(Protocol.GET);
    step();
    abort();
    assertFailed(FREE, Kind.THREW);
    assertEquals(List.of("ATS"), wire());
  }

  @Test
  void shouldFailWhenTheCopyThrows() {
    begin(Protocol.GET);
    step();
    IllegalStateException gone = new IllegalStateException("the arena is closed");
    receiver.copy.when(
        (read, peer, to, address, bytes) -> {
          throw gone;
        });
    step();
    assertFailed(FREE, Kind.THREW);
    assertSame(gone, receive.failure().thrown());
    assertEquals(List.of("ATS"), wire());
  }

  /** The bytes read may be newer than the message: the send has failed, so its buffer is reused. */
  @Test
  void shouldNotCompleteWhileAnotherMessageIsBeingCancelled() {
    begin(Protocol.GET);
    step();
    step();
    sender.peer().out.countCancel();
    step();
    assertUnderWay(GET);
    sender.says.cancel(sender.peer(), NUMBER, REASON_FAILED, 0);
    drain();
    assertFailed(FREE, Kind.WITHDRAWN);
    assertEquals(List.of("CANCEL_ACK"), wire());
  }

  @Test
  void shouldBeOverOnceItIsAnotherMessageThatIsCancelled() {
    begin(Protocol.GET);
    sender.peer().out.countCancel();
    for (int i = 0; i < 4; i++) {
      step();
    }
    assertUnderWay(GET);
    sender.says.cancel(sender.peer(), NUMBER + 1, REASON_FAILED, 0);
    drain();
    step();
    assertReceived(FREE);
  }

  // ---- PUT

  @Test
  void shouldBeOverOnceTheSenderHasWrittenAll() {
    begin(Protocol.PUT);
    assertUnderWay(PUT);
    int entry = group.nextEntry(1, 0);
    assertEquals(CTS_PUT, group.ring(1, 0).getInt(entry + KIND));
    assertEquals(NUMBER, group.ring(1, 0).getInt(entry + PUT_SEND));
    assertEquals(0, group.ring(1, 0).getInt(entry + PUT_COUNTER));
    assertEquals(TestGroup.PART, group.ring(1, 0).getInt(entry + PUT_PART));
    assertEquals(place.address(), group.ring(1, 0).getLong(entry + PUT_ADDRESS));
    for (int i = 0; i < 3; i++) {
      put();
    }
    endPut(-1, BYTES);
    assertReceived(FREE);
    assertEquals(List.of("ATS"), wire());
  }

  @Test
  void shouldGoFromPutToPipelineWhenTheKernelRefusedAPart() {
    begin(Protocol.PUT);
    put();
    int failed = sender.peer().out.takePart(receiver.onlyIncoming().counter);
    wire();
    endPut(failed, 100);
    assertUnderWay(PIPELINE);
    assertEquals(0, receiver.countersInUse(0));
    assertEquals(100, longField(CTS_FROM));
    data(100, 200);
    assertEquals(200, longField(CTS_FROM));
    data(200, BYTES);
    assertReceived(FREE);
    assertEquals(List.of("ATS"), wire());
  }

  @Test
  void shouldAskForAllAgainWhenTheSenderMiscounts() {
    begin(Protocol.PUT);
    for (int i = 0; i < 3; i++) {
      sender.peer().out.takePart(receiver.onlyIncoming().counter);
    }
    wire();
    endPut(-1, 100);
    assertUnderWay(PIPELINE);
    assertEquals(0, longField(CTS_FROM));
    data(0, BYTES);
    assertReceived(FREE);
    assertEquals(List.of(), wire());
  }

  // ---- SPLIT, AWAIT_ATP

  @Test
  void shouldReadThePartsThatTheSenderDoesNotWrite() {
    begin(Protocol.SPLIT);
    assertUnderWay(SPLIT);
    put();
    step();
    endPut(-1, 100);
    assertUnderWay(GET);
    wire();
    step();
    assertReceived(FREE);
    assertEquals(List.of("ATS"), wire());
  }

  @Test
  void shouldGoFromSplitToPutWhenNoPartIsLeftToRead() {
    begin(Protocol.SPLIT);
    put();
    step();
    put();
    step();
    assertUnderWay(PUT);
    endPut(-1, 200);
    assertReceived(FREE);
  }

  @Test
  void shouldAwaitAtpWhenItHasReadAllItself() {
    begin(Protocol.SPLIT);
    wire();
    step();
    step();
    step();
    assertReceived(AWAIT_ATP);
    assertEquals(1, receiver.countersInUse(0));
    assertEquals(List.of("ATS"), wire());
    endPut(-1, 0);
    assertReceived(FREE);
  }

  @Test
  void shouldLetTheSenderGoOnWhenTheKernelRefusesItsOwnPart() {
    begin(Protocol.SPLIT);
    receiver.copy.refuse(Syscalls.EFAULT);
    step();
    assertUnderWay(PUT);
    put();
    put();
    wire();
    endPut(-1, 200);
    assertUnderWay(PIPELINE);
    assertEquals(0, longField(CTS_FROM));
    data(0, 100);
    assertReceived(FREE);
  }

  @Test
  void shouldReadFurtherAndThenRequestThePartsThatTheSenderCouldNotWrite() {
    begin(Protocol.SPLIT);
    int failed = sender.peer().out.takePart(receiver.onlyIncoming().counter);
    endPut(failed, 0);
    assertUnderWay(GET);
    step();
    step();
    wire();
    step();
    assertUnderWay(PIPELINE);
    assertEquals(0, longField(CTS_FROM));
    data(0, 100);
    assertReceived(FREE);
  }

  // ---- HELD, QUARANTINED

  @Test
  void shouldAwaitAtpWhenItIsGivenUpBeforeTheSenderBegan() {
    begin(Protocol.PUT);
    wire();
    abort();
    assertFailed(AWAIT_ATP, Kind.THREW);
    assertEquals(List.of("ATS"), wire());
    assertTrue(sender.peer().out.takePart(0) >= 3); // nothing is left to be written
    endPut(-1, 0);
    assertFailed(FREE, Kind.THREW);
  }

  private void hold(Protocol protocol) {
    begin(protocol);
    put();
    wire();
    abort();
    assertUnderWay(HELD);
    assertTrue(receiver.progress.recvFaults.isHolding());
    assertEquals(List.of("ATS"), wire());
  }

  @ParameterizedTest
  @EnumSource(names = {"PUT", "SPLIT"})
  void shouldHoldTheMemoryUntilTheSenderWritesNoMore(Protocol protocol) {
    hold(protocol);
    endPut(-1, 100);
    assertFailed(FREE, Kind.THREW);
  }

  @Test
  void shouldEndHoldingWhenTheSenderCancels() {
    hold(Protocol.PUT);
    cancel();
    assertFailed(FREE, Kind.THREW);
  }

  @Test
  void shouldEndHoldingWhenTheSenderIsDead() {
    hold(Protocol.PUT);
    receiver.lose(0, PeerState.DIED);
    assertFailed(FREE, Kind.THREW);
  }

  @Test
  void shouldHoldNoLongerThanHalfASecond() {
    hold(Protocol.PUT);
    receiver.progress.recvFaults.failOverdue(System.nanoTime());
    assertUnderWay(HELD);
    passTime();
    assertEquals(QUARANTINED, receiver.recvState());
    assertTrue(receive.isDone());
    assertEquals(Kind.THREW, receive.failure().kind());
    assertFalse(receiver.progress.recvFaults.isHolding());
    assertEquals(1, place.users()); // for ever
    assertEquals(1, receiver.countersInUse(0));
  }

  @Test
  void shouldForgetAQuarantinedMessageAfterAtp() {
    hold(Protocol.PUT);
    passTime();
    endPut(-1, 100);
    assertEquals(FREE, receiver.recvState());
    assertEquals(0, receiver.countersInUse(0));
    assertEquals(1, place.users());
  }

  @Test
  void shouldForgetAQuarantinedMessageWhenTheSenderIsGone() {
    hold(Protocol.PUT);
    passTime();
    receiver.lose(0, PeerState.DIED);
    assertEquals(FREE, receiver.recvState());
    assertEquals(1, place.users());
  }

  @Test
  void shouldNeverUseTheMemoryAgainThatALostSenderMayWrite() {
    begin(Protocol.PUT);
    put();
    receiver.lose(0, PeerState.LOST);
    assertEquals(FREE, receiver.recvState());
    assertEquals(Kind.PEER_LOST, receive.failure().kind());
    assertEquals(1, place.users());
    assertTrue(sender.peer().out.takePart(0) >= 3);
  }

  // ---- the sender ends in each state

  private void bring(RecvState state) {
    switch (state) {
      case PIPELINE -> begin(Protocol.PIPELINE);
      case GET -> begin(Protocol.GET);
      case PUT -> begin(Protocol.PUT);
      case SPLIT -> begin(Protocol.SPLIT);
      case DRAINING -> {
        begin(Protocol.PIPELINE);
        abort();
      }
      default -> {
        begin(Protocol.PUT);
        abort();
      }
    }
    assertEquals(state, receiver.recvState());
    wire();
  }

  @ParameterizedTest
  @EnumSource(names = {"PIPELINE", "GET", "PUT", "SPLIT"})
  void shouldFailWhenTheSenderCancels(RecvState state) {
    bring(state);
    cancel();
    assertFailed(FREE, Kind.WITHDRAWN);
    assertEquals(List.of("CANCEL_ACK"), wire());
  }

  @ParameterizedTest
  @EnumSource(names = {"DRAINING", "AWAIT_ATP"})
  void shouldForgetACompletedMessageWhenTheSenderCancels(RecvState state) {
    bring(state);
    cancel();
    assertFailed(FREE, Kind.THREW);
    assertEquals(List.of("CANCEL_ACK"), wire());
  }

  @ParameterizedTest
  @EnumSource(names = {"PIPELINE", "GET", "PUT", "SPLIT"})
  void shouldFailWhenTheSenderIsDead(RecvState state) {
    bring(state);
    receiver.lose(0, PeerState.DIED);
    assertFailed(FREE, Kind.PEER_DIED);
    assertEquals(List.of(), wire());
  }

  @ParameterizedTest
  @EnumSource(names = {"DRAINING", "AWAIT_ATP"})
  void shouldForgetACompletedMessageWhenTheSenderIsDead(RecvState state) {
    bring(state);
    receiver.lose(0, PeerState.DIED);
    assertFailed(FREE, Kind.THREW);
  }

  @Test
  void shouldDropAnAnnouncedMessageWhenTheSenderIsDead() {
    announce(BYTES);
    drain();
    receiver.lose(0, PeerState.DIED);
    assertEquals(FREE, receiver.recvState());
    assertTrue(receiver.progress.matcher.isIdle());
  }

  @Test
  void shouldDropAnAbandonedMessageWhenTheSenderIsDead() {
    announce(BYTES);
    drain();
    cancel();
    receiver.lose(0, PeerState.DIED);
    assertEquals(FREE, receiver.recvState());
    assertTrue(receiver.progress.matcher.isIdle());
  }

  @ParameterizedTest
  @EnumSource(names = {"PIPELINE", "GET", "PUT", "SPLIT"})
  void shouldFailWhenItsCommunicatorIsClosed(RecvState state) {
    bring(state);
    receiver.progress.failures.close(group.contexts[1]);
    assertTrue(receive.isDone());
    assertEquals(Kind.CLOSED, receive.failure().kind());
    assertEquals(0, place.users());
  }

  @Test
  void shouldLetADeadRankBeTheReason() {
    begin(Protocol.GET);
    sender.peer().out.countCancel();
    sender.says.cancel(sender.peer(), NUMBER, REASON_GONE, 0);
    drain();
    assertFailed(FREE, Kind.PEER_DIED);
  }
}
