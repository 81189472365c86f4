package io.crossmem.internal.engine;

import io.crossmem.internal.join.Cores;
import io.crossmem.internal.network.Network;
import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.DeferredAction;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.KernelCopy;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.ProtocolSelector;
import io.crossmem.internal.protocol.Traffic;
import io.crossmem.internal.shm.Doorbell;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.sys.AsymmetricFence;
import io.crossmem.internal.sys.VirtualThreads;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The engine that all threads of one process share to send and receive in a group. It has no thread
 * of its own: every thread that sends, receives or waits makes progress on all messages. This
 * happens under one lock, which is held only for short times: large copies are divided into parts.
 */
public final class Engine {
  private static final int SENDS_PER_CHECK = 8;

  final LockedProgress locked;
  private final Progress progress;
  private final Connections connections;
  private final Waiter waiter;
  private final Communicators communicators;
  private final SmallMessages small;
  private final Operations operations;
  private final Probes probes;
  private int sends; // by all threads, approximately

  Engine(Segment segment, int rank, Peer[] peers, Network network) {
    boolean oversubscribed = segment.size() > Cores.of(segment);
    Doorbell doorbell = new Doorbell(segment, peers[rank].slot);
    EngineLock lock = new EngineLock(new AsymmetricFence(true));
    connections = new Connections(segment, rank, peers, doorbell, network);
    progress =
        new Progress(connections, ProtocolSelector.get(oversubscribed), new KernelCopy(), lock);
    locked = new LockedProgress(segment, doorbell, lock, progress);
    WaitStrategy strategy = new WaitStrategy(oversubscribed, segment);
    waiter = new Waiter(locked, doorbell, strategy, WaitDiagnosis.get(locked));
    communicators = new Communicators(locked, waiter);
    small = new SmallMessages(locked, waiter);
    operations = new Operations(locked);
    probes = new Probes(locked);
  }

  /** Opens the engine of a rank that has joined a group. */
  public static Engine open(Segment segment, int rank) {
    return new Engine(segment, rank, Peers.of(segment), null);
  }

  public int rank() {
    return connections.rank();
  }

  public int size() {
    return connections.size();
  }

  public Peer peer(int number) {
    return connections.peer(number);
  }

  /** Copies the counts of messages sent to and received from the given ranks so far. */
  public void copyTraffic(int[] members, Traffic[] sent, Traffic[] received) {
    locked.copyTraffic(members, sent, received);
  }

  /** The pending operations of all communicators, and the messages that no receive has matched. */
  public List<Pending> pending() {
    return locked.pending();
  }

  /** The state of an operation; null if it is complete, according to the condition. */
  public Pending pending(Operation operation, Condition completed) {
    return locked.pending(operation, completed);
  }

  /** The largest payload of a ring entry; the same in all processes. */
  public int maxPayload() {
    return connections.geometry().maxPayload();
  }

  /** An operation for a message; the caller that waits for it must give it back. */
  public Operation takeOperation() {
    return operations.take();
  }

  /** The operation must be complete, or never have been started. */
  public void giveOperation(Operation operation) {
    operations.give(operation);
  }

  // ---- communicators

  public void addCommunicator() {
    communicators.add();
  }

  /** A number for a communicator that no process uses for another one. */
  public int newNumber() {
    return communicators.newNumber();
  }

  /** Closes a communicator's contexts; if it is the last communicator, closes the engine. */
  public void close(Context... contexts) {
    communicators.close(contexts);
  }

  /**
   * Checks that an operation can begin; any thread may call this.
   *
   * @throws IllegalStateException if the communicator is closed, or if the caller is the user's
   *     code that runs under the lock
   */
  public void requireOpen(Context context) {
    locked.requireOutside();
    locked.requireOpen(context);
  }

  // ---- sends and receives

  /**
   * Starts an operation; it may be complete when this returns.
   *
   * @return null, or why it could not be started: then it has failed
   * @throws IllegalStateException if the communicator or the memory is closed; after this or any
   *     other exception of the user's memory, nothing has changed
   */
  public FailureCause start(Operation operation) {
    return start(operation, false, null);
  }

  /** The same for a receive of a message that a matched probe returned. */
  public FailureCause startMatched(Operation receive, Arrival message) {
    return start(receive, false, message);
  }

  /**
   * The same for a caller that waits next: if its message is already here, it need not wait. A
   * caller that starts several operations should start all of them before the first poll.
   */
  public FailureCause startAndPoll(Operation operation) {
    return start(operation, true, null);
  }

  private FailureCause start(Operation operation, boolean polls, Arrival message) {
    locked.lock();
    try {
      locked.requireOpen(operation.context());
      operation.begin();
      boolean started = false;
      try {
        FailureCause refusal =
            message == null ? progress.start(operation) : progress.startMatched(operation, message);
        started = true;
        if (polls && !operation.isSend() && !operation.isDone()) {
          locked.advanceQuietly();
        }
        return refusal;
      } finally {
        if (!started) {
          operation.revoke();
        }
        locked.updateActive();
      }
    } finally {
      locked.unlock(operation.isDone() ? 1 : 0);
    }
  }

  /** Starts receives of callers that do not wait. */
  public Operations operations() {
    return operations;
  }

  /** Sends and receives of small messages without an operation. */
  public SmallMessages small() {
    return small;
  }

  public boolean isOpen(Context context) {
    return !context.isClosed() && !locked.isClosed();
  }

  /** Cancels a receive; false if a message has matched it, or it is a send. */
  public boolean cancel(Operation operation) {
    return cancel(operation, operation);
  }

  /** The same for an operation that the engine reuses once the condition holds. */
  public boolean cancel(Operation operation, Condition completed) {
    locked.lock();
    try {
      return !completed.isDone() && progress.cancel(operation);
    } finally {
      locked.unlock();
    }
  }

  /**
   * Changes an operation under the lock; false if it is complete.
   *
   * @param completed holds once the engine may reuse the operation
   */
  public boolean change(Operation operation, Condition completed, Consumer<Operation> change) {
    locked.lock();
    try {
      boolean underWay = !completed.isDone();
      if (underWay) {
        change.accept(operation);
      }
      return underWay;
    } finally {
      locked.unlock();
    }
  }

  /** Called by a listener: runs an action after the lock is released. */
  public void defer(DeferredAction action) {
    progress.completions.defer(action);
  }

  /** Finds arrived messages. */
  public Probes probes() {
    return probes;
  }

  // ---- waiting

  /** Makes all waiting threads check their conditions; for those that are not operations. */
  public void wakeWaiters() {
    locked.wakeWaiters();
  }

  /** Polls without waiting, for a caller that may do nothing else. */
  public void look() {
    if (!locked.poll()) {
      locked.checkPeers();
    }
  }

  /** Checks, a few times per second, whether the other processes still live. */
  public void checkPeers() {
    locked.checkPeers();
  }

  /**
   * The same after each send, since a stream of sends alone would never detect a death. Only each
   * eighth call reads the clock, which takes as long as sending 8 bytes.
   */
  public void checkPeersAfterSend() {
    if (++sends % SENDS_PER_CHECK == 0) {
      locked.checkPeers();
    }
  }

  /** Returns when the condition holds; an exception does not affect what is waited for. */
  public void await(Condition condition) {
    await(condition, condition instanceof Operation one ? one : null);
  }

  /** The same for a condition about an operation that the engine reuses once it holds. */
  public void await(Condition condition, Operation operation) {
    waiter.await(condition, operation);
  }

  /**
   * Returns when an operation that belongs to the calling thread is complete. If this throws, the
   * operation was aborted before, and has ended.
   */
  public void await(Operation operation) {
    try {
      waiter.await(operation, operation);
    } catch (RuntimeException | Error e) {
      abort(operation, e);
      throw e;
    }
  }

  /** Like {@link #await(Condition, Operation)}, with a limit in ns; whether the condition holds. */
  public boolean await(Condition condition, Operation operation, long nanos) {
    return waiter.await(condition, operation, Deadline.in(nanos));
  }

  /** Like {@link #await(Condition)}, until the deadline; returns whether the condition holds. */
  boolean await(Condition condition, Deadline deadline) {
    return waiter.await(condition, condition instanceof Operation one ? one : null, deadline);
  }

  /** Aborts an operation, and waits until nothing accesses its memory any more. */
  public void abort(Operation operation, Throwable why) {
    locked.lock();
    try {
      if (operation.isUnderWay()) {
        progress.failures.abort(operation, why);
        locked.updateActive();
      }
    } finally {
      locked.unlock();
    }
    if (operation.isUnderWay()) {
      waiter.awaitQuietly(operation);
    }
  }

  /** Prints what is waited for if the wait is long; see {@link Waiter#diagnose}. */
  long diagnose(long began) {
    return waiter.diagnose(began);
  }

  /** Makes progress on messages; returns whether there was any. */
  boolean poll() {
    return locked.poll();
  }

  /** Sleeps for a moment, or until there is something to do. */
  void sleep(Condition condition, long nanos) {
    if (VirtualThreads.isCurrentVirtual()) {
      LockSupport.parkNanos(this, nanos);
    } else {
      waiter.sleep(condition, nanos);
    }
    locked.checkPeers();
  }
}
