package io.crossmem.message;

import static io.crossmem.message.RingDescriptor.*;

import io.crossmem.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What moves messages in one process: it posts sends and receives, takes entries out of the rings,
 * and copies parts of large messages. All of it happens under one lock, in whichever threads are
 * inside a call; a large copy is cut into parts, so that none holds the lock for long.
 *
 * <p>A small message is copied into the ring when it is sent. A large one is announced (READY); the
 * receiver, once it knows the buffer, decides how it travels:
 *
 * <pre>
 *   sender                     receiver
 *   READY       ------------&gt;  PIPELINE: answers CLEAR, and the sender sends PARTs
 *                              READ:     copies it, and answers DONE
 *                              WRITE:    answers CLEAR with its address, the sender answers WRITTEN
 *                              SPLIT:    as WRITE, and copies parts itself until none is left
 * </pre>
 *
 * <p>What neither side can copy (the kernel forbids it, or the memory cannot be reached that way)
 * comes as PARTs.
 */
final class Engine {
  private static final int EPERM = Errno.EPERM.number();
  private static final int ESRCH = Errno.ESRCH.number();
  private static final int ENOSYS = Errno.ENOSYS.number();
  private static final int BATCH = 64; // entries of one ring before the next ring's turn

  private final ReentrantLock lock = new ReentrantLock();
  private final Segment segment;
  private final Geometry geometry;
  private final int rank;
  private final Peer[] peers;
  private final Bell bell;
  private final Waiting waiting;
  private final Reach reach = new Reach();
  private final Scratch scratch;
  private final Thresholds thresholds;

  private final Matching matching = new Matching();
  private final Table<Outgoing> outgoing = new Table<>(Outgoing::new);
  private final Table<Incoming> incoming = new Table<>(Incoming::new);
  private final ArrayList<Outgoing> sending = new ArrayList<>(); // have parts to send or write
  private final ArrayList<Incoming> reading = new ArrayList<>(); // have parts to read
  private final ArrayList<Peer> crowded = new ArrayList<>(); // whose rings had no room

  private volatile InRing[] rings = {};
  private Peer[] sources = {}; // of the rings
  private int knownRings; // first of the list of rings to this rank, as last seen
  private volatile int active; // how much there is to do without any news
  private int dead; // peers whose process ended
  private volatile boolean closed;
  private int communicators;
  private int nextContext = 2;
  private Status lastStatus = new Status(0, 0, 0);

  Engine(Segment segment, int rank) throws IOException {
    this.segment = segment;
    this.geometry = segment.geometry();
    this.rank = rank;
    this.bell = new Bell(segment, rank);
    this.scratch = new Scratch(geometry.maxPayload());
    this.thresholds = Thresholds.get();
    peers = new Peer[segment.size()];
    for (int i = 0; i < peers.length; i++) {
      int block = SegmentDescriptor.rank(i);
      peers[i] =
          new Peer(
              i,
              segment.memory.getInt(block + SegmentDescriptor.PID),
              segment.memory.getLong(block + SegmentDescriptor.START));
      peers[i].reachErrno = reach.probe(peers[i].pid);
    }
    waiting = new Waiting(peers.length > Runtime.getRuntime().availableProcessors());
  }

  int rank() {
    return rank;
  }

  Peer peer(int number) {
    return peers[number];
  }

  // ---- communicators

  void opened() {
    lock.lock();
    try {
      communicators++;
    } finally {
      lock.unlock();
    }
  }

  /** A context that is new here; for a communicator that all its members must find new. */
  int nextContext() {
    lock.lock();
    try {
      return nextContext;
    } finally {
      lock.unlock();
    }
  }

  void useContext(int context) {
    lock.lock();
    try {
      nextContext = Math.max(nextContext, context + 2);
    } finally {
      lock.unlock();
    }
  }

  /** Ends what a communicator still has going on, and with the last one everything. */
  void closed(Communicator communicator) {
    lock.lock();
    try {
      failAll(request -> request.communicator == communicator, new ClosedFailure());
      if (--communicators == 0) {
        leave();
      }
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    closed = true;
    int block = SegmentDescriptor.rank(rank);
    Shared.setInt(segment.memory, block + SegmentDescriptor.STATE, SegmentDescriptor.LEFT);
    for (Peer peer : peers) {
      if (peer.rank != rank) {
        bell.ring(peer.rank);
      }
      peer.close();
    }
    try {
      segment.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e); // close(2) of a tmpfs file does not fail
    }
  }

  // ---- posting

  /** Starts a send or a receive. */
  void start(Request request) throws MessageException {
    lock.lock();
    try {
      requireOpen();
      requireAlive(request);
      request.data.acquire();
      if (request.isSend) {
        send(request);
      } else {
        receive(request);
      }
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the communicator is closed");
    }
  }

  /** What needs somebody who is gone fails at once, unless what it waits for is here already. */
  private void requireAlive(Request request) throws MessageException {
    Peer gone = goneFor(request);
    if (gone != null
        && (request.isSend
            || matching.findArrived(request.context, request.peer, request.tag) == null)) {
      throw failureFor(gone, request.communicator);
    }
  }

  private Peer goneFor(Request request) {
    if (request.peer != Communicator.ANY_SOURCE && peers[request.peer].failure != null) {
      return peers[request.peer];
    }
    if (dead > 0 && request.isCollective()) {
      return request.communicator.anyMember(peer -> peers[peer].died, peers);
    }
    if (request.peer == Communicator.ANY_SOURCE) {
      return request.communicator.onlyGoneMembers(peers, rank);
    }
    return null;
  }

  private MessageException failureFor(Peer gone, Communicator communicator) {
    return new PeerFailedException(communicator.rankOf(gone.rank), gone.pid, gone.failure);
  }

  private void send(Request request) throws MessageException {
    Peer peer = peers[request.peer];
    if (peer.out == null) {
      connect(peer);
    }
    if (!peer.backlog.isEmpty() || !trySend(peer, request)) {
      peer.backlog.add(request);
      crowd(peer);
    }
  }

  private void receive(Request request) {
    Arrival arrival = matching.findArrived(request.context, request.peer, request.tag);
    if (arrival == null) {
      matching.post(request);
      advance();
    } else {
      matching.remove(arrival);
      accept(arrival, request);
    }
  }

  boolean cancel(Request request) {
    lock.lock();
    try {
      boolean withdrawn = !request.isSend && matching.withdraw(request);
      if (withdrawn) {
        request.cancelled();
      }
      return withdrawn;
    } finally {
      lock.unlock();
    }
  }

  /** A message that a receive would get now; null if there is none. */
  Status probe(Communicator communicator, int context, int source, int tag)
      throws MessageException {
    lock.lock();
    try {
      requireOpen();
      advance();
      Arrival arrival = matching.findArrived(context, source, tag);
      return arrival == null
          ? null
          : status(communicator.rankOf(arrival.source), arrival.tag, arrival.bytes);
    } finally {
      lock.unlock();
    }
  }

  /** The same object as last time, if it says the same: so that a steady stream makes no garbage. */
  Status status(int source, int tag, long bytes) {
    Status last = lastStatus;
    if (last.source() != source || last.tag() != tag || last.bytes() != bytes) {
      last = new Status(source, tag, bytes);
      lastStatus = last;
    }
    return last;
  }

  // ---- the sender's side

  private void connect(Peer peer) throws MessageException {
    try {
      Window memory;
      if (peer.rank == rank) {
        memory = privateRing();
        peer.in = new InRing(memory, geometry);
        listen(peer);
      } else {
        int index = segment.newRing();
        memory = segment.mapRing(index);
        offer(peer, index, memory.bytes);
      }
      peer.out = new OutRing(memory, geometry);
    } catch (MessageException e) {
      throw e;
    } catch (IOException e) {
      throw new MessageException("no ring to rank " + peer.rank + " could be made", e);
    }
  }

  /** To oneself messages take the same way; only that nobody else sees the memory. */
  private Window privateRing() {
    ByteBuffer memory = io.crossmem.internal.OffHeap.allocate(geometry.ringBytes());
    return new Window(memory, io.crossmem.internal.OffHeap.addressOfRemaining(memory, "memory"));
  }

  /** Puts a ring at the head of its receiver's list, in one step that a kill cannot halve. */
  private void offer(Peer peer, int index, ByteBuffer ring) {
    ring.putInt(SENDER, rank);
    ring.putInt(RECEIVER, peer.rank);
    int head = SegmentDescriptor.rank(peer.rank) + SegmentDescriptor.FIRST_RING;
    int first;
    do {
      first = Shared.getInt(segment.memory, head);
      ring.putInt(NEXT, first);
    } while (!Shared.replaceInt(segment.memory, head, first, index + 1));
  }

  private boolean trySend(Peer peer, Request request) {
    if (request.length > thresholds.eagerBytes(geometry)) {
      return tryAnnounce(peer, request);
    }
    int length = (int) request.length;
    OutRing out = peer.out;
    if (!out.hasRoom(length)) {
      return false;
    }
    ByteBuffer bytes = out.memory.bytes;
    int entry = out.next(EAGER, request.context);
    bytes.putInt(entry + TAG, request.tag);
    bytes.putInt(entry + LENGTH, length);
    request.data.copyOut(request.offset, out.memory, out.payload(entry, length), length);
    publish(peer);
    request.completeSend();
    return true;
  }

  private boolean tryAnnounce(Peer peer, Request request) {
    OutRing out = peer.out;
    if (!out.hasRoom(0)) {
      return false;
    }
    Data data = request.data;
    Outgoing message = outgoing.take();
    message.start(peer, request);
    long address = data.address();
    int flags =
        (peer.canReach() ? CAN_REACH : 0)
            | (data.onHugePages() ? HUGE_PAGES : 0)
            | (address == 0 && data.blocks() != null ? HAS_BLOCKS : 0);
    ByteBuffer bytes = out.memory.bytes;
    int entry = out.next(READY, request.context);
    bytes.putInt(entry + TAG, request.tag);
    bytes.putInt(entry + READY_SEND, message.number);
    bytes.putLong(entry + READY_LENGTH, request.length);
    bytes.putLong(entry + READY_ADDRESS, address == 0 ? 0 : address + request.offset);
    bytes.putInt(entry + READY_FLAGS, flags);
    publish(peer);
    return true;
  }

  private void publish(Peer peer) {
    peer.out.publish();
    bell.ring(peer.rank);
  }

  private void crowd(Peer peer) {
    if (!crowded.contains(peer)) {
      crowded.add(peer);
      active++;
    }
  }

  private boolean relieve(Peer peer) {
    boolean moved = false;
    while (!peer.answers.isEmpty() && peer.out.hasRoomForAnswer()) {
      peer.answers.poll().run();
      moved = true;
    }
    while (!peer.backlog.isEmpty() && trySend(peer, peer.backlog.peek())) {
      peer.backlog.poll();
      moved = true;
    }
    return moved;
  }

  /** Sends the next part of a message, or writes it. */
  private boolean step(Outgoing message) {
    return message.writing ? writePart(message) : sendPart(message);
  }

  private boolean sendPart(Outgoing message) {
    OutRing out = message.peer.out;
    int length = (int) Math.min(geometry.partBytes(), message.end - message.position);
    if (!out.hasRoom(length)) {
      return false;
    }
    ByteBuffer bytes = out.memory.bytes;
    Request request = message.request;
    int entry = out.next(PART, request.context);
    bytes.putInt(entry + PART_RECEIVE, message.receive);
    bytes.putInt(entry + LENGTH, length);
    int payload = out.payload(entry, Math.max(length, INLINE_BYTES + 1));
    bytes.putLong(entry + PART_OFFSET, message.position);
    request.data.copyOut(request.offset + message.position, out.memory, payload, length);
    publish(message.peer);
    message.position += length;
    if (message.position == message.end && message.whole) {
      sent(message);
    }
    return true;
  }

  private void sent(Outgoing message) {
    Request request = message.request;
    message.request = null;
    outgoing.give(message);
    request.completeSend();
  }

  private boolean writePart(Outgoing message) {
    Request request = message.request;
    long start = (long) message.peer.out.takeClaim(message.claim) * message.part;
    if (start >= request.length) {
      written(message);
      return true;
    }
    long length = Math.min(message.part, request.length - start);
    int errno =
        reach.write(
            message.peer, request.data, request.offset + start, message.address + start, length);
    if (errno == 0) {
      message.written += length;
    } else if (!lost(message.peer, errno)) {
      message.failedPart = (int) (start / message.part);
      written(message);
    }
    return true;
  }

  private void written(Outgoing message) {
    message.writing = false;
    int claim = message.claim;
    int failed = message.failedPart;
    long bytes = message.written;
    answer(
        message.peer,
        () -> {
          OutRing out = message.peer.out;
          int entry = out.next(WRITTEN, 0);
          out.memory.bytes.putInt(entry + WRITTEN_CLAIM, claim);
          out.memory.bytes.putInt(entry + WRITTEN_FAILED, failed);
          out.memory.bytes.putLong(entry + WRITTEN_BYTES, bytes);
          publish(message.peer);
        });
  }
}
