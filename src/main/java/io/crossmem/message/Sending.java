package io.crossmem.message;

import static io.crossmem.message.RingDescriptor.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The sender's side of messages. A small one is copied into the ring at once; a large one is
 * announced, and sent or written when the receiver says how. Used under the engine's lock.
 */
final class Sending {
  private final Wires wires;
  private final Reach reach;
  private final int eagerBytes;
  private final BufferData view = new BufferData(DataType.BYTE);
  private final Table<Outgoing> messages = new Table<>(Outgoing::new);
  private final List<Outgoing> moving = new ArrayList<>(); // with parts to send or to write

  Sending(Wires wires, Reach reach, Thresholds thresholds) {
    this.wires = wires;
    this.reach = reach;
    this.eagerBytes = Math.min(thresholds.eager(), wires.geometry().maxPayload());
  }

  boolean isActive() {
    return !moving.isEmpty();
  }

  /** There is a ring to the peer. */
  void start(Peer peer, Request request) {
    if (!peer.backlog.isEmpty() || !tryStart(peer, request)) {
      peer.backlog.add(request);
      wires.crowd(peer);
    }
  }

  /** Starts what waited for room; whether any could be started. */
  boolean startWaiting(Peer peer) {
    boolean moved = false;
    while (!peer.backlog.isEmpty() && tryStart(peer, peer.backlog.peek())) {
      peer.backlog.poll();
      moved = true;
    }
    return moved;
  }

  private boolean tryStart(Peer peer, Request request) {
    return (request.length > eagerBytes && !request.eager)
        ? tryAnnounce(peer, request)
        : trySend(peer, request);
  }

  /** Sends a message that is small enough; false if it is not, or there is no room. */
  boolean trySend(Peer peer, int context, Data data, long offset, long length, int tag) {
    if (length > eagerBytes) {
      return false;
    }
    data.acquire();
    try {
      return copy(peer, context, data, offset, (int) length, tag);
    } finally {
      data.release();
    }
  }

  boolean trySend(Peer peer, int context, ByteBuffer buffer, int tag) {
    int length = buffer.remaining();
    if (length > eagerBytes) {
      return false;
    }
    view.view(buffer);
    try {
      return copy(peer, context, view, 0, length, tag);
    } finally {
      view.forget();
    }
  }

  private boolean trySend(Peer peer, Request request) {
    boolean sent =
        copy(
            peer, request.context, request.data, request.offset, (int) request.length, request.tag);
    if (sent) {
      request.completeSend();
    }
    return sent;
  }

  private boolean copy(Peer peer, int context, Data data, long offset, int length, int tag) {
    OutRing out = peer.out;
    if (!out.hasRoom(length)) {
      return false;
    }
    ByteBuffer bytes = out.memory.bytes;
    int entry = out.next(EAGER, context);
    bytes.putInt(entry + TAG, tag);
    bytes.putInt(entry + LENGTH, length);
    data.copyOut(offset, out.memory, out.payload(entry, length), length);
    wires.publish(peer);
    return true;
  }

  private boolean tryAnnounce(Peer peer, Request request) {
    OutRing out = peer.out;
    if (!out.hasRoom(0)) {
      return false;
    }
    Data data = request.data;
    Outgoing message = messages.take();
    message.start(peer, request);
    long address = data.address();
    int flags =
        (peer.canReach() ? CAN_REACH : 0)
            | (data.onHugePages() ? HUGE_PAGES : 0)
            | (data.blocks() != null ? HAS_BLOCKS : 0);
    ByteBuffer bytes = out.memory.bytes;
    int entry = out.next(READY, request.context);
    bytes.putInt(entry + TAG, request.tag);
    bytes.putInt(entry + READY_SEND, message.number);
    bytes.putLong(entry + READY_LENGTH, request.length);
    bytes.putLong(entry + READY_ADDRESS, address == 0 ? 0 : address + request.offset);
    bytes.putInt(entry + READY_FLAGS, flags);
    wires.publish(peer);
    return true;
  }

  /** The receiver says how. */
  void clear(Peer peer, ByteBuffer bytes, int entry) throws CorruptRingException {
    Outgoing message = messageOf(peer, bytes.getInt(entry + FIRST));
    if (message.abandoned) {
      return;
    }
    if (message.isActive()) {
      throw new CorruptRingException("it was told twice how to send a message");
    }
    long length = message.request.length;
    message.address = bytes.getLong(entry + ADDRESS);
    if (message.address == 0) {
      long from = bytes.getLong(entry + FROM);
      long to = bytes.getLong(entry + TO);
      if (from < 0 || from >= to || to > length) {
        throw new CorruptRingException("bytes %d to %d of %d".formatted(from, to, length));
      }
      message.receive = bytes.getInt(entry + SECOND);
      message.position = from;
      message.end = to;
      message.whole = to - from == length;
    } else {
      message.claim = bytes.getInt(entry + CLAIM);
      message.part = bytes.getInt(entry + PART_BYTES);
      if (message.claim < 0 || message.claim >= CLAIM_COUNT || message.part <= 0) {
        throw new CorruptRingException(
            "claim %d, parts of %d bytes".formatted(message.claim, message.part));
      }
      message.writing = true;
      message.written = 0;
    }
    moving.add(message);
  }

  /** The receiver needs the message no more. */
  void done(Peer peer, ByteBuffer bytes, int entry) throws CorruptRingException {
    Outgoing message = messageOf(peer, bytes.getInt(entry + FIRST));
    if (message.abandoned) {
      return; // it crossed WITHDRAWN, which is answered as well
    }
    if (message.isActive()) {
      // It was faster than we were to look at what it asked: nothing is left to write.
      moving.remove(message);
      if (message.writing) {
        written(message, -1);
      }
    }
    complete(message);
  }

  /** The receiver has heard that a message will not come. */
  void forgotten(Peer peer, ByteBuffer bytes, int entry) throws CorruptRingException {
    Outgoing message = messageOf(peer, bytes.getInt(entry + FIRST));
    if (!message.abandoned) {
      throw new CorruptRingException("it forgot a message that was not withdrawn");
    }
    free(message);
  }

  private Outgoing messageOf(Peer peer, int number) throws CorruptRingException {
    Outgoing message = messages.get(number);
    if (message == null || message.peer != peer || message.request == null) {
      throw new CorruptRingException("there is no message with the number " + number);
    }
    return message;
  }

  private void complete(Outgoing message) {
    Request request = message.request;
    free(message);
    request.completeSend();
  }

  private void free(Outgoing message) {
    message.request = null;
    messages.give(message);
  }

  /** Sends or writes the next part of each message; whether anything moved. */
  boolean step() throws LostPeerException {
    boolean moved = false;
    for (int i = moving.size() - 1; i >= 0; i--) {
      Outgoing message = moving.get(i);
      moved |= message.writing ? writePart(message) : sendPart(message);
    }
    return moved;
  }

  private boolean sendPart(Outgoing message) {
    OutRing out = message.peer.out;
    Request request = message.request;
    int part = wires.geometry().partBytes(request.length);
    int length = (int) Math.min(part, message.end - message.position);
    if (!out.hasRoom(length)) {
      return false;
    }
    int entry = out.next(PART, request.context);
    out.memory.bytes.putInt(entry + PART_RECEIVE, message.receive);
    out.memory.bytes.putInt(entry + LENGTH, length);
    int payload = out.payload(entry, length);
    request.data.copyOut(request.offset + message.position, out.memory, payload, length);
    wires.publish(message.peer);
    message.position += length;
    if (message.position == message.end) {
      moving.remove(message);
      if (message.whole) {
        complete(message);
      }
    }
    return true;
  }

  private boolean writePart(Outgoing message) throws LostPeerException {
    Request request = message.request;
    int index = message.peer.out.takeClaim(message.claim);
    long start = (long) index * message.part;
    if (index < 0 || start >= request.length) {
      moving.remove(message);
      written(message, -1);
      return true;
    }
    long length = Math.min(message.part, request.length - start);
    int errno =
        reach.write(
            message.peer, request.data, request.offset + start, message.address + start, length);
    if (errno == 0) {
      message.written += length;
    } else {
      message.peer.refused(errno);
      moving.remove(message);
      written(message, index);
    }
    return true;
  }

  private void written(Outgoing message, int failed) {
    message.writing = false;
    wires.answer(message.peer, WRITTEN, message.claim, failed, message.written, 0, 0, 0, 0);
  }

  /** Fails what has not been sent. */
  void failIf(Predicate<Request> which, Peer gone, Failing failing) {
    for (Outgoing message : messages.all()) {
      Request request = message.request;
      if (request != null && !message.abandoned && which.test(request)) {
        moving.remove(message);
        if (message.peer == gone) {
          free(message);
        } else {
          withdraw(message, gone);
        }
        failing.fail(request);
      }
    }
  }

  private void withdraw(Outgoing message, Peer gone) {
    message.abandoned = true;
    int missing = gone == null ? -1 : gone.rank;
    wires.answer(message.peer, WITHDRAWN, message.number, missing, 0, 0, 0, 0, 0);
  }
}
