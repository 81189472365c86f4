package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.RingDescriptor.REASON_FAILED;
import static io.crossmem.internal.shm.RingDescriptor.SHARED_MEMORY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.HugePageMemory;
import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.data.TestPayload.Call;
import io.crossmem.internal.protocol.FailureCause.Kind;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.ProtocolProbe;
import io.crossmem.internal.protocol.RecvState;
import io.crossmem.internal.protocol.SendState;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages whose memory both sides have mapped: the edges that differ from those of the kernel. */
class MappedStateTest {
  private static final int BYTES = 300; // three parts
  private static final int LONG_BYTES = 200_000;
  private static final int NUMBER = 5; // the sender's of the message
  private static final int LABEL = 7;
  private static final int FROM = 128; // offsets in the memory
  private static final int INTO = 300_000;

  private final TestGroup group = TestGroup.of(2, null);
  private final TestRank sender = group.ranks[0];
  private final TestRank receiver = group.ranks[1];
  private HugePageMemory memory;
  private TestPayload source;
  private TestPayload place;

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  @BeforeEach
  void allocate() throws Exception {
    memory = HugePageMemory.allocateShared(600_000);
    use(BYTES);
  }

  @AfterEach
  void giveBack() {
    for (TestRank rank : group.ranks) {
      assertFalse(ProtocolProbe.isInUse(rank.progress.mappings));
      rank.progress.mappings.close();
    }
    memory.close();
  }

  /** Both ends of a message of so many bytes lie in the memory. */
  private void use(int bytes) {
    ByteBuffer all = memory.buffer(0, 600_000);
    source = new TestPayload(ElementType.BYTE, all, FROM, bytes, true).in(memory);
    place = new TestPayload(ElementType.BYTE, all, INTO, bytes, true).in(memory);
    for (int i = 0; i < bytes; i++) {
      all.put(FROM + i, (byte) i);
    }
  }

  private Operation transfer() {
    sender.send(group.contexts[0], source, 1, LABEL);
    Operation receive = receiver.receive(group.contexts[1], place, 0, LABEL);
    group.settle();
    return receive;
  }

  private void assertReceived(Operation receive, int bytes) {
    assertTrue(receive.isDone());
    assertNull(receive.failure());
    assertEquals(bytes, receive.bytes());
    assertTrue(place.isCounting(bytes));
    assertNull(place.misuse());
    assertNull(source.misuse());
    assertEquals(0, source.users() + place.users());
    assertEquals(RecvState.FREE, receiver.recvState());
    assertEquals(SendState.FREE, sender.sendState());
  }

  private void assertNoCopyByTheKernel() {
    assertEquals(0, sender.copy.calls() + receiver.copy.calls());
  }

  // ---- the receiver copies

  @Test
  void shouldCopyWithoutTheKernelAndAcknowledge() {
    assertReceived(transfer(), BYTES);
    assertNoCopyByTheKernel();
    assertEquals(List.of("RTS"), group.wire(0, 1));
    assertEquals(List.of("ATS"), group.wire(1, 0));
  }

  @Test
  void shouldCopyIntoAnyMemory() {
    place = TestPayload.zeros(BYTES, false);
    assertReceived(transfer(), BYTES);
    assertNoCopyByTheKernel();
  }

  @Test
  void shouldUseAnotherPathForArraysWithUnalignedElements() throws Exception {
    source = new TestPayload(ElementType.BYTE, memory.buffer(0, 1000), 1, BYTES, true).in(memory);
    place = new TestPayload(ElementType.INT, memory.buffer(0, 1000), 500, BYTES, true);
    Operation receive = transfer();
    assertNull(receive.failure());
    assertTrue(receiver.copy.calls() > 0);
  }

  @Test
  void shouldNotMapIfAnotherProtocolIsForced() {
    TestGroup forced = TestGroup.of(2, Protocol.GET);
    forced.ranks[0].send(forced.contexts[0], source, 1, LABEL);
    forced.ranks[1].receive(forced.contexts[1], place, 0, LABEL);
    forced.settle();
    assertTrue(place.isCounting(BYTES));
    assertTrue(forced.ranks[1].copy.calls() > 0);
    assertEquals(0, forced.ranks[1].progress.mappings.size());
  }

  /** Adds the message, and notes its address. */
  private static final class Adding implements Combiner {
    private RuntimeException thrown;
    private int calls;

    @Override
    public void combine(ElementType type, long result, long left, long right, int count) {
      calls++;
      if (thrown != null) {
        throw thrown;
      }
      Syscalls.reduce(Syscalls.SUM, Syscalls.BYTE, result, left, right, count);
    }

    @Override
    public boolean isUserCode() {
      return false;
    }
  }

  private Operation combine(Adding op) {
    Operation receive =
        new Operation()
            .receive(group.contexts[1], place, 0, LABEL)
            .combining(op, TestPayload.zerosInUse(BYTES), 0, true);
    receiver.start(receive);
    sender.send(group.contexts[0], source, 1, LABEL);
    group.settle();
    return receive;
  }

  @Test
  void shouldCombineWithTheMessageInPlace() {
    Adding op = new Adding();
    assertReceived(combine(op), BYTES);
    assertNoCopyByTheKernel();
    assertEquals(List.of("ATS"), group.wire(1, 0), "nothing was asked for as DATA");
    assertEquals((BYTES + 127) / 128, op.calls, "as long as the memory for parts is");
  }

  @Test
  void shouldEndOnlyTheReceiveWhoseOperationThrows() {
    Adding op = new Adding();
    op.thrown = new IllegalStateException("no sum");
    Operation receive = combine(op);
    assertEquals(Kind.THREW, receive.failure().kind());
    assertSame(op.thrown, receive.failure().thrown());
    assertEquals(List.of("ATS"), group.wire(1, 0));
    assertEquals(RecvState.FREE, receiver.recvState());
    assertEquals(SendState.FREE, sender.sendState());
  }

  // ---- the test in the sender's place

  private Puppet puppet() throws IOException {
    return new Puppet(sender, 1);
  }

  private Operation beginWith(Puppet puppet, int descriptor, long inode, long offset) {
    Operation receive = receiver.receive(group.contexts[1], place, 0, LABEL);
    puppet.rts(NUMBER, LABEL, BYTES, 0, SHARED_MEMORY, descriptor, inode, offset);
    receiver.progress.drainAll(receiver.peers[0]);
    return receive;
  }

  /**
   * The copied bytes may be newer than the message: the send has failed, so its buffer is reused.
   */
  @Test
  void shouldNotCompleteWhileAnotherMessageIsBeingCancelled() throws Exception {
    Puppet puppet = puppet();
    Operation receive = beginWith(puppet, memory.file().fd(), memory.file().inode(), FROM);
    puppet.peer().out.countCancel();
    for (int i = 0; i < 5; i++) {
      receiver.progress.receives.step();
    }
    assertEquals(RecvState.GET, receiver.recvState());
    assertFalse(receive.isDone());
    puppet.says.cancel(puppet.peer(), NUMBER, REASON_FAILED, 0);
    receiver.poll();
    assertEquals(Kind.WITHDRAWN, receive.failure().kind());
    assertEquals(RecvState.FREE, receiver.recvState());
  }

  @Test
  void shouldUnmapTheMemoryOfASenderThatDies() throws Exception {
    Puppet puppet = puppet();
    Operation receive = beginWith(puppet, memory.file().fd(), memory.file().inode(), FROM);
    receiver.progress.receives.step();
    assertEquals(1, receiver.progress.mappings.size());
    receiver.lose(0, PeerState.DIED);
    assertEquals(Kind.PEER_DIED, receive.failure().kind());
    assertEquals(0, receiver.progress.mappings.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"not open", "unsealed", "no memory", "another", "beyond", "before"})
  void shouldAskForDataWhereTheDescriptorIsForged(String what) throws Exception {
    int unsealed = Syscalls.memfdCreate();
    Syscalls.allocateFile(unsealed, 0, 4096);
    int fd = memory.file().fd();
    long inode = memory.file().inode();
    Puppet puppet = puppet();
    switch (what) {
      case "not open" -> beginWith(puppet, 1 << 20, inode, 0);
      case "unsealed" -> beginWith(puppet, unsealed, Syscalls.fileInode(unsealed), 0);
      case "no memory" -> beginWith(puppet, 0, Syscalls.fileInode(0), 0);
      case "another" -> beginWith(puppet, fd, inode + 1, 0);
      case "beyond" -> beginWith(puppet, fd, inode, 599_999 + (1 << 20));
      default -> beginWith(puppet, fd, inode, -8);
    }
    Syscalls.close(unsealed);
    assertEquals(RecvState.PIPELINE, receiver.recvState());
    assertEquals(List.of("CTS_DATA"), group.wire(1, 0));
    assertTrue(receiver.peers[0].isAlive());
    receiver.lose(0, PeerState.LEFT);
  }

  // ---- both copy, or the sender does

  @Test
  void shouldLetBothCopyALongMessage() {
    use(LONG_BYTES);
    assertReceived(transfer(), LONG_BYTES);
    assertNoCopyByTheKernel();
    assertEquals(List.of("RTS", "ATP"), group.wire(0, 1));
    assertEquals(List.of("CTS_PUT", "ATS"), group.wire(1, 0));
    assertEquals(1, sender.progress.mappings.size());
    assertEquals(1, receiver.progress.mappings.size());
  }

  @Test
  void shouldWriteWithoutTheKernelFromMemoryThatOnlyThisProcessCanMap() {
    source = TestPayload.counting(BYTES, true);
    Operation receive =
        new Operation().receive(group.contexts[1], place, 0, LABEL).preferring(Protocol.PUT);
    receiver.start(receive);
    sender.send(group.contexts[0], source, 1, LABEL);
    group.settle();
    assertReceived(receive, BYTES);
    assertNoCopyByTheKernel();
    assertEquals(List.of("CTS_PUT", "ATS"), group.wire(1, 0));
  }

  @Test
  void shouldWriteThroughTheKernelIfTheReceiversDescriptorIsForged() throws Exception {
    Operation send = sender.send(group.contexts[0], source, 1, LABEL);
    Puppet puppet = new Puppet(receiver, 0);
    place.retain(); // as its receive does
    int unsealed = Syscalls.memfdCreate();
    Syscalls.allocateFile(unsealed, 0, 4096);
    long inode = Syscalls.fileInode(unsealed);
    puppet.ctsPut(0, 0, TestGroup.PART, place.address(), unsealed, inode, 0);
    for (int i = 0; i < 6; i++) {
      sender.poll();
    }
    assertTrue(sender.copy.calls() > 0);
    assertTrue(place.isCounting(BYTES));
    assertFalse(send.isDone());
    assertEquals(0, sender.progress.mappings.size());
    puppet.says.ats(puppet.peer(), 0, 0);
    sender.poll();
    assertTrue(send.isDone());
    assertNull(send.failure());
    Syscalls.close(unsealed);
  }

  @Test
  void shouldCancelWhereTheSendersMemoryThrows() {
    use(LONG_BYTES);
    IllegalStateException gone = new IllegalStateException("the arena is closed");
    source.withFaults(
        call -> {
          if (call == Call.COPY_OUT) {
            throw gone;
          }
        });
    Operation send = sender.send(group.contexts[0], source, 1, LABEL);
    Operation receive = receiver.receive(group.contexts[1], place, 0, LABEL);
    receiver.progress.drainAll(receiver.peers[0]); // CTS_PUT, and no part is taken here
    sender.poll();
    assertSame(gone, send.failure().thrown());
    group.settle();
    assertEquals(Kind.WITHDRAWN, receive.failure().kind());
  }
}
