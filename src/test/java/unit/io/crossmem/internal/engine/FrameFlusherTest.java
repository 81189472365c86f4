package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.network.Network;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.network.TestFabric;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.shm.PlainSegment;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.sys.AsymmetricFence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A frame that the network has not sent at once is sent without a call of the program. */
class FrameFlusherTest {
  private static final long LONGEST_NS = TimeUnit.MILLISECONDS.toNanos(3);

  private final TestFabric fabric = new TestFabric(2);
  private final Network network =
      new Network(
          fabric.wire(0), Nodes.of(List.of("a", "b")), TestGroup.TINY, TimeUnit.HOURS.toNanos(1));
  private final List<Long> delays = new ArrayList<>(); // of the scheduled runs, in ns
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
          delays.add(unit.toNanos(delay));
          return null;
        }
      };
  private final Progress progress;
  private final FrameFlusher flusher;

  FrameFlusherTest() {
    Segment segment = PlainSegment.of(1, TestGroup.TINY);
    Peer self = new Peer(0, 0, TestRank.SELF, 0, 0);
    Peer other = new Peer(1, 0, network.link(1), 0);
    Doorbell doorbell = new Doorbell(segment, 0);
    Connections connections =
        new Connections(segment, 0, new Peer[] {self, other}, doorbell, network);
    EngineLock lock = new EngineLock(new AsymmetricFence(true));
    progress = new Progress(connections, TestGroup.selector(null), new TestCopy(), lock);
    LockedProgress locked = new LockedProgress(segment, doorbell, lock, progress);
    flusher = new FrameFlusher(locked, network, thread, LONGEST_NS);
    network.whenUnsent(flusher::begin);
  }

  @AfterEach
  void close() {
    thread.shutdown();
  }

  private void send() {
    Context context = new Context(0, new int[] {0, 1});
    Operation send = new Operation().send(context, TestPayload.counting(8, true), 1, 0);
    send.begin();
    progress.start(send);
    assertTrue(send.isDone());
  }

  private void run() throws InterruptedException {
    Thread.sleep(1); // so that nobody has polled recently
    flusher.run();
  }

  @Test
  void aFrameThatIsSentAtOnceNeedsNothing() {
    send();
    assertEquals(List.of(), delays);
  }

  @Test
  void aFrameThatIsNotIsPolledLessAndLessOftenUntilItIs() throws InterruptedException {
    fabric.sendFramesLater(true);
    send();
    send();
    run();
    run();
    assertEquals(List.of(1_000_000L, 2_000_000L, LONGEST_NS), delays);
    fabric.sendFramesLater(false);
    assertTrue(network.hasFrames());
    run();
    assertFalse(network.hasFrames());
    assertEquals(3, delays.size());
  }

  @Test
  void theNextOneBeginsAgain() throws InterruptedException {
    aFrameThatIsNotIsPolledLessAndLessOftenUntilItIs();
    fabric.sendFramesLater(true);
    send();
    assertEquals(1_000_000L, delays.get(3));
  }

  @Test
  void nothingIsPolledAfterTheEnd() throws InterruptedException {
    fabric.sendFramesLater(true);
    send();
    flusher.end();
    fabric.sendFramesLater(false);
    run();
    assertTrue(network.hasFrames());
    send();
    assertEquals(1, delays.size());
  }
}
