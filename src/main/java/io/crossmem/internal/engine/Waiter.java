package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.sys.VirtualThreads;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Passes the time until something is over, and moves everybody's messages forward meanwhile. */
final class Waiter {
  private static final int LOOKS_PER_CHECK = 1 << 8; // a look may be a copy of 1 MiB
  private static final int VIRTUAL_LOOKS = 16;
  private static final long UNAIDED_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final LockedProgress locked;
  private final Doorbell doorbell;
  private final WaitStrategy strategy;
  private final WaitDiagnosis diagnosis;
  private final VirtualWaiters virtual = new VirtualWaiters(this::workForVirtual);

  Waiter(LockedProgress locked, Doorbell doorbell, WaitStrategy strategy, WaitDiagnosis diagnosis) {
    this.locked = locked;
    this.doorbell = doorbell;
    this.strategy = strategy;
    this.diagnosis = diagnosis;
  }

  /**
   * Returns once the condition holds.
   *
   * @param operation the one that the condition is about, until it holds; null if it is not one
   * @throws RuntimeException or an Error, where memory is short, say
   */
  void await(Condition condition, Operation operation) {
    await(condition, operation, Deadline.NEVER);
  }

  /** The same until the deadline, and at least for one look; whether the condition holds. */
  boolean await(Condition condition, Operation operation, Deadline deadline) {
    if (condition.isDone()) {
      return true;
    }
    if (VirtualThreads.isCurrentVirtual()) {
      return awaitParked(condition, operation, deadline);
    }
    return awaitLooking(condition, operation, deadline, 0);
  }

  /** {@code began}: when this wait was first found to take a while; 0 at first. */
  private boolean awaitLooking(
      Condition condition, Operation operation, Deadline deadline, long began) {
    int looks = 0; // in vain, since something last happened
    long since = 0; // when that was, or a few looks later
    int loops = 0;
    int looksPerStep = strategy.looksPerStep();
    while (!condition.isDone()) {
      if (locked.hasNews() && locked.pollFor(condition, operation)) {
        looks = 0;
      } else if (++looks % looksPerStep == 0) {
        long now = System.nanoTime();
        since = looks == looksPerStep ? now : since;
        began = began == 0 ? now : began;
        if (strategy.next(now, since) == WaitStrategy.Step.SLEEP) {
          sleep(condition, deadline.nanosLeft(FailureDetector.PERIOD_NS));
          locked.checkPeers();
          began = diagnose(began);
        }
      }
      if (++loops % LOOKS_PER_CHECK == 0) {
        locked.checkPeers();
        began = diagnose(began);
      }
      if (deadline.isOver()) {
        return condition.isDone();
      }
    }
    return true;
  }

  /** Sleeps until there may be something to do, or the time is over. */
  void sleep(Condition condition, long nanos) {
    int before = doorbell.before();
    doorbell.raise();
    try {
      locked.awaitRoom();
      if (!hasEntries() && !condition.isDone() && !locked.poll()) {
        long wake = doorbell.sleep(before, nanos);
        if (wake >= 0) {
          strategy.onWake(wake);
        }
      }
    } finally {
      doorbell.lower();
    }
  }

  /** Unlike the other news this does not count what waits for room, which may take long. */
  private boolean hasEntries() {
    return locked.progress.connections.hasNews();
  }

  /** Looks for news as long as it makes sense to do nothing else; whether there are any. */
  boolean lookForNews() {
    return strategy.lookFor(locked.progress.connections);
  }

  /** The same where nothing may be thrown, since what is waited for is about to end. */
  void awaitQuietly(Condition condition) {
    while (!condition.isDone()) {
      try {
        locked.poll();
        locked.checkPeers();
      } catch (RuntimeException | Error e) {
        // What is waited for does not need what could not be done.
      }
      LockSupport.parkNanos(UNAIDED_NS);
    }
  }

  // ---- virtual threads

  /** Not interruptible: an interrupt is kept for later, since nobody parks while it is pending. */
  private boolean awaitParked(Condition condition, Operation operation, Deadline deadline) {
    boolean interrupted = false;
    long began = 0;
    try {
      do {
        interrupted |= Thread.interrupted();
        awaitParkedOnce(condition, operation, deadline);
        began = diagnose(began);
      } while (!condition.isDone() && !deadline.isOver());
      return condition.isDone();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Says what is waited for, if that takes long; see {@link WaitDiagnosis#check}.
   *
   * @param began 0 the first time
   */
  long diagnose(long began) {
    return diagnosis.check(began == 0 ? System.nanoTime() : began);
  }

  @SuppressWarnings("ThreadPriorityCheck") // it lets others run, and nothing relies on it
  private void awaitParkedOnce(Condition condition, Operation operation, Deadline deadline) {
    Thread self = Thread.currentThread();
    int looks = 0;
    while (!condition.isDone()) {
      if (locked.hasNews() && locked.pollFor(condition, operation)) {
        looks = 0;
      } else if (++looks < VIRTUAL_LOOKS) {
        Thread.yield();
      } else {
        park(condition, operation, deadline, self);
        locked.checkPeers();
        return;
      }
      if (deadline.isOver()) {
        return;
      }
    }
  }

  private void park(Condition condition, Operation operation, Deadline deadline, Thread self) {
    boolean aided = virtual.enter();
    try {
      if (operation == null) {
        locked.parked.add(self);
        doorbell.fenceBeforeLook();
      } else if (!locked.setWaiter(condition, operation, self)) {
        return;
      }
      if (!condition.isDone() && !hasEntries()) {
        long most = aided ? FailureDetector.PERIOD_NS : UNAIDED_NS;
        LockSupport.parkNanos(this, deadline.nanosLeft(most));
      }
    } finally {
      if (operation == null) {
        locked.parked.remove(self);
      } else {
        locked.removeWaiter(operation, self);
      }
      virtual.leave();
    }
  }

  private void workForVirtual() {
    Condition end = () -> locked.isClosed() || virtual.isIdle();
    while (!end.isDone()) {
      try {
        awaitLooking(end, null, Deadline.NEVER, WaitDiagnosis.never());
      } catch (RuntimeException | Error e) {
        LockSupport.parkNanos(UNAIDED_NS); // the threads that are waited for will meet it, too
        locked.parked.unparkAll();
      }
    }
  }
}
