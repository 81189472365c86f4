package io.crossmem.internal.engine;

import io.crossmem.internal.network.Network;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Polls the network until it has sent all frames. MPI may need several calls to send one, for
 * example for a rendezvous of its own, but the program's send has returned by then, and the program
 * may make no further call for a long time.
 */
final class FrameFlusher implements Runnable {
  private static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long RECENT_NS = FIRST_NS / 2;

  private final LockedProgress locked;
  private final Network network;
  private final ScheduledExecutorService thread;
  private final long longest; // ns between two runs

  // begin() writes these under the engine's lock, while no run is scheduled; else run() does.
  private volatile long delay; // ns to the next run; 0: none is scheduled
  private ScheduledFuture<?> next;
  private boolean ended;

  FrameFlusher(
      LockedProgress locked, Network network, ScheduledExecutorService thread, long longest) {
    this.locked = locked;
    this.network = network;
    this.thread = thread;
    this.longest = longest;
  }

  /** Called under the engine's lock after a frame was not sent at once. */
  void begin() {
    if (delay == 0 && !ended) {
      schedule(FIRST_NS);
    }
  }

  private void schedule(long nanos) {
    delay = nanos;
    next = thread.schedule(this, nanos, TimeUnit.NANOSECONDS);
  }

  /** Must be called before MPI ends. */
  void end() {
    locked.lock();
    try {
      ended = true;
      if (next != null) {
        next.cancel(false);
      }
    } finally {
      locked.unlock();
    }
  }

  @Override
  public void run() {
    if (!network.isDue(System.nanoTime() - RECENT_NS)) {
      schedule(delay); // another thread polls
      return;
    }
    locked.lock();
    try {
      flush();
    } catch (RuntimeException | Error e) {
      // A waiting thread will throw it.
    } finally {
      if (ended || !network.hasFrames()) {
        delay = 0;
      } else {
        schedule(Math.min(2 * delay, longest));
      }
      locked.unlock();
    }
  }

  private void flush() {
    if (!ended && network.poll()) {
      locked.advanceQuietly();
    }
  }
}
