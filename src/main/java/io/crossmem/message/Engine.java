package io.crossmem.message;

import static io.crossmem.message.RingDescriptor.*;

import io.crossmem.internal.process.SingleCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What moves the messages of one process. There is no thread behind it: whoever sends, receives or
 * waits moves everybody's messages forward. All of it happens under one lock; a large copy is cut
 * into parts, so that none holds the lock for long.
 *
 * <p>A small message is copied into the ring when it is sent. A large one is announced (READY); the
 * receiver, who knows both buffers, decides how it travels:
 *
 * <pre>
 *   sender                   receiver
 *   READY     ------------&gt;  PIPELINE: answers CLEAR, and the sender sends PARTs
 *                            READ:     copies it, and answers DONE
 *                            WRITE:    answers CLEAR with its address; the sender answers WRITTEN
 *                            SPLIT:    as WRITE, and reads parts itself, until none is left
 * </pre>
 *
 * <p>What neither side can copy, because the kernel forbids it or the memory is not of the kind
 * that can be reached so, comes as PARTs. A sender that gives a message up after it was announced
 * says so (WITHDRAWN), so that the receive fails and does not wait for it.
 */
final class Engine {
  private static final int BATCH = 64; // entries of one ring before the next ring's turn
  private static final long SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int LOOKS_PER_CHECK = 1 << 8; // a look may be a copy of 1 MiB

  private final EngineLock lock = new EngineLock();
  private final Segment segment;
  private final int rank;
  private final Peer[] peers;
  private final Bell bell;
  private final Waiting waiting;
  private final Wires wires;
  private final Matching matching = new Matching();
  private final Sending sending;
  private final Receiving receiving;

  private volatile boolean active; // whether there is something to do without any news
  private volatile boolean closed;
  private volatile long nextCheck = System.nanoTime() + SLEEP_NS; // whether the peers live
  private boolean anyoneDied;
  private int completed; // requests, since the lock was taken
  private int communicators;
  private final ThreadLocal<Request> spareSend = ThreadLocal.withInitial(() -> new Request(this));
  private final ThreadLocal<Request> spareReceive =
      ThreadLocal.withInitial(() -> new Request(this));
  private int contextsMade;
  private Status lastStatus = new Status(0, 0, 0);

  Engine(Segment segment, int rank) {
    this.segment = segment;
    this.rank = rank;
    bell = new Bell(segment, rank);
    Reach reach = new Reach();
    peers = peers(segment);
    wires = new Wires(segment, rank, peers, bell);
    Thresholds thresholds = Thresholds.get(peers.length > Cores.of(peers));
    waiting = new Waiting(thresholds.crowded(), segment);
    sending = new Sending(wires, reach, thresholds);
    receiving = new Receiving(wires, reach, thresholds, matching);
  }

  private static Peer[] peers(Segment segment) {
    Peer[] peers = new Peer[segment.size()];
    for (int i = 0; i < peers.length; i++) {
      int block = SegmentDescriptor.rank(i);
      int pid = segment.memory.getInt(block + SegmentDescriptor.PID);
      peers[i] = new Peer(i, pid, segment.memory.getLong(block + SegmentDescriptor.START));
      peers[i].reachErrno = SingleCopy.probe(pid);
    }
    return peers;
  }

  int rank() {
    return rank;
  }

  Peer peer(int number) {
    return peers[number];
  }

  /**
   * A request for a call that returns when it is over: each thread uses its own again and again.
   */
  Request spare(boolean send) {
    return (send ? spareSend : spareReceive).get();
  }

  // ---- communicators

  void opened() {
    lock.lock();
    try {
      requireOpen();
      communicators++;
    } finally {
      unlock();
    }
  }

  /**
   * A number for a communicator that no process gives to another one: each has numbers of its own.
   * 0 is that of all ranks.
   */
  int newNumber() {
    lock.lock();
    try {
      long number = 1L + rank + (long) contextsMade * peers.length;
      if (number > Integer.MAX_VALUE / 2) {
        throw new IllegalStateException("too many communicators were made");
      }
      contextsMade++;
      return (int) number;
    } finally {
      unlock();
    }
  }

  /** The largest payload that an entry of any ring carries: the same in all processes. */
  int maxPayload() {
    return wires.geometry().maxPayload();
  }

  /** Ends what a communicator has going on; with the last one, this. */
  void closed(Communicator communicator) {
    lock.lock();
    try {
      failIf(
          request -> request.communicator == communicator,
          null,
          request -> request.fail(new MessageException("the communicator was closed")));
    } finally {
      unlock();
    }
    await(receiving); // not for long: see there
    lock.lock();
    try {
      if (--communicators == 0) {
        leave();
      }
    } finally {
      unlock();
    }
  }

  private void leave() {
    sendAnswers();
    closed = true;
    int state = SegmentDescriptor.rank(rank) + SegmentDescriptor.STATE;
    Shared.setInt(segment.memory, state, SegmentDescriptor.LEFT);
    for (Peer peer : peers) {
      bell.ring(peer.rank);
      peer.close();
    }
    try {
      segment.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A sender must hear that its message was received, as far as there is room to tell it. */
  private void sendAnswers() {
    for (Peer peer : wires.crowded().toArray(Peer[]::new)) {
      try {
        wires.sendAnswers(peer);
      } catch (MessageException e) {
        // it will find that this rank has left
      }
    }
  }

  private void unlock() {
    unlock(0);
  }

  /**
   * Gives the lock back, then wakes those for whom something was written, or is over.
   *
   * @param own how many requests are over that only this thread waits for
   */
  private void unlock(int own) {
    int sleeper = bell.takeNoted();
    boolean others = completed > own;
    completed = 0;
    lock.unlock();
    if (sleeper != Bell.NOBODY || others) {
      VarHandle.fullFence();
      bell.wake(sleeper);
      bell.wake(others ? rank : Bell.NOBODY);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the communicator is closed");
    }
  }

  // ---- sends and receives

  /** Starts one; it may be over when this returns. */
  void start(Request request) throws MessageException {
    lock.lock();
    try {
      requireOpen();
      request.data.acquire(); // which may throw: nothing may have changed by then
      if (request.isSend) {
        startSend(request);
      } else {
        startReceive(request);
      }
    } finally {
      unlock(request.isDone() ? 1 : 0);
    }
  }

  /**
   * Sends a small message if nothing is in its way: what is sent most often takes no request. False
   * if it did not, whatever the reason.
   */
  boolean trySend(int context, Data data, long offset, long length, int dest, int tag) {
    lock.lock();
    try {
      return isFree(peers[dest])
          && sending.trySend(peers[dest], context, data, offset, length, tag);
    } finally {
      unlock();
    }
  }

  /** The same of what remains in a buffer. */
  boolean trySend(int context, ByteBuffer buffer, int dest, int tag) {
    lock.lock();
    try {
      return isFree(peers[dest]) && sending.trySend(peers[dest], context, buffer, tag);
    } finally {
      unlock();
    }
  }

  private boolean isFree(Peer peer) {
    return !closed && peer.failure == null && peer.out != null && peer.backlog.isEmpty();
  }

  /**
   * Waits a moment for a small message from one rank, and takes it straight out of the ring; see
   * {@link Receiving#tryReceive}. Null if that was not possible.
   */
  Status tryReceive(Communicator owner, int context, ByteBuffer into, int source, int tag) {
    if (!hasNewsSoon(source)) {
      return null;
    }
    lock.lock();
    try {
      return canTake(source)
          ? receiving.tryReceive(peers[source], owner, context, into, tag)
          : null;
    } catch (CorruptRingException e) {
      return null; // to be found again, and told, by the receive that follows
    } finally {
      unlock();
    }
  }

  Status tryReceive(Communicator owner, int context, Data into, int source, int tag) {
    if (!hasNewsSoon(source)) {
      return null;
    }
    lock.lock();
    try {
      return canTake(source)
          ? receiving.tryReceive(peers[source], owner, context, into, tag)
          : null;
    } catch (CorruptRingException e) {
      return null;
    } finally {
      unlock();
    }
  }

  private boolean hasNewsSoon(int source) {
    return !active && peers[source].in != null && waiting.lookFor(wires);
  }

  private boolean canTake(int source) {
    return !closed && peers[source].failure == null;
  }

  private void startSend(Request request) throws MessageException {
    try {
      requireAlive(request);
      wires.connect(peers[request.peer]);
      sending.start(peers[request.peer], request);
    } catch (MessageException | RuntimeException e) {
      request.data.release();
      throw e;
    }
    updateActive();
  }

  private void startReceive(Request request) throws MessageException {
    Arrival arrival = matching.findArrived(request);
    if (arrival != null) {
      receiving.accept(arrival, request, peers[arrival.source]);
      updateActive();
      return;
    }
    try {
      requireAlive(request);
    } catch (MessageException e) {
      request.data.release();
      throw e;
    }
    matching.post(request);
    advance();
  }

  /** Takes a receive back; false if a message has found it, or it is a send. */
  boolean cancel(Request request) {
    lock.lock();
    try {
      boolean withdrawn = matching.withdraw(request);
      if (withdrawn) {
        request.cancelled();
      }
      return withdrawn;
    } finally {
      unlock();
    }
  }

  /** The message that such a receive would get; null if none is here. */
  Status probe(Request receive) throws MessageException {
    lock.lock();
    try {
      requireOpen();
      advance();
      Arrival arrival = matching.findArrived(receive);
      if (arrival == null) {
        checkPeers();
        requireAlive(receive);
        return null;
      }
      int source = receive.communicator.rankOf(arrival.source);
      return status(source, arrival.tag, arrival.bytes);
    } finally {
      unlock();
    }
  }

  /** The same object as before if it says the same: a steady stream makes no garbage. */
  Status status(int source, int tag, long bytes) {
    Status last = lastStatus;
    if (last.source() != source || last.tag() != tag || last.bytes() != bytes) {
      last = new Status(source, tag, bytes);
      lastStatus = last;
    }
    return last;
  }

  // ---- progress

  /** A look without waiting, by a caller that may do nothing but look. */
  void look() {
    if (!poll()) {
      checkPeers();
    }
  }

  /** Moves what can be moved, without waiting; whether anything was. */
  boolean poll() {
    lock.lock();
    try {
      return !closed && advance();
    } finally {
      unlock();
    }
  }

  /** The same in a thread that waits: for a request, mostly, which no other thread waits for. */
  private boolean pollFor(Condition condition) {
    Request request = condition instanceof Request one ? one : null;
    int own = 0;
    lock.lock();
    try {
      boolean pending = request != null && !request.isDone();
      boolean moved = !closed && advance();
      own = pending && request.isDone() ? 1 : 0;
      return moved;
    } finally {
      unlock(own);
    }
  }

  private boolean advance() {
    boolean moved = false;
    discover();
    try {
      for (int i = wires.sources().size() - 1; i >= 0; i--) {
        moved |= drain(wires.sources().get(i));
      }
      for (int i = wires.crowded().size() - 1; i >= 0; i--) {
        moved |= relieve(wires.crowded().get(i));
      }
      moved |= sending.step();
      moved |= receiving.step();
    } catch (LostPeerException e) {
      ended(e.peer);
    }
    updateActive();
    return moved;
  }

  /** A ring that makes no sense may be anybody's who is not heard yet: they are given up. */
  private void discover() {
    try {
      wires.discover();
    } catch (IOException e) {
      for (Peer peer : peers) {
        if (peer.in == null && isWatched(peer)) {
          lose(peer, "cannot be heard: " + e.getMessage());
        }
      }
    }
  }

  private void updateActive() {
    boolean now = sending.isActive() || receiving.isActive() || !wires.crowded().isEmpty();
    if (now != active) {
      active = now;
    }
  }

  private boolean drain(Peer peer) {
    int taken = 0;
    try {
      while (taken < BATCH && peer.in.ready()) {
        wires.take(peer, handle(peer));
        taken++;
      }
    } catch (CorruptRingException e) {
      lose(peer, "sent what makes no sense: " + e.getMessage());
    }
    return taken > 0;
  }

  /** Returns the bytes of the entry's payload. */
  private int handle(Peer peer) throws CorruptRingException {
    int entry = peer.in.entry();
    int kind = peer.in.memory.bytes.getInt(entry + KIND);
    return switch (kind) {
      case EAGER -> receiving.eager(peer);
      case PART -> receiving.part(peer);
      default -> {
        answer(peer, kind, entry);
        yield 0;
      }
    };
  }

  private void answer(Peer peer, int kind, int entry) throws CorruptRingException {
    switch (kind) {
      case READY -> receiving.ready(peer);
      case CLEAR -> sending.clear(peer, peer.in.memory.bytes, entry);
      case WRITTEN -> receiving.written(peer);
      case DONE -> sending.done(peer, peer.in.memory.bytes, entry);
      case WITHDRAWN -> receiving.withdrawn(peer);
      case FORGOTTEN -> sending.forgotten(peer, peer.in.memory.bytes, entry);
      default -> throw new CorruptRingException("an entry of kind " + kind);
    }
  }

  private boolean relieve(Peer peer) {
    boolean moved;
    try {
      moved = wires.sendAnswers(peer);
      moved |= sending.startWaiting(peer);
    } catch (MessageException e) {
      lose(peer, "cannot be answered: " + e.getMessage());
      return true;
    }
    if (peer.answers.isEmpty() && peer.backlog.isEmpty()) {
      wires.crowded().remove(peer);
    }
    return moved;
  }

  /** Called when a request is over, under the lock. */
  void completed() {
    completed++;
  }

  // ---- waiting

  /** Returns once the condition holds; moves messages forward meanwhile. */
  void await(Condition condition) {
    int looks = 0;
    int loops = 0;
    while (!condition.isDone()) {
      if ((wires.hasNews() || active) && pollFor(condition)) {
        looks = 0;
      } else if (waiting.next(++looks) == Waiting.Step.SLEEP) {
        sleep(condition);
        checkPeers();
      }
      if (++loops % LOOKS_PER_CHECK == 0) {
        checkPeers();
      }
    }
  }

  private void sleep(Condition condition) {
    int before = bell.before();
    bell.raise();
    try {
      awaitRoom();
      if (!wires.hasNews() && !condition.isDone() && !poll()) {
        bell.sleep(before, SLEEP_NS);
      }
    } finally {
      bell.lower();
    }
  }

  /** Asks those whose rings are full to wake this rank when there is room. */
  private void awaitRoom() {
    if (active) {
      lock.lock();
      try {
        for (Peer peer : peers) {
          if (peer.out != null) {
            peer.out.awaitRoom();
          }
        }
      } finally {
        unlock();
      }
    }
  }

  // ---- faults

  /** Looks, a few times a second, whether the other processes are still there. */
  void checkPeers() {
    if (System.nanoTime() - nextCheck < 0) {
      return;
    }
    lock.lock();
    try {
      nextCheck = System.nanoTime() + SLEEP_NS;
      checkAll();
      receiving.failOverdue();
    } finally {
      unlock();
    }
  }

  /** Who left may have done so because another died: that one is the one to name. */
  private void checkAll() {
    for (Peer peer : peers) {
      peer.left = isWatched(peer) && hasLeft(peer);
    }
    for (Peer peer : peers) {
      if (isWatched(peer) && !peer.left && peer.hasEnded()) {
        ended(peer);
      }
    }
    for (Peer peer : peers) {
      if (isWatched(peer) && peer.left) {
        left(peer);
      }
    }
  }

  private boolean isWatched(Peer peer) {
    return !closed && peer.failure == null && peer.rank != rank;
  }

  private boolean hasLeft(Peer peer) {
    int state = SegmentDescriptor.rank(peer.rank) + SegmentDescriptor.STATE;
    return Shared.getInt(segment.memory, state) == SegmentDescriptor.LEFT;
  }

  /** Its process is gone: it may have left before. */
  private void ended(Peer peer) {
    if (hasLeft(peer)) {
      left(peer);
    } else {
      died(peer);
    }
  }

  private void left(Peer peer) {
    peer.left = true;
    drainAll(peer);
    lose(peer, "has closed the communicator");
  }

  private void died(Peer peer) {
    drainAll(peer);
    peer.died = true;
    anyoneDied = true;
    lose(peer, "has died");
  }

  /** What it had sent in full is still there. */
  private void drainAll(Peer peer) {
    discover();
    while (peer.in != null && peer.failure == null && drain(peer)) {
      // until nothing is left
    }
  }

  /** Gives a peer up: everything that depends on it fails. */
  private void lose(Peer peer, String why) {
    if (peer.failure != null) {
      return;
    }
    peer.failure = why;
    peer.answers.clear();
    wires.ignore(peer);
    matching.dropAnnounced(peer.rank);
    failIf(
        request -> goneFor(request) != null,
        peer,
        request -> request.fail(failureFor(goneFor(request), request.communicator)));
    updateActive();
  }

  private void failIf(Predicate<Request> which, Peer gone, Failing failing) {
    sending.failIf(which, gone, failing);
    receiving.failIf(which, gone, failing);
    for (Peer peer : peers) {
      failBacklog(peer, which, failing);
    }
  }

  private static void failBacklog(Peer peer, Predicate<Request> which, Failing failing) {
    for (Request request : peer.backlog.toArray(Request[]::new)) {
      if (which.test(request)) {
        peer.backlog.remove(request);
        failing.fail(request);
      }
    }
  }

  private void requireAlive(Request request) throws MessageException {
    Peer gone = goneFor(request);
    if (gone != null) {
      throw failureFor(gone, request.communicator);
    }
  }

  /**
   * Who is gone that a request cannot do without: any member that died, for a collective one, since
   * others wait for that member; its peer; all others, for a receive from any of them.
   */
  private Peer goneFor(Request request) {
    if (anyoneDied && request.isCollective()) {
      Peer dead = firstDead(request.communicator.members());
      if (dead != null) {
        return dead;
      }
    }
    if (request.peer == Communicator.ANY_SOURCE) {
      return lastIfAllGone(request.communicator.members());
    }
    return peers[request.peer].failure != null ? peers[request.peer] : null;
  }

  private Peer firstDead(int[] members) {
    for (int member : members) {
      if (peers[member].died) {
        return peers[member];
      }
    }
    return null;
  }

  private Peer lastIfAllGone(int[] members) {
    Peer last = null;
    for (int member : members) {
      if (member != rank) {
        last = peers[member];
        if (last.failure == null) {
          return null;
        }
      }
    }
    return last;
  }

  private MessageException failureFor(Peer gone, Communicator communicator) {
    return new PeerFailedException(communicator.rankOf(gone.rank), gone.process.pid(), gone.failure);
  }
}
