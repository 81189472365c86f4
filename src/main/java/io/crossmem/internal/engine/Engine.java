package io.crossmem.internal.engine;

import io.crossmem.internal.join.Cores;
import io.crossmem.internal.protocol.Afterwards;
import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.Condition;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;
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
 * What all threads of one process share to send and to receive. There is no thread behind it:
 * whoever sends, receives or waits moves everybody's messages forward. All of that happens under
 * one lock, which is held for a moment only: a large copy is cut into parts.
 */
public final class Engine {
  private static final int SENDS_PER_CHECK = 8;

  private final LockedProgress locked;
  private final Progress progress;
  private final Connections connections;
  private final Waiter waiter;
  private final Communicators communicators;
  private final SmallMessages small;
  private int sends; // of all threads, about

  private Engine(Segment segment, int rank, Peer[] peers, boolean oversubscribed) {
    Doorbell doorbell = new Doorbell(segment, rank);
    EngineLock lock = new EngineLock(new AsymmetricFence(true));
    connections = new Connections(segment, rank, peers, doorbell);
    progress =
        new Progress(connections, ProtocolSelector.get(oversubscribed), new KernelCopy(), lock);
    locked = new LockedProgress(segment, doorbell, lock, progress);
    WaitStrategy strategy = new WaitStrategy(oversubscribed, segment);
    waiter = new Waiter(locked, doorbell, strategy, WaitDiagnosis.get(locked));
    communicators = new Communicators(locked, waiter);
    small = new SmallMessages(locked, waiter);
  }

  /** The engine of a rank that has joined a group. */
  public static Engine open(Segment segment, int rank) {
    return new Engine(segment, rank, Peers.of(segment), segment.size() > Cores.of(segment));
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

  /** Copies, for each of some ranks, of what was sent to it and received from it so far. */
  public void copyTraffic(int[] members, Traffic[] sent, Traffic[] received) {
    locked.copyTraffic(members, sent, received);
  }

  /** What is not over in any communicator, and the messages that no receive asks for. */
  public List<Pending> pending() {
    return locked.pending();
  }

  /** Where an operation stands; null if it is over, as the condition says. */
  public Pending pending(Operation operation, Condition over) {
    return locked.pending(operation, over);
  }

  /** The largest payload that an entry of any ring carries: the same in all processes. */
  public int maxPayload() {
    return connections.geometry().maxPayload();
  }

  /** One for a message; who waits for it gives it back. */
  public Operation takeOperation() {
    return locked.takeOperation();
  }

  /** It must be over, or never have been started. */
  public void giveOperation(Operation operation) {
    locked.giveOperation(operation);
  }

  // ---- communicators

  public void addCommunicator() {
    communicators.add();
  }

  /** A number for a communicator that no process gives to another one. */
  public int newNumber() {
    return communicators.newNumber();
  }

  /** Ends what goes on in a communicator's contexts; with the last communicator, this. */
  public void close(Context messages, Context collective) {
    communicators.close(messages, collective);
  }

  /**
   * Does nothing where an operation can begin; any thread may ask.
   *
   * @throws IllegalStateException if the communicator is closed, or if the caller is code of the
   *     user's that runs under the lock
   */
  public void requireOpen(Context context) {
    locked.requireOutside();
    requireOpenHere(context);
  }

  private void requireOpenHere(Context context) {
    if (context.isClosed()) {
      throw new IllegalStateException("the communicator is closed");
    }
    locked.requireOpen();
  }

  // ---- sends and receives

  /**
   * Starts an operation; it may be over when this returns.
   *
   * @return null; or why it could not be started: then it is over, and has failed
   * @throws IllegalStateException if the communicator is closed, or the memory is; as whatever the
   *     user's memory throws, it means that nothing has changed
   */
  public FailureCause start(Operation operation) {
    return start(operation, false);
  }

  /**
   * The same by a caller that waits next: its message may be here, and then nobody need wait. Who
   * starts several does better to start them all before the first look.
   */
  public FailureCause startAndPoll(Operation operation) {
    return start(operation, true);
  }

  private FailureCause start(Operation operation, boolean polls) {
    locked.lock();
    try {
      requireOpenHere(operation.context());
      operation.begin();
      boolean started = false;
      try {
        FailureCause refusal = progress.start(operation);
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

  /** What is sent and received most often, and takes no operation. */
  public SmallMessages small() {
    return small;
  }

  public boolean isOpen(Context context) {
    return !context.isClosed() && !locked.isClosed();
  }

  /** Takes a receive back; false if a message has found it, or it is a send. */
  public boolean cancel(Operation operation) {
    return cancel(operation, operation);
  }

  /** The same of one that the engine uses again once the condition holds. */
  public boolean cancel(Operation operation, Condition over) {
    locked.lock();
    try {
      return !over.isDone() && progress.cancel(operation);
    } finally {
      locked.unlock();
    }
  }

  /**
   * Changes an operation under the lock; false if it is over.
   *
   * @param over holds once the engine uses the operation again
   */
  public boolean change(Operation operation, Condition over, Consumer<Operation> change) {
    locked.lock();
    try {
      boolean underWay = !over.isDone();
      if (underWay) {
        change.accept(operation);
      }
      return underWay;
    } finally {
      locked.unlock();
    }
  }

  /** To be asked by a listener: does something once the lock was given back. */
  public void after(Afterwards what) {
    progress.completions.after(what);
  }

  /**
   * The message that such a receive would get; null if none is here.
   *
   * @throws IllegalStateException if the communicator is closed
   */
  public Probed probe(Context context, int source, int tag) {
    locked.lock();
    try {
      requireOpenHere(context);
      locked.advance();
      Arrival arrival = progress.find(context, source, tag);
      if (arrival != null) {
        return new Probed(arrival.source(), arrival.tag(), arrival.bytes(), null);
      }
      FailureCause gone = progress.survivors.goneFor(context, source);
      return gone == null ? null : new Probed(0, 0, 0, gone);
    } finally {
      locked.unlock();
    }
  }

  // ---- waiting

  /** A look without waiting, by a caller that may do nothing but look. */
  public void look() {
    if (!locked.poll()) {
      locked.checkPeers();
    }
  }

  /** Looks, a few times a second, whether the other processes are still there. */
  public void checkPeers() {
    locked.checkPeers();
  }

  /**
   * The same after each send, since a stream of sends alone would never notice a death. Only each
   * eighth looks at the clock, which takes as long as to send 8 bytes.
   */
  public void checkPeersAfterSend() {
    if (++sends % SENDS_PER_CHECK == 0) {
      locked.checkPeers();
    }
  }

  /** Returns once the condition holds; what is thrown meanwhile changes nothing about it. */
  public void await(Condition condition) {
    await(condition, condition instanceof Operation one ? one : null);
  }

  /** The same where it is about an operation that the engine uses again once it holds. */
  public void await(Condition condition, Operation operation) {
    waiter.await(condition, operation);
  }

  /**
   * Returns once an operation is over that belongs to the calling thread. If anything is thrown
   * meanwhile, it is given up, and over when that comes out.
   */
  public void await(Operation operation) {
    try {
      waiter.await(operation, operation);
    } catch (RuntimeException | Error e) {
      abort(operation, e);
      throw e;
    }
  }

  /** As {@link #await(Condition, Operation)}, for so many ns; whether the condition holds. */
  public boolean await(Condition condition, Operation operation, long nanos) {
    return waiter.await(condition, operation, Deadline.in(nanos));
  }

  /** Gives an operation up, and waits until nobody touches its memory any more. */
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

  /** Says what is waited for, if that takes long: as {@link Waiter#diagnose}. */
  long diagnose(long began) {
    return waiter.diagnose(began);
  }

  /** Moves what can be moved; whether anything was. */
  boolean poll() {
    return locked.poll();
  }

  /** Sleeps for a moment, or until there is something to do here. */
  void sleep(Condition condition, long nanos) {
    if (VirtualThreads.isCurrentVirtual()) {
      LockSupport.parkNanos(this, nanos);
    } else {
      waiter.sleep(condition, nanos);
    }
    locked.checkPeers();
  }
}
