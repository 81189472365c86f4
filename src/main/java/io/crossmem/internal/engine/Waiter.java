package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.sys.VirtualThreads;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits until a condition holds, and makes progress on all messages meanwhile. */
final class Waiter {
  private static final int LOOKS_PER_CHECK = 1 << 8; // a poll may copy 1 MiB
  private static final int VIRTUAL_LOOKS = 16;
  private static final long UNAIDED_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final LockedProgress locked;
  private final NetworkTurns network;
  private final Doorbell doorbell;
  private final WaitStrategy strategy;
  private final WaitDiagnosis diagnosis;
  private final VirtualWaiters virtual = new VirtualWaiters(this::workForVirtual);

  Waiter(LockedProgress locked, Doorbell doorbell, WaitStrategy strategy, WaitDiagnosis diagnosis) {
    this.locked = locked;
    this.network = new NetworkTurns(locked);
    this.doorbell = doorbell;
    this.strategy = strategy;
    this.diagnosis = diagnosis;
  }

  /**
   * Returns when the condition holds.
   *
   * @param operation the operation that the condition is about; null if there is none
   * @throws RuntimeException or an Error, for example if there is not enough memory
   */
  void await(Condition condition, Operation operation) {
    await(condition, operation, Deadline.NEVER);
  }

  /** The same until the deadline, with at least one poll; returns whether the condition holds. */
  boolean await(Condition condition, Operation operation, Deadline deadline) {
    if (condition.isDone()) {
      return true;
    }
    if (VirtualThreads.isCurrentVirtual()) {
      return awaitParked(condition, operation, deadline);
    }
    return awaitLooking(condition, operation, deadline, 0);
  }

  /** {@code began}: when this wait was first found to be long; 0 at first. */
  private boolean awaitLooking(
      Condition condition, Operation operation, Deadline deadline, long began) {
    int looks = 0; // without success since the last event
    long since = 0; // time of that event, or a few polls later; 0 until it is read
    int loops = 0;
    int looksPerStep = strategy.looksPerStep();
    while (!condition.isDone()) {
      if (locked.hasNews() && locked.pollFor(condition, operation)) {
        looks = 0;
        since = 0;
      } else if (++looks % looksPerStep == 0 || network.isLively()) {
        long now = System.nanoTime();
        since = since == 0 ? now : since;
        began = began == 0 ? now : began;
        if (network.pollIfDue(now)) {
          looks = 0;
          since = 0;
          continue;
        }
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

  /** Sleeps until there may be something to do, or until the time is over. */
  void sleep(Condition condition, long nanos) {
    int before = doorbell.before();
    doorbell.raise();
    try {
      locked.awaitRoom();
      if (!hasEntries() && !condition.isDone() && !pollAll()) {
        long wake = doorbell.sleep(before, network.limitSleep(nanos));
        if (wake >= 0) {
          strategy.onWake(wake);
        }
      }
    } finally {
      doorbell.lower();
    }
  }

  private boolean pollAll() {
    return locked.poll() || network.poll();
  }

  /** Unlike hasNews this ignores data that waits for space, which may take long. */
  private boolean hasEntries() {
    return locked.progress.connections.hasNews();
  }

  /** Polls for new entries for a short time; returns whether there are any. */
  boolean lookForNews() {
    return strategy.lookFor(locked.progress.connections);
  }

  /** Waits without exceptions, for something that will end soon. */
  void awaitQuietly(Condition condition) {
    while (!condition.isDone()) {
      try {
        locked.poll();
        locked.checkPeers();
      } catch (RuntimeException | Error e) {
        // The condition does not depend on the step that failed.
      }
      LockSupport.parkNanos(UNAIDED_NS);
    }
  }

  // ---- virtual threads

  /** Not interruptible: clears an interrupt, which would prevent parking, and restores it later. */
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
   * Prints what is waited for if the wait is long; see {@link WaitDiagnosis#check}.
   *
   * @param began 0 the first time
   */
  long diagnose(long began) {
    return diagnosis.check(began == 0 ? System.nanoTime() : began);
  }

  @SuppressWarnings("ThreadPriorityCheck") // only an optimisation
  private void awaitParkedOnce(Condition condition, Operation operation, Deadline deadline) {
    Thread self = Thread.currentThread();
    int looks = 0;
    while (!condition.isDone()) {
      if (locked.hasNews() && locked.pollFor(condition, operation)) {
        looks = 0;
      } else if (network.pollIfDue(System.nanoTime())) {
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
        LockSupport.parkNanos(UNAIDED_NS); // the waiting threads will get the same exception
        locked.parked.unparkAll();
      }
    }
  }
}
