package io.crossmem.internal.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The virtual threads that wait. None of them may sleep in a system call, for that would hold its
 * carrier: they park. As long as some are parked, one platform thread moves their messages, and
 * sleeps for them; it ends soon after the last of them has gone on.
 */
final class VirtualWaiters {
  private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(1);

  private final Runnable work;
  private final AtomicInteger parked = new AtomicInteger();
  private final AtomicBoolean hasThread = new AtomicBoolean();
  private volatile long lastLeft;

  /**
   * No waiters yet.
   *
   * @param work moves messages until {@link #isIdle} or the engine is closed
   */
  VirtualWaiters(Runnable work) {
    this.work = work;
  }

  /** Counts the calling thread in. Whether somebody moves its messages while it is parked. */
  boolean enter() {
    parked.incrementAndGet();
    return hasThread.get() || start();
  }

  void leave() {
    lastLeft = System.nanoTime();
    parked.decrementAndGet();
  }

  /** Whether nobody has been parked for a while. */
  boolean isIdle() {
    return parked.get() == 0 && System.nanoTime() - lastLeft > LINGER_NS;
  }

  private boolean start() {
    if (!hasThread.compareAndSet(false, true)) {
      return true;
    }
    boolean started = false;
    try {
      Thread thread = new Thread(this::run, "crossmem waits for virtual threads");
      thread.setDaemon(true);
      thread.start();
      started = true;
    } catch (OutOfMemoryError e) {
      // No thread can be had: the virtual threads look for themselves, from time to time.
    } finally {
      if (!started) {
        hasThread.set(false);
      }
    }
    return started;
  }

  /** Who came while it was about to end wakes soon by itself, and starts another. */
  private void run() {
    try {
      work.run();
    } finally {
      hasThread.set(false);
    }
  }
}
