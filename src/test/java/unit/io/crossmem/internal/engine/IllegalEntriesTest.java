package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.RingDescriptor.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.ControlSender;
import io.crossmem.internal.protocol.FailureCause.Kind;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.Protocol;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rank that sends an invalid entry is lost; the entry is not used, and the others continue. */
class IllegalEntriesTest {
  private static final int BYTES = 300;

  private final TestGroup group = TestGroup.of(3, null);
  private final TestRank rank = group.ranks[0];
  private final Puppet mad = puppet(group.ranks[1]);

  private static Puppet puppet(TestRank of) {
    try {
      return new Puppet(of, 0);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Arguments entry(String name, Consumer<IllegalEntriesTest> entry) {
    return Arguments.of(name, entry);
  }

  /** One message to the mad rank is announced, with number 0, and nothing else is known. */
  static Stream<Arguments> entries() {
    return Stream.of(
        entry("no kind", test -> test.mad.entry(0, 0)),
        entry("an unknown kind", test -> test.mad.entry(11, 0)),
        entry("a negative kind", test -> test.mad.entry(-1, 0)),
        entry("EAGER that is too long", test -> test.mad.eager(0, TestGroup.TINY.maxPayload() + 1)),
        entry("EAGER of negative length", test -> test.mad.eager(0, -1)),
        entry("RTS of negative length", test -> test.mad.rts(0, 0, -1, 0, 0)),
        entry(
            "RTS with a number in use",
            test -> {
              test.mad.rts(3, 0, BYTES, 0, 0);
              test.mad.rts(3, 0, BYTES, 0, 0);
            }),
        entry("CTS_DATA of no message", test -> test.says().ctsData(test.peer(), 1, 0, 0, 10)),
        entry("CTS_DATA of a negative number", test -> test.mad.entry(CTS_DATA, -1)),
        entry("CTS_DATA from below", test -> test.says().ctsData(test.peer(), 0, 0, -1, 10)),
        entry("CTS_DATA beyond", test -> test.says().ctsData(test.peer(), 0, 0, 0, BYTES + 1)),
        entry("CTS_DATA backwards", test -> test.says().ctsData(test.peer(), 0, 0, 20, 10)),
        entry(
            "CTS_DATA twice",
            test -> {
              test.says().ctsData(test.peer(), 0, 0, 0, BYTES);
              test.says().ctsData(test.peer(), 0, 0, 0, BYTES);
            }),
        entry("CTS_PUT of no message", test -> test.says().ctsPut(test.peer(), 1, 0, 100, 0)),
        entry("CTS_PUT with no counter", test -> test.says().ctsPut(test.peer(), 0, 8, 100, 0)),
        entry("CTS_PUT below the counters", test -> test.says().ctsPut(test.peer(), 0, -1, 1, 0)),
        entry("CTS_PUT of empty parts", test -> test.says().ctsPut(test.peer(), 0, 0, 0, 0)),
        entry("ATS of no message", test -> test.says().ats(test.peer(), 1, STATUS_TAKEN)),
        entry("ATS of no protocol", test -> test.says().ats(test.peer(), 0, STATUS_TAKEN, 7)),
        entry("ATS below the protocols", test -> test.says().ats(test.peer(), 0, STATUS_TAKEN, -1)),
        entry(
            "ATS while DATA is on its way",
            test -> {
              test.says().ctsData(test.peer(), 0, 0, 0, BYTES);
              test.says().ats(test.peer(), 0, STATUS_TAKEN);
            }),
        entry("DATA that nobody asked for", test -> test.mad.data(0, payload(), 0, 10)),
        entry("ATP of no counter", test -> test.says().atp(test.peer(), 8, -1, 0)),
        entry("ATP below the counters", test -> test.says().atp(test.peer(), -1, -1, 0)),
        entry("ATP of a counter not in use", test -> test.says().atp(test.peer(), 0, -1, 0)),
        entry("CANCEL for no rank", test -> test.says().cancel(test.peer(), 0, REASON_GONE, 3)),
        entry("CANCEL below the ranks", test -> test.says().cancel(test.peer(), 0, 1, -1)),
        entry("CANCEL_ACK of no CANCEL", test -> test.says().cancelAck(test.peer(), 0)),
        entry("a sequence of a later entry", test -> test.publishLater()));
  }

  private static TestPayload payload() {
    return TestPayload.counting(BYTES, true);
  }

  private ControlSender says() {
    return mad.says;
  }

  private Peer peer() {
    return mad.peer();
  }

  private void publishLater() {
    mad.peer().out.memory.bytes.putLong(TestGroup.TINY.entryOffset(0) + SEQUENCE, 3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("entries")
  void shouldLoseOnlyThePeerThatSendsAnInvalidEntry(
      String name, Consumer<IllegalEntriesTest> entry) {
    TestPayload sent = payload();
    Operation send = rank.send(group.contexts[0], sent, 1, 0);
    Operation receive = rank.receive(group.contexts[0], TestPayload.zeros(BYTES, true), 1, 99);
    TestPayload other = TestPayload.zeros(BYTES, true);
    Operation fromOther = rank.receive(group.contexts[0], other, 2, 0);
    entry.accept(this);
    rank.poll();
    assertEquals(PeerState.LOST, rank.peers[1].state());
    assertEquals(Kind.PEER_LOST, send.failure().kind());
    assertEquals(Kind.PEER_LOST, receive.failure().kind());
    assertEquals(0, sent.users());
    assertFalse(fromOther.isDone());
    group.ranks[2].send(group.contexts[2], payload(), 0, 0);
    while (!fromOther.isDone()) {
      rank.poll();
      group.ranks[2].poll();
    }
    assertNull(fromOther.failure());
    assertTrue(other.isCounting(BYTES));
    group.ranks[2].poll();
    rank.poll();
    assertFalse(rank.progress.isActive());
  }

  @Test
  void shouldLoseAPeerThatSendsDataOfAnotherLength() {
    beginReceive(Protocol.PIPELINE);
    mad.data(0, payload(), 0, 127);
    assertLost();
  }

  @Test
  void shouldLoseAPeerThatSendsDataOfAnotherPeersMessage() {
    Puppet other = puppet(group.ranks[2]);
    beginReceive(Protocol.PIPELINE);
    other.data(0, payload(), 0, 128);
    rank.poll();
    assertEquals(PeerState.LOST, rank.peers[2].state());
    assertTrue(rank.peers[1].isAlive());
  }

  @Test
  void shouldLoseAPeerThatReportsMoreWrittenThanTheMessageHas() {
    beginReceive(Protocol.PUT);
    mad.says.atp(mad.peer(), 0, -1, BYTES + 1);
    assertLost();
  }

  @Test
  void shouldLoseAPeerThatReportsAFailureOfANonexistentPart() {
    beginReceive(Protocol.PUT);
    mad.says.atp(mad.peer(), 0, 3, 0);
    assertLost();
  }

  @Test
  void shouldLoseAPeerThatEndsAPutTwice() {
    beginReceive(Protocol.SPLIT);
    mad.says.atp(mad.peer(), 0, -1, 0);
    mad.says.atp(mad.peer(), 0, -1, 0);
    assertLost();
  }

  private void beginReceive(Protocol protocol) {
    rank.start(
        new Operation()
            .receive(group.contexts[0], TestPayload.zeros(BYTES, true), 1, 0)
            .preferring(protocol));
    TestPayload memory = payload();
    mad.rts(0, 0, BYTES, memory.address(), CAN_PUT);
    if (protocol == Protocol.PIPELINE) {
      rank.peers[1].refused(1);
    }
    rank.progress.drainAll(rank.peers[1]);
  }

  private void assertLost() {
    rank.poll();
    assertEquals(PeerState.LOST, rank.peers[1].state());
    assertTrue(rank.peers[2].isAlive());
  }
}
