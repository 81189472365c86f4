package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.UserCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held for a moment, and mostly by the same thread. One of java.util.concurrent
 * costs two full fences more, when it is given back and when its owner is noted, and three such
 * fences take as long as a small message needs from core to core.
 *
 * <p>It does not know its owner, and cannot be taken again by it. The one case in which a thread
 * might try is code of the user's that runs under it, which is told so. Who waits long looks again
 * every 20 µs.
 */
final class EngineLock implements UserCode {
  private static final VarHandle HELD = held();
  private static final int LOOKS = 200;
  private static final long PAUSE_NS = 20_000;

  @SuppressWarnings("UnusedVariable") // it is read by HELD
  private int held; // 0 or 1

  private volatile Thread inUserCode; // only a thread itself enters itself here

  private static VarHandle held() {
    try {
      return MethodHandles.lookup().findVarHandle(EngineLock.class, "held", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Takes it.
   *
   * @throws IllegalStateException in code of the user's that runs under it
   */
  void lock() {
    if (!HELD.compareAndSet(this, 0, 1)) {
      await();
    }
  }

  /**
   * Does nothing in a thread that may take it.
   *
   * @throws IllegalStateException in code of the user's that runs under it
   */
  void requireOutside() {
    Thread inside = inUserCode;
    if (inside != null && inside == Thread.currentThread()) {
      throw new IllegalStateException(
          "the operation of a reduction must not use the communicator that applies it");
    }
  }

  private void await() {
    requireOutside();
    for (int looks = 0; !HELD.weakCompareAndSetAcquire(this, 0, 1); looks++) {
      if (looks < LOOKS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, PAUSE_NS);
      }
    }
  }

  void unlock() {
    HELD.setRelease(this, 0);
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
