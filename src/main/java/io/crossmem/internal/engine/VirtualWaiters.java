package io.crossmem.internal.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The virtual threads that wait. They must not sleep in a system call, since that would block their
 * carrier: they park. While some are parked, one platform thread makes progress on their messages
 * and sleeps for them. It ends soon after the last of them has continued.
 */
final class VirtualWaiters {
  private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(1);

  private final Runnable work;
  private final AtomicInteger parked = new AtomicInteger();
  private final AtomicBoolean hasThread = new AtomicBoolean();
  private volatile long lastLeft;

  /**
   * Starts without waiters.
   *
   * @param work makes progress until {@link #isIdle} or the engine is closed
   */
  VirtualWaiters(Runnable work) {
    this.work = work;
  }

  /** Adds the calling thread. Returns whether a thread makes progress while it is parked. */
  boolean enter() {
    parked.incrementAndGet();
    return hasThread.get() || start();
  }

  void leave() {
    lastLeft = System.nanoTime();
    parked.decrementAndGet();
  }

  /** Whether no thread has been parked for a while. */
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
      // No thread can be started: the virtual threads poll themselves, from time to time.
    } finally {
      if (!started) {
        hasThread.set(false);
      }
    }
    return started;
  }

  /** A thread that parks while this is about to end wakes up soon, and starts it again. */
  private void run() {
    try {
      work.run();
    } finally {
      hasThread.set(false);
    }
  }
}
