package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.DeferredAction;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.Traffic;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.sys.OperatorLog;
import java.util.List;
import java.util.function.Supplier;

/**
 * The lock, and the progress under it. The thread that releases the lock wakes the ranks that an
 * entry was written for, and the threads whose operations are complete.
 */
final class LockedProgress {
  final Progress progress;
  final ParkedThreads parked = new ParkedThreads();

  private final Segment segment;
  private final Doorbell doorbell;
  private final EngineLock lock;
  final OperationPool pool = new OperationPool();
  final FailureDetector detector;
  private final PeerLog log;
  private final PendingOperations pendingOperations;
  private final int slot; // this rank's on this node
  final NodeStates nodeStates; // null if there is no network

  private volatile boolean active; // whether there is something to do without new entries
  private volatile boolean closed;

  LockedProgress(Segment segment, Doorbell doorbell, EngineLock lock, Progress progress) {
    this.segment = segment;
    this.doorbell = doorbell;
    this.lock = lock;
    this.progress = progress;
    this.slot = progress.connections.peer(progress.connections.rank()).slot;
    this.nodeStates = NodeStates.of(progress.connections);
    this.detector = new FailureDetector(segment, progress);
    this.log = new PeerLog(progress.connections);
    this.pendingOperations = new PendingOperations(progress);
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    unlock(0);
  }

  /**
   * Releases the lock.
   *
   * @param own number of completed operations that only this thread waits for
   */
  void unlock(int own) {
    int sleeper = doorbell.takeNoted();
    int completed = progress.completions.take();
    DeferredAction deferred = completed == 0 ? null : reuseEnded();
    lock.unlock();
    if (sleeper != Doorbell.NOBODY || completed > own) {
      doorbell.fenceBeforeWake();
      doorbell.wake(sleeper);
      doorbell.wake(completed > own ? slot : Doorbell.NOBODY);
      parked.unparkAll();
    }
    if (deferred != null) {
      deferred.runAll();
    }
  }

  /** Returns what is to be done after the lock is released; null if that is nothing. */
  private DeferredAction reuseEnded() {
    Operation ended = progress.completions.takeEnded();
    if (ended == null) {
      return null;
    }
    pool.giveAll(ended);
    return progress.completions.takeDeferred();
  }

  void wakeWaiters() {
    doorbell.fenceBeforeWake();
    doorbell.wake(slot);
    parked.unparkAll();
  }

  /**
   * The pending operations, and the messages that no receive has matched; empty in the user's code
   * that runs under the lock.
   */
  List<Pending> pending() {
    if (lock.isInUserCode()) {
      return List.of();
    }
    lock.lock();
    try {
      return pendingOperations.all();
    } finally {
      unlock();
    }
  }

  /** The state of an operation; null if it is complete, according to the condition. */
  Pending pending(Operation operation, Condition completed) {
    if (lock.isInUserCode()) {
      return null;
    }
    lock.lock();
    try {
      return completed.isDone() ? null : pendingOperations.of(operation);
    } finally {
      unlock();
    }
  }

  void copyTraffic(int[] members, Traffic[] sent, Traffic[] received) {
    lock.lock();
    try {
      for (int i = 0; i < members.length; i++) {
        Peer peer = progress.connections.peer(members[i]);
        sent[i] = peer.sent().copy();
        received[i] = peer.received().copy();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Throws in the user's code that runs under the lock. */
  void requireOutside() {
    lock.requireOutside();
  }

  void requireOpen() {
    requireOpen(!closed);
  }

  void requireOpen(Context context) {
    requireOpen(!closed && !context.isClosed());
  }

  private static void requireOpen(boolean isOpen) {
    if (!isOpen) {
      throw new IllegalStateException("the communicator is closed");
    }
  }

  /** Whether a poll may find something to do; any thread may call this. */
  boolean hasNews() {
    return active || progress.connections.hasNews();
  }

  boolean isActive() {
    return active;
  }

  /** Called under the lock, after something was started or made progress. */
  void updateActive() {
    boolean now = progress.isActive();
    if (now != active) {
      active = now;
    }
  }

  /** Makes progress without waiting; returns whether there was any. */
  boolean poll() {
    lock.lock();
    try {
      return advance();
    } finally {
      unlock();
    }
  }

  /** The same in a thread that waits, usually for an operation that no other thread waits for. */
  boolean pollFor(Condition condition, Operation operation) {
    int own = 0;
    lock.lock();
    try {
      boolean pending = operation != null && !condition.isDone();
      try {
        return advance();
      } finally {
        own = pending && condition.isDone() ? 1 : 0;
      }
    } finally {
      unlock(own);
    }
  }

  /** Under the lock. */
  boolean advance() {
    if (closed) {
      return false;
    }
    boolean arrived = nodeStates != null && nodeStates.pollInTurn();
    try {
      return progress.poll() || arrived;
    } finally {
      updateActive();
    }
  }

  /** The same without exceptions: the problem will occur again in a later poll. */
  void advanceQuietly() {
    try {
      advance();
    } catch (RuntimeException | Error e) {
      // It is thrown in a thread that waits.
    }
  }

  /** Checks, a few times per second, whether the other processes still live. */
  void checkPeers() {
    if (!detector.isDue()) {
      return;
    }
    List<Supplier<String>> news = List.of();
    lock.lock();
    try {
      if (!closed) {
        detector.check();
        updateActive();
        news = log.news();
      }
    } finally {
      unlock();
    }
    say(news);
  }

  private static void say(List<Supplier<String>> news) {
    for (Supplier<String> words : news) {
      OperatorLog.say(words);
    }
  }

  /** Logs the remaining messages before the engine closes. */
  void sayRest() {
    lock.lock();
    List<Supplier<String>> news;
    try {
      news = log.news();
    } finally {
      unlock();
    }
    say(news);
  }

  /** Requests a wake-up from the peers whose rings are full, when there is space. */
  void awaitRoom() {
    if (active) {
      lock.lock();
      try {
        if (!closed) {
          progress.connections.awaitRoom();
        }
      } finally {
        unlock();
      }
    }
  }

  /**
   * Sets the virtual thread to unpark when an operation is complete; false if it is complete. It
   * may then already be reused for another message, which only the condition shows.
   */
  boolean setWaiter(Condition condition, Operation operation, Thread thread) {
    lock.lock();
    try {
      boolean waits = !condition.isDone();
      if (waits) {
        operation.setWaiter(thread);
      }
      return waits;
    } finally {
      unlock();
    }
  }

  /** The thread no longer waits. */
  void removeWaiter(Operation operation, Thread thread) {
    lock.lock();
    try {
      if (operation.waiter() == thread) {
        operation.setWaiter(null);
      }
    } finally {
      unlock();
    }
  }

  /** Called once, under the lock. The other ranks detect that this rank has left. */
  void leave() {
    progress.leave();
    progress.mappings.close();
    closed = true;
    int state = SegmentDescriptor.rank(slot) + SegmentDescriptor.STATE;
    SharedAtomics.setInt(segment.memory(), state, SegmentDescriptor.LEFT);
    for (int i = 0; i < progress.connections.size(); i++) {
      Peer peer = progress.connections.peer(i);
      if (!peer.isRemote()) {
        doorbell.ring(peer.slot);
      }
    }
    parked.unparkAll();
    if (nodeStates == null) {
      release();
    } else {
      nodeStates.leave();
    }
  }

  /** Frees everything, once this rank has left and needs to know nothing more of the others. */
  void release() {
    for (int i = 0; i < progress.connections.size(); i++) {
      progress.connections.peer(i).close();
    }
    segment.close();
  }
}
