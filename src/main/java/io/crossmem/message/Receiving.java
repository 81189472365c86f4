package io.crossmem.message;

import static io.crossmem.message.RingDescriptor.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The receiver's side of messages: finds the receive that a message belongs to, decides how a large
 * one travels, and copies its share. Used under the engine's lock.
 */
final class Receiving implements Condition {
  /**
   * For a message of a collective operation, whose tag is another each time: nobody asks for it.
   */
  private static final Status TAKEN = new Status(0, 0, 0);

  /** Longer than any part takes to copy, and less than a death may take to be told. */
  private static final long HOLD_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Memory that a process which was given up may write to at any time: never to be freed. */
  private static final Queue<Object> UNSAFE = new ConcurrentLinkedQueue<>();

  private final Wires wires;
  private final Reach reach;
  private final Thresholds thresholds;
  private final Scratch scratch;
  private final Matching matching;
  private final BufferData view = new BufferData(DataType.BYTE);
  private final ArrivalPool arrivals = new ArrivalPool();
  private final Table<Incoming> messages = new Table<>(Incoming::new);
  private final List<Incoming> reading = new ArrayList<>(); // with parts to read
  private final AtomicInteger held =
      new AtomicInteger(); // failed requests whose senders may be writing

  Receiving(Wires wires, Reach reach, Thresholds thresholds, Matching matching) {
    this.wires = wires;
    this.reach = reach;
    this.thresholds = thresholds;
    this.scratch = new Scratch(wires.geometry().maxPayload());
    this.matching = matching;
  }

  boolean isActive() {
    return !reading.isEmpty();
  }

  /**
   * Takes a small message straight out of the ring if it is the next entry, and nobody else is to
   * be asked: what is received most often takes no request. Null if it did not, whatever the
   * reason.
   */
  Status tryReceive(Peer peer, Communicator owner, int context, Data into, int tag)
      throws CorruptRingException {
    InRing in = peer.in;
    if (!matching.isIdle() || !in.ready()) {
      return null;
    }
    ByteBuffer bytes = in.memory.bytes;
    int entry = in.entry();
    int found = bytes.getInt(entry + TAG);
    if (bytes.getInt(entry + KIND) != EAGER
        || bytes.getInt(entry + CONTEXT) != context
        || (tag != found && tag != Communicator.ANY_TAG)) {
      return null;
    }
    int length = in.payloadLength();
    if (length > into.bytes() || length % into.type().bytes() != 0) {
      return null;
    }
    into.copyIn(0, in.memory, in.payload(length), length);
    wires.take(peer, length);
    return Request.isCollective(context) ? TAKEN : owner.status(peer.rank, found, length);
  }

  /** The same into what remains in a buffer. */
  Status tryReceive(Peer peer, Communicator owner, int context, ByteBuffer into, int tag)
      throws CorruptRingException {
    view.view(into);
    try {
      return tryReceive(peer, owner, context, view, tag);
    } finally {
      view.forget();
    }
  }

  /** A receive gets a message that had come before it. */
  void accept(Arrival arrival, Request request, Peer peer) {
    matching.remove(arrival);
    if (arrival.isAnnounced() && arrival.withdrawn) {
      request.fail(withdrawal(request, peer, arrival.missing));
    } else if (arrival.isAnnounced()) {
      begin(
          peer, request, arrival.tag, arrival.bytes, arrival.send, arrival.address, arrival.flags);
    } else {
      deliver(request, peer, arrival.tag, arrival.room, arrival.at, (int) arrival.bytes);
    }
    arrivals.give(arrival);
  }

  // ---- what comes out of a ring; each returns the bytes of the entry's payload

  int eager(Peer peer) throws CorruptRingException {
    InRing in = peer.in;
    ByteBuffer bytes = in.memory.bytes;
    int entry = in.entry();
    int length = in.payloadLength();
    int payload = in.payload(length);
    int context = bytes.getInt(entry + CONTEXT);
    int tag = bytes.getInt(entry + TAG);
    Request request = matching.takePosted(context, peer.rank, tag);
    if (request != null) {
      deliver(request, peer, tag, in.memory, payload, length);
    } else {
      Arrival arrival = arrivals.whole(in.memory, payload, length);
      matching.arrive(arrival.set(context, peer.rank, tag, length));
    }
    return length;
  }

  void ready(Peer peer) throws CorruptRingException {
    ByteBuffer bytes = peer.in.memory.bytes;
    int entry = peer.in.entry();
    int context = bytes.getInt(entry + CONTEXT);
    int tag = bytes.getInt(entry + TAG);
    int send = bytes.getInt(entry + READY_SEND);
    long length = bytes.getLong(entry + READY_LENGTH);
    long address = bytes.getLong(entry + READY_ADDRESS);
    int flags = bytes.getInt(entry + READY_FLAGS);
    if (length <= 0) {
      throw new CorruptRingException("a large message of " + length + " bytes");
    }
    Request request = matching.takePosted(context, peer.rank, tag);
    if (request != null) {
      begin(peer, request, tag, length, send, address, flags);
    } else {
      Arrival arrival = arrivals.announced().set(context, peer.rank, tag, length);
      arrival.send = send;
      arrival.address = address;
      arrival.flags = flags;
      arrival.withdrawn = false;
      matching.arrive(arrival);
    }
  }

  int part(Peer peer) throws CorruptRingException {
    InRing in = peer.in;
    int length = in.payloadLength();
    Incoming message = messages.get(in.memory.bytes.getInt(in.entry() + PART_RECEIVE));
    if (message == null
        || message.peer != peer
        || message.request == null
        || message.expected == message.end
        || length
            != Math.min(
                wires.geometry().partBytes(message.length), message.end - message.expected)) {
      throw new CorruptRingException("a part of a message that is not expected");
    }
    place(message, in.memory, in.payload(length), length);
    message.expected += length;
    arrived(message, length);
    return length;
  }

  void written(Peer peer) throws CorruptRingException {
    ByteBuffer bytes = peer.in.memory.bytes;
    int entry = peer.in.entry();
    int claim = bytes.getInt(entry + FIRST);
    Incoming message = claim < 0 || claim >= CLAIM_COUNT ? null : peer.shared[claim];
    int failed = bytes.getInt(entry + SECOND);
    long written = bytes.getLong(entry + FROM);
    if (message == null
        || failed >= message.parts
        || written < 0
        || written > message.length - message.received) {
      throw new CorruptRingException("a claim of a message that is not shared");
    }
    peer.shared[claim] = null;
    message.sharing = false;
    if (message.held != null) {
      endHeld(message);
      return;
    }
    if (failed >= 0) {
      message.miss(failed);
      if (!message.reading) {
        missRest(message);
      }
    }
    closeClaim(message);
    if (message.request == null) {
      messages.give(message); // it was over before the other side had seen it
    } else {
      arrived(message, written);
    }
  }

  /**
   * The sender has given a message up. It is told that this has been heard, whether or not the
   * message is still waited for.
   */
  void withdrawn(Peer peer) throws CorruptRingException {
    ByteBuffer bytes = peer.in.memory.bytes;
    int send = bytes.getInt(peer.in.entry() + FIRST);
    int missing = bytes.getInt(peer.in.entry() + SECOND);
    if (missing < -1 || missing >= wires.size()) {
      throw new CorruptRingException("a message given up because of rank " + missing);
    }
    Arrival arrival = matching.findAnnounced(peer.rank, send);
    if (arrival != null) {
      arrival.withdrawn = true;
      arrival.missing = missing;
    }
    Incoming message = find(peer, send);
    if (message != null) {
      giveUp(message, missing);
    }
    wires.answer(peer, FORGOTTEN, send, 0, 0, 0, 0, 0, 0);
  }

  /** What is going on of a message, by the sender's number; null if nothing is. */
  private Incoming find(Peer peer, int send) {
    for (Incoming message : messages.all()) {
      if (message.peer == peer
          && message.send == send
          && (message.request != null || message.sharing)) {
        return message;
      }
    }
    return null;
  }

  private void giveUp(Incoming message, int missing) {
    Request request = message.request;
    if (message.held != null) {
      endHeld(message);
      return;
    }
    free(message);
    if (request != null && !message.abandoned) {
      request.fail(withdrawal(request, message.peer, missing));
    }
  }

  /** Neither side has anything more to do with it. */
  private void free(Incoming message) {
    if (message.sharing) {
      message.peer.shared[message.claim] = null;
      message.sharing = false;
    }
    message.request = null;
    stopReading(message);
    messages.give(message);
  }

  private MessageException withdrawal(Request request, Peer peer, int missing) {
    Communicator communicator = request.communicator;
    if (missing >= 0) {
      return new PeerFailedException(
          communicator.rankOf(missing), wires.peer(missing).process.pid(), "has died");
    }
    return new MessageException(
        "rank %d closed the communicator before its message was received"
            .formatted(communicator.rankOf(peer.rank)));
  }

  // ---- a message that is there as a whole

  private void deliver(Request request, Peer peer, int tag, Window from, int at, int length) {
    Throwable refusal = refusal(request, peer, tag, length);
    if (refusal == null) {
      refusal = tryPlace(request, 0, from, at, length);
    }
    end(request, peer, tag, length, refusal);
  }

  /** Why a receive cannot take a message; null if it can. */
  private static Exception refusal(Request request, Peer peer, int tag, long length) {
    if (length > request.length) {
      return new TruncationException(
          new Status(request.communicator.rankOf(peer.rank), tag, length), request.length);
    }
    DataType type = request.data.type();
    return length % type.bytes() == 0
        ? null
        : new MessageException(
            "a message of " + length + " bytes is not a whole number of " + type + " elements");
  }

  private Throwable tryPlace(Request request, long offset, Window from, int at, int length) {
    try {
      if (request.reduction == null) {
        request.data.copyIn(request.offset + offset, from, at, length);
      } else {
        request.reduction.apply(scratch, request.data, request.offset, offset, from, at, length);
      }
      return null;
    } catch (RuntimeException | Error e) { // of an operation that the user gave
      return e;
    }
  }

  private static void end(Request request, Peer peer, int tag, long length, Throwable failure) {
    if (failure == null) {
      request.completeReceive(peer.rank, tag, length);
    } else {
      request.fail(failure);
    }
  }

  // ---- a message that is announced

  private void begin(
      Peer peer, Request request, int tag, long length, int send, long address, int flags) {
    Exception refusal = refusal(request, peer, tag, length);
    if (refusal != null) {
      answerDone(peer, send);
      request.fail(refusal);
      return;
    }
    Incoming message = messages.take();
    message.start(peer, request, send, tag, length, address);
    switch (protocol(peer, request, length, address, flags)) {
      case PIPELINE -> askForParts(message, 0, length);
      case READ -> read(message);
      case WRITE -> share(message, false);
      case SPLIT -> share(message, true);
    }
  }

  private Protocol protocol(Peer peer, Request request, long length, long address, int flags) {
    if (request.reduction != null) {
      return Protocol.PIPELINE; // combined part by part, in the cache
    }
    Data data = request.data;
    boolean ownAddress = data.address() != 0;
    boolean read = peer.canReach() && address != 0 && (ownAddress || data.blocks() != null);
    boolean write =
        (flags & CAN_REACH) != 0 && ownAddress && (address != 0 || (flags & HAS_BLOCKS) != 0);
    return thresholds.choose(
        length,
        read,
        write && peer.in.hasClaim(),
        (flags & HUGE_PAGES) != 0 && data.onHugePages(),
        request.preferred);
  }

  private void askForParts(Incoming message, long from, long to) {
    message.expected = from;
    message.end = to;
    message.whole = to - from == message.length; // then the sender needs no answer
    wires.answer(message.peer, CLEAR, message.send, message.number, from, to, 0, 0, 0);
  }

  private void read(Incoming message) {
    message.cut(Thresholds.partBytes(message.length));
    startReading(message);
  }

  private void startReading(Incoming message) {
    message.reading = true;
    reading.add(message);
  }

  private void stopReading(Incoming message) {
    message.reading = false;
    reading.remove(message);
    closeClaim(message);
  }

  /** Once neither side needs it. */
  private static void closeClaim(Incoming message) {
    if (message.claim >= 0 && !message.sharing && !message.reading) {
      message.peer.in.closeClaim(message.claim);
      message.claim = -1;
    }
  }

  /** Lets the sender write what it gets hold of, and, if both are to copy, reads the rest. */
  private void share(Incoming message, boolean both) {
    Peer peer = message.peer;
    Request request = message.request;
    message.cut(Thresholds.partBytes(message.length));
    message.claim = peer.in.openClaim();
    message.sharing = true;
    peer.shared[message.claim] = message;
    long own = request.data.address() + request.offset;
    wires.answer(peer, CLEAR, message.send, message.number, 0, 0, own, message.claim, message.part);
    if (both) {
      startReading(message);
    }
  }

  /** Reads the next part of each message; whether anything moved. */
  boolean step() throws LostPeerException {
    boolean moved = false;
    for (int i = reading.size() - 1; i >= 0; i--) {
      readPart(reading.get(i));
      moved = true;
    }
    return moved;
  }

  private void readPart(Incoming message) throws LostPeerException {
    int index = nextPart(message);
    if (index < 0 || index >= message.parts) {
      stopReading(message);
      arrived(message, 0);
      return;
    }
    Request request = message.request;
    long start = message.partStart(index);
    long length = message.partLength(index);
    int errno =
        reach.read(
            message.peer, request.data, request.offset + start, message.address + start, length);
    if (errno == 0) {
      arrived(message, length);
    } else {
      message.peer.refused(errno);
      message.miss(index);
      if (!message.sharing) {
        missRest(message);
      }
      stopReading(message);
      arrived(message, 0);
    }
  }

  private static int nextPart(Incoming message) {
    int own = message.nextPart++;
    return message.claim < 0 ? own : message.peer.in.takeClaim(message.claim);
  }

  /** What nobody has taken, once neither side goes on. */
  private static void missRest(Incoming message) {
    int index = nextPart(message);
    if (index >= 0 && index < message.parts) {
      message.missing.add(new long[] {message.partStart(index), message.length});
    }
  }

  private void place(Incoming message, Window from, int at, int length) {
    if (message.failure == null && !message.abandoned) {
      message.failure = tryPlace(message.request, message.expected, from, at, length);
    }
  }

  /** More of a message is in place: it may be complete, or need another way for the rest. */
  private void arrived(Incoming message, long bytes) {
    message.received += bytes;
    if (message.received == message.length) {
      complete(message);
    } else if (!message.reading && !message.sharing && message.expected == message.end) {
      askForRest(message);
    }
  }

  private void askForRest(Incoming message) {
    if (message.missing.isEmpty()) { // the other side miscounted: once more, without its help
      message.received = 0;
      message.missing.add(new long[] {0, message.length});
    }
    long[] range = message.missing.remove();
    askForParts(message, range[0], range[1]);
  }

  private void complete(Incoming message) {
    Request request = message.request;
    Peer peer = message.peer;
    message.request = null;
    stopReading(message);
    if (!message.whole) {
      answerDone(peer, message.send);
    }
    if (!message.sharing) {
      messages.give(message);
    }
    if (!message.abandoned) {
      end(request, peer, message.tag, message.length, message.failure);
    }
  }

  private void answerDone(Peer peer, int send) {
    wires.answer(peer, DONE, send, 0, 0, 0, 0, 0, 0);
  }

  // ---- faults

  /** Fails what has not been received. */
  void failIf(Predicate<Request> which, Peer gone, Failing failing) {
    for (Request request : matching.withdrawIf(which)) {
      failing.fail(request);
    }
    for (Incoming message : messages.all()) {
      if (message.held != null && message.peer == gone) {
        keepIfUnsafe(message);
        endHeld(message);
      } else if (message.request != null && !message.abandoned && which.test(message.request)) {
        abandon(message, gone, failing);
      }
    }
  }

  private void abandon(Incoming message, Peer gone, Failing failing) {
    Request request = message.request;
    stopReading(message);
    if (message.peer == gone) {
      keepIfUnsafe(message);
      free(message);
    } else if (message.sharing) {
      stopWriting(message, failing);
      return;
    } else if (message.expected < message.end) {
      message.abandoned = true; // its parts are still to come
    } else {
      answerDone(message.peer, message.send);
      free(message);
    }
    failing.fail(request);
  }

  /**
   * The sender takes no further part; but it may be copying one. Then the request fails only when
   * the sender says that it is not, so that nobody gets a buffer back that still changes.
   */
  private void stopWriting(Incoming message, Failing failing) {
    Request request = message.request;
    int taken = message.peer.in.exhaustClaim(message.claim);
    answerDone(message.peer, message.send); // which it answers, if it has not yet
    if (taken == message.nextPart) {
      message.request = null;
      failing.fail(request);
    } else {
      message.abandoned = true;
      message.held = failing;
      message.heldUntil = System.nanoTime() + HOLD_NS;
      held.incrementAndGet();
    }
  }

  private void endHeld(Incoming message) {
    Request request = message.request;
    Failing failing = message.held;
    message.held = null;
    held.decrementAndGet();
    free(message);
    failing.fail(request);
  }

  /** What a living process may write to must not become anybody else's memory. */
  private static void keepIfUnsafe(Incoming message) {
    if (message.sharing && message.peer.mayWrite()) {
      message.peer.in.exhaustClaim(message.claim);
      keep(message.request);
    }
  }

  private static void keep(Request request) {
    UNSAFE.add(request.data.memory());
    request.keepMemory();
  }

  /**
   * Fails what has waited for too long for a sender that may be stopped in the middle of a part.
   */
  void failOverdue() {
    for (Incoming message : messages.all()) {
      if (message.held != null && System.nanoTime() - message.heldUntil > 0) {
        Request request = message.request;
        Failing failing = message.held;
        keep(request);
        message.held = null;
        message.request = null; // and WRITTEN, if it comes, ends the message
        held.decrementAndGet();
        failing.fail(request);
      }
    }
  }

  /** Whether no sender can be writing into a buffer whose request has to fail: soon it is so. */
  @Override
  public boolean isDone() {
    return held.get() == 0;
  }
}
