package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.UserCode;
import io.crossmem.internal.sys.AsymmetricFence;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held for short times, usually by the same thread. It is biased to a thread that
 * has taken it many times in a row: that thread takes and releases it by plain stores. An atomic
 * instruction would have to wait until the cache line of a message that was just written has
 * arrived from the other core, which takes as long as the message.
 *
 * <pre>
 *   SHARED --one thread has taken it 1000 times in a row--> BIASED to that thread
 *   BIASED --another thread takes it----------------------> SHARED
 * </pre>
 *
 * <p>Mutual exclusion: the favoured thread writes {@code inside} of its {@link Bias}, then reads
 * {@link #favoured}. Another thread, which holds {@link #held}, clears {@link #favoured}, then
 * reads {@code inside} of the bias that was there until it is 0. With an {@link AsymmetricFence}
 * between the two steps on both sides, at least one thread sees the other's write. If it is the
 * favoured thread, it leaves and takes {@link #held} like all others; otherwise the other thread
 * waits until it has left. EngineLockTest has a stress test that fails without the fence.
 *
 * <p>Each bias has its own {@code inside}, which only its thread writes: a thread that is stopped
 * before it writes may continue when another thread has become the favoured one.
 *
 * <p>It is not reentrant. Only the user's code that runs under it might try to take it again, and
 * gets an exception. A thread that waits for long checks again every 20 µs.
 */
final class EngineLock implements UserCode {
  private static final VarHandle HELD = field(EngineLock.class, "held", int.class);
  private static final VarHandle INSIDE = field(Bias.class, "inside", int.class);
  private static final VarHandle FAVOURED = field(EngineLock.class, "favoured", Bias.class);
  private static final int LOOKS = 200;
  private static final long PAUSE_NS = 20_000;

  /** Times in a row before the lock is biased: revoking the bias costs as much as some hundred. */
  private static final int STREAK = 1000;

  /** The permission of one thread to take the lock by plain stores. */
  private static final class Bias {
    final Thread owner;
    private int inside; // 0 or 1: the owner holds the lock, or tries to; written by the owner

    Bias(Thread owner) {
      this.owner = owner;
    }
  }

  private final AsymmetricFence fence;

  @SuppressWarnings("UnusedVariable") // read through HELD
  private int held; // 0 or 1: held by a thread that is not favoured

  private Bias favoured; // null if the lock is not biased; changed by the holder of held

  // Accessed by the thread that holds the lock:
  private Bias taken; // the bias through which it was taken; null if it was through held
  private Thread latest;
  private int streak; // how many times in a row the latest thread has taken it

  private volatile Thread inUserCode; // each thread only sets itself

  /** Never biased if the fence is not asymmetric, since there is no gain then. */
  EngineLock(AsymmetricFence fence) {
    this.fence = fence;
  }

  private static VarHandle field(Class<?> owner, String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(owner, name, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Takes the lock.
   *
   * @throws IllegalStateException in the user's code that runs under the lock
   */
  void lock() {
    Bias bias = favoured;
    if (bias != null && bias.owner == Thread.currentThread() && tryByFavour(bias)) {
      if (taken != bias) { // a store of a reference costs more than this check
        taken = bias;
      }
    } else {
      lockShared();
    }
  }

  private boolean tryByFavour(Bias bias) {
    if (bias.inside != 0) {
      throw reentered();
    }
    boolean entered = false;
    try {
      INSIDE.setOpaque(bias, 1);
      fence.light();
      entered = FAVOURED.getOpaque(this) == bias;
    } finally {
      if (!entered) {
        INSIDE.setRelease(bias, 0);
      }
    }
    return entered;
  }

  private void lockShared() {
    if (!HELD.compareAndSet(this, 0, 1)) {
      await();
    }
    if (favoured != null) {
      end(favoured);
    }
    taken = null;
  }

  private void end(Bias bias) {
    FAVOURED.setOpaque(this, null);
    fence.heavy();
    streak = 0;
    for (int looks = 0; (int) INSIDE.getAcquire(bias) != 0; looks++) {
      pause(looks);
    }
  }

  /**
   * Checks that the calling thread may take the lock.
   *
   * @throws IllegalStateException in the user's code that runs under the lock
   */
  void requireOutside() {
    if (isInUserCode()) {
      throw reentered();
    }
  }

  /** Whether the caller is the user's code that runs under the lock. */
  boolean isInUserCode() {
    Thread inUser = inUserCode;
    return inUser != null && inUser == Thread.currentThread();
  }

  private static IllegalStateException reentered() {
    return new IllegalStateException(
        "the operation of a reduction must not use the communicator that applies it");
  }

  private void await() {
    requireOutside();
    for (int looks = 0; !HELD.weakCompareAndSetAcquire(this, 0, 1); looks++) {
      pause(looks);
    }
  }

  private void pause(int looks) {
    if (looks < LOOKS) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(this, PAUSE_NS);
    }
  }

  void unlock() {
    Bias bias = taken;
    if (bias != null) {
      INSIDE.setRelease(bias, 0);
    } else {
      countStreak();
      HELD.setRelease(this, 0);
    }
  }

  private void countStreak() {
    Thread self = Thread.currentThread();
    if (self != latest) {
      latest = self;
      streak = 0;
    } else if (++streak >= STREAK && fence.isAsymmetric()) {
      streak = 0;
      favoured = new Bias(self);
    }
  }

  @Override
  public void enter() {
    inUserCode = Thread.currentThread();
  }

  @Override
  public void leave() {
    inUserCode = null;
  }
}
