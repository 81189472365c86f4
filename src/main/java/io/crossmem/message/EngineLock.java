package io.crossmem.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held for a moment, and mostly by the same thread. One of java.util.concurrent
 * costs two full fences more, when it is given back and when its owner is noted, and three such
 * fences take as long as a small message needs from core to core.
 *
 * <p>May be taken again by the thread that has it. Who waits long looks again every 20 µs.
 */
final class EngineLock {
  private static final VarHandle OWNER = owner();
  private static final int LOOKS = 200;
  private static final long PAUSE_NS = 20_000;

  @SuppressWarnings("UnusedVariable") // it is read by OWNER
  private long owner; // id of the thread; 0 for none

  private int depth; // how often its owner has it, beyond once

  private static VarHandle owner() {
    try {
      return MethodHandles.lookup().findVarHandle(EngineLock.class, "owner", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  void lock() {
    long self = Thread.currentThread().getId();
    if (!OWNER.compareAndSet(this, 0L, self)) {
      lockAgainOrWait(self);
    }
  }

  private void lockAgainOrWait(long self) {
    if ((long) OWNER.getOpaque(this) == self) {
      depth++;
      return;
    }
    for (int looks = 0; !OWNER.weakCompareAndSetAcquire(this, 0L, self); looks++) {
      if (looks < LOOKS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, PAUSE_NS);
      }
    }
  }

  void unlock() {
    if (depth > 0) {
      depth--;
    } else {
      OWNER.setRelease(this, 0L);
    }
  }
}
