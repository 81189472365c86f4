package io.crossmem.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final int LONG_BYTES = Frames.PAYLOAD + FollowingData.MOST_ATTACHED;
  private static final int POLLS = 10_000;

  private final TestFabric fabric = new TestFabric(2);
  private final Outbox outbox = new Outbox(fabric.wire(0), LONG_BYTES);

  @Test
  void waitingUntilFramesAreSentAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    fabric.sendFramesLater(true);
    for (int i = 0; i < 10; i++) {
      outbox.send(outbox.take(Frames.ENTRY), Frames.ENTRY, 1);
    }
    outbox.step();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < POLLS; i++) {
      outbox.step();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < POLLS, allocated + " bytes"); // the measurement itself allocates a few
    assertFalse(outbox.isEmpty());
  }

  @Test
  void framesThatWereSentOutOfOrderAreFreed() {
    outbox.send(outbox.take(Frames.ENTRY), Frames.ENTRY, 1);
    fabric.sendFramesLater(true);
    outbox.send(outbox.take(Frames.ENTRY), Frames.ENTRY, 1);
    outbox.send(outbox.takeLong(), LONG_BYTES, 1);
    outbox.step();
    assertFalse(outbox.isEmpty());
    fabric.sendFramesLater(false);
    outbox.step();
    assertTrue(outbox.isEmpty());
  }

  @Test
  void allFramesOfAWindowAreReused() {
    Set<Frame> first = takeAndGiveWindow();
    assertEquals(first, takeAndGiveWindow());
  }

  private Set<Frame> takeAndGiveWindow() {
    Set<Frame> frames = new HashSet<>();
    for (int i = 0; i < FollowingData.WINDOW; i++) {
      frames.add(outbox.takeLong());
    }
    frames.forEach(outbox::give);
    return frames;
  }

  @Test
  void aFrameIsOnlyAsLongAsNeeded() {
    int most = Frames.PAYLOAD + Outbox.SHORT_PAYLOAD;
    assertEquals(most, outbox.take(most).bytes.capacity());
    assertEquals(LONG_BYTES, outbox.take(most + 1).bytes.capacity());
  }
}
