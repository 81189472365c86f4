package io.crossmem.internal.protocol;

import static io.crossmem.internal.shm.RingDescriptor.EAGER;
import static io.crossmem.internal.shm.RingDescriptor.NEXT;
import static io.crossmem.internal.shm.RingDescriptor.SENDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.shm.FaultySegment;
import io.crossmem.internal.shm.PlainSegment;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.sys.NativeLibrary;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How rings are made and found, also where memory is short for a while. */
class ConnectionsTest {
  private static final int SIZE = 4;

  private final PlainSegment plain = PlainSegment.of(SIZE);
  private final FaultySegment segment = new FaultySegment(plain);
  private final Connections receiver = connections(segment, 0);

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  private static Connections connections(Segment segment, int rank) {
    Peer[] peers = new Peer[SIZE];
    for (int i = 0; i < SIZE; i++) {
      peers[i] = new Peer(i, RemoteProcess.of((int) ProcessHandle.current().pid(), 0), 0, 0);
    }
    return new Connections(segment, rank, peers, new Doorbell(segment, rank));
  }

  private static void send(Connections from, int to) throws IOException {
    Peer peer = from.peer(to);
    from.connect(peer);
    peer.out.begin(EAGER, 0);
    from.publish(peer);
  }

  private static Throwable thrown(boolean error) {
    return error ? new OutOfMemoryError("of the test") : new IOException("of the test");
  }

  private static FaultySegment.Faults always(Throwable fault) {
    return ring -> {
      if (fault instanceof Error e) {
        throw e;
      }
      throw (IOException) fault;
    };
  }

  private static FaultySegment.Faults never() {
    return ring -> {};
  }

  @Test
  void aRingIsFoundOnce() throws Exception {
    assertFalse(receiver.hasNews());
    send(connections(plain, 2), 0);
    assertTrue(receiver.hasNews());
    receiver.discover();
    receiver.discover();
    assertTrue(receiver.peer(2).in.ready());
    assertNull(receiver.peer(1).in);
    assertEquals(1, receiver.sources().size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRingThatCannotBeMappedForAWhileIsMappedLater(boolean error) throws Exception {
    send(connections(plain, 1), 0);
    receiver.discover();
    send(connections(plain, 2), 0);
    send(connections(plain, 3), 0);
    Throwable fault = thrown(error);
    segment.whenMapping(always(fault));
    for (int i = 0; i < 3; i++) {
      assertSame(fault, assertThrows(fault.getClass(), receiver::discover));
      assertTrue(receiver.hasNews(), "it is not looked for again");
      assertTrue(receiver.peer(1).in.ready(), "the rings of the others are not mapped");
    }
    segment.whenMapping(never());
    receiver.discover();
    for (int rank = 1; rank < SIZE; rank++) {
      assertTrue(receiver.peer(rank).in.ready());
    }
    assertEquals(SIZE - 1, receiver.sources().size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRingThatCannotBeMadeForAWhileIsMadeLaterInItsPlace(boolean error) throws Exception {
    Connections sender = connections(segment, 1);
    for (int i = 0; i < 3; i++) {
      segment.whenReserving(i == 0 ? always(thrown(error)) : never());
      segment.whenMapping(i == 0 ? never() : always(thrown(error)));
      assertThrows(Throwable.class, () -> sender.connect(sender.peer(0)));
      assertNull(sender.peer(0).out);
      receiver.discover(); // there is none yet
    }
    segment.whenMapping(never());
    send(sender, 0);
    receiver.discover();
    assertTrue(receiver.peer(1).in.ready());
    assertEquals(1, segment.ringCount());
  }

  @Test
  void aRankReceivesFromItself() throws Exception {
    send(receiver, 0);
    assertTrue(receiver.peer(0).in.ready());
    assertNotNull(receiver.peer(0).out);
    assertEquals(0, segment.ringCount());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 12345, Integer.MAX_VALUE})
  void aListWithAnInvalidIndexIsReportedOnce(int head) throws Exception {
    int first = SegmentDescriptor.rank(0) + SegmentDescriptor.FIRST_RING;
    SharedAtomics.setInt(segment.memory(), first, head);
    assertThrows(CorruptRingException.class, receiver::discover);
    receiver.discover();
    assertFalse(receiver.hasNews());
  }

  @Test
  void aCircularListIsReportedOnce() throws Exception {
    Connections sender = connections(plain, 1);
    send(sender, 0);
    sender.peer(0).out.memory.bytes.putInt(NEXT, 1); // itself
    assertThrows(CorruptRingException.class, receiver::discover);
    receiver.discover();
    assertTrue(receiver.peer(1).in.ready());
  }

  @Test
  void aRingWithAWrongSenderIsNotUsed() throws Exception {
    for (int wrong : new int[] {-1, SIZE, Integer.MIN_VALUE}) {
      Connections sender = connections(plain, 1);
      send(sender, 0);
      sender.peer(0).out.memory.bytes.putInt(SENDER, wrong);
      assertThrows(CorruptRingException.class, receiver::discover);
      assertNull(receiver.peer(1).in);
    }
  }
}
