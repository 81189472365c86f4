package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.data.TestPayload.Call;
import io.crossmem.internal.protocol.FailureCause.Kind;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.sys.OffHeap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An error of one message never touches another's, wherever it is thrown. */
class PayloadFaultsTest {
  private static final int LARGE = 300;
  private static final int SMALL = 50; // longer than an entry's inline payload
  private final RuntimeException gone = new IllegalStateException("the memory is gone");

  private final TestGroup group = TestGroup.of(2, null);
  private final TestRank sender = group.ranks[0];
  private final TestRank receiver = group.ranks[1];

  private TestPayload failingAt(Call failing, int call, TestPayload payload) {
    int[] calls = new int[1];
    return payload.withFaults(
        now -> {
          if (now == failing && ++calls[0] == call) {
            throw gone;
          }
        });
  }

  /** Both ends of the ring are still consistent: the next message arrives. */
  private void assertAllElseArrives() {
    for (int bytes : new int[] {0, 10, SMALL, LARGE}) {
      TestPayload place = TestPayload.zeros(LARGE, true);
      Operation receive = receiver.receive(group.contexts[1], place, 0, 9);
      Operation send = sender.send(group.contexts[0], TestPayload.counting(bytes, true), 1, 9);
      group.settle();
      assertTrue(send.isDone() && receive.isDone());
      assertNull(receive.failure());
      assertEquals(bytes, receive.bytes());
      assertTrue(place.isCounting(bytes));
    }
    assertTrue(sender.peers[1].isAlive());
    assertTrue(receiver.peers[0].isAlive());
  }

  @ParameterizedTest
  @CsvSource({"RETAIN, 50", "COPY_OUT, 50", "COPY_OUT, 10", "RETAIN, 300", "ADDRESS, 300"})
  void shouldLeaveNothingOfASendThatCouldNotBeStarted(Call call, int bytes) {
    TestPayload payload = failingAt(call, 1, TestPayload.counting(bytes, true));
    Operation send = new Operation().send(group.contexts[0], payload, 1, 0);
    assertSame(gone, assertThrows(RuntimeException.class, () -> sender.start(send)));
    assertFalse(send.isUnderWay());
    assertEquals(0, payload.users());
    assertEquals(List.of(), group.wire(0, 1));
    assertAllElseArrives();
  }

  @Test
  void shouldLeaveNothingBehindIfAnEagerSendThrows() {
    sender.send(group.contexts[0], TestPayload.counting(SMALL, true), 1, 0);
    TestPayload payload = failingAt(Call.COPY_OUT, 1, TestPayload.counting(SMALL, true));
    assertThrows(
        RuntimeException.class,
        () ->
            sender.progress.eager.trySend(
                sender.peers[1], group.contexts[0], payload, 0, SMALL, 0));
    assertEquals(0, payload.users());
    assertAllElseArrives();
  }

  @Test
  void shouldFailOnlyTheSendInTheBacklogWhoseMemoryIsClosed() {
    TestPayload good = TestPayload.counting(SMALL, true);
    while (!hasBacklog()) {
      sender.send(group.contexts[0], good, 1, 0);
    }
    TestPayload bad = failingAt(Call.COPY_OUT, 1, TestPayload.counting(SMALL, true));
    Operation failing = sender.send(group.contexts[0], bad, 1, 0);
    Operation next = sender.send(group.contexts[0], good, 1, 0);
    group.settle();
    assertSame(gone, failing.failure().thrown());
    assertEquals(0, bad.users());
    assertNull(next.failure());
    assertTrue(next.isDone());
    assertAllElseArrives();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 50})
  void shouldFailOnlyTheReceiveWhoseMemoryIsGone(int bytes) {
    TestPayload bad = failingAt(Call.COPY_IN, 1, TestPayload.zeros(LARGE, true));
    Operation receive = receiver.receive(group.contexts[1], bad, 0, 0);
    sender.send(group.contexts[0], TestPayload.counting(bytes, true), 1, 0);
    group.settle();
    assertSame(gone, receive.failure().thrown());
    assertEquals(0, bad.users());
    assertAllElseArrives();
  }

  @Test
  void shouldFailOnlyTheReceiveOfAnArrivedMessage() {
    sender.send(group.contexts[0], TestPayload.counting(SMALL, true), 1, 0);
    group.settle();
    TestPayload bad = failingAt(Call.COPY_IN, 1, TestPayload.zeros(LARGE, true));
    Operation receive = receiver.receive(group.contexts[1], bad, 0, 0);
    assertSame(gone, receive.failure().thrown());
    assertAllElseArrives();
  }

  @Test
  void shouldLeaveAMessageInTheRingIfTheFastPathCannotTakeIt() throws Exception {
    TestPayload sent = TestPayload.counting(SMALL, true);
    sender.send(group.contexts[0], sent, 1, 3);
    receiver.connections.discover();
    TestPayload place = failingAt(Call.COPY_IN, 1, TestPayload.zeros(LARGE, true));
    assertThrows(
        RuntimeException.class,
        () -> receiver.progress.eager.tryReceive(receiver.peers[0], group.contexts[1], place, 3));
    assertEquals(0, place.users());
    long found = receiver.progress.eager.tryReceive(receiver.peers[0], group.contexts[1], place, 3);
    assertEquals(3L << Integer.SIZE | SMALL, found);
    assertTrue(place.isCounting(SMALL));
    assertAllElseArrives();
  }

  private boolean tryReceive(TestPayload into, long bytes, int tag) throws Exception {
    Operation receive = new Operation().receive(group.contexts[1], into, 0, tag).part(0, bytes);
    return receiver.progress.eager.tryReceive(receiver.peers[0], receive);
  }

  @Test
  void shouldReceiveAMessageOfExactLengthByAnOperationThatIsNotStarted() throws Exception {
    TestPayload place = failingAt(Call.COPY_IN, 1, TestPayload.zeros(LARGE, true));
    receiver.connections.discover();
    assertFalse(tryReceive(place, SMALL, 3), "nothing is there");
    sender.send(group.contexts[0], TestPayload.counting(SMALL, true), 1, 3);
    receiver.connections.discover();
    assertFalse(tryReceive(place, SMALL, 4), "it has another tag");
    assertFalse(tryReceive(place, SMALL + 1, 3), "it has another length");
    assertThrows(RuntimeException.class, () -> tryReceive(place, SMALL, 3));
    assertTrue(tryReceive(place, SMALL, 3), "it is still there");
    assertTrue(place.isCounting(SMALL));
    assertFalse(tryReceive(place, SMALL, 3), "it is there no more");
    assertAllElseArrives();
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void shouldFailBothSidesWhenTheSendersMemoryIsGoneAtAnyPart(int call) {
    TestPayload bad = failingAt(Call.COPY_OUT, call, TestPayload.counting(LARGE, false));
    TestPayload place = TestPayload.zeros(LARGE, true);
    Operation receive = receiver.receive(group.contexts[1], place, 0, 0);
    Operation send = sender.send(group.contexts[0], bad, 1, 0);
    group.settle();
    assertSame(gone, send.failure().thrown());
    assertEquals(Kind.WITHDRAWN, receive.failure().kind());
    assertEquals(0, bad.users());
    assertEquals(0, place.users());
    assertAllElseArrives();
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void shouldFailOnlyTheReceiveWhoseMemoryIsGoneAtAnyPart(int call) {
    TestPayload sent = TestPayload.counting(LARGE, false);
    TestPayload bad = failingAt(Call.COPY_IN, call, TestPayload.zeros(LARGE, true));
    Operation receive = receiver.receive(group.contexts[1], bad, 0, 0);
    Operation send = sender.send(group.contexts[0], sent, 1, 0);
    group.settle();
    assertSame(gone, receive.failure().thrown());
    assertNull(send.failure());
    assertEquals(0, sent.users());
    assertEquals(0, bad.users());
    assertAllElseArrives();
  }

  @Test
  void shouldTakeAMessageLaterForWhichThereWasNoMemory() {
    OutOfMemoryError none = new OutOfMemoryError("for this test");
    receiver.takeMemoryFrom(
        bytes -> {
          throw none;
        });
    sender.send(group.contexts[0], TestPayload.counting(SMALL, true), 1, 0);
    assertSame(none, assertThrows(OutOfMemoryError.class, receiver::poll));
    assertSame(none, assertThrows(OutOfMemoryError.class, receiver::poll));
    assertFalse(receiver.progress.drainAll(receiver.peers[0]));
    receiver.takeMemoryFrom(OffHeap::allocate);
    receiver.poll();
    TestPayload place = TestPayload.zeros(LARGE, true);
    Operation receive = receiver.receive(group.contexts[1], place, 0, 0);
    assertTrue(receive.isDone());
    assertEquals(SMALL, receive.bytes());
    assertTrue(place.isCounting(SMALL));
    assertAllElseArrives();
  }

  @ParameterizedTest
  @CsvSource({"PIPELINE", "GET", "PUT", "SPLIT"})
  void shouldAnswerOnceARingCanBeMade(Protocol protocol) {
    TestGroup one = TestGroup.of(2, protocol);
    boolean[] fails = {true};
    one.ranks[1].segment.whenReserving(
        ring -> {
          if (fails[0]) {
            throw new OutOfMemoryError("for this test");
          }
        });
    TestPayload place = TestPayload.zeros(LARGE, true);
    Operation receive = one.ranks[1].receive(one.contexts[1], place, 0, 0);
    Operation send = one.ranks[0].send(one.contexts[0], TestPayload.counting(LARGE, true), 1, 0);
    assertThrows(OutOfMemoryError.class, () -> pollUntilQuiet(one.ranks[1]));
    fails[0] = false;
    one.settle();
    assertTrue(place.isCounting(LARGE));
    assertNull(receive.failure());
    assertNull(send.failure());
    assertTrue(send.isDone());
  }

  private static void pollUntilQuiet(TestRank rank) {
    for (int i = 0; i < 10; i++) {
      rank.poll();
    }
  }

  private boolean hasBacklog() {
    return !sender.peers[1].backlog().isEmpty();
  }
}
