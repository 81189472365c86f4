package io.crossmem.internal.protocol;

import static io.crossmem.internal.shm.RingDescriptor.EAGER;
import static io.crossmem.internal.shm.RingDescriptor.INLINE_BYTES;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.RingConsumer;
import io.crossmem.internal.shm.RingProducer;
import io.crossmem.internal.shm.TypedView;
import java.nio.ByteBuffer;

/**
 * Small messages: copied into the ring when they are sent, and out of it when they are received.
 * Messages without a receive are copied to private memory, up to a limit for each peer; beyond that
 * the peer must announce all messages by RTS.
 */
public final class Eager {
  /** Instead of a tag and a length: no message was received. */
  public static final long NOT_RECEIVED = -1;

  private final Connections connections;
  private final TagMatcher matcher;
  private final Placement placement;
  private final Completions completions;
  private final RingCopies copies;
  private final int eagerBytes;
  private final int mostEager; // if the receiver allows it
  private final int maxPayload;
  private final BufferPayload sendView = new BufferPayload(ElementType.BYTE);
  private final BufferPayload receiveView = new BufferPayload(ElementType.BYTE);

  public Eager(
      Connections connections,
      TagMatcher matcher,
      Placement placement,
      Completions completions,
      RingCopies copies,
      ProtocolSelector selector) {
    this.connections = connections;
    this.matcher = matcher;
    this.placement = placement;
    this.completions = completions;
    this.copies = copies;
    this.maxPayload = connections.geometry().maxPayload();
    this.eagerBytes = Math.min(selector.eager(), maxPayload);
    this.mostEager = selector.mostEager(maxPayload);
  }

  // ---- sending

  /** Whether a send should be copied into the ring if there is space; else it is announced. */
  public boolean takes(Peer peer, Operation send) {
    boolean isSmall =
        switch (send.mode()) {
          case STANDARD -> isSmall(peer, send.payload(), send.length());
          case EAGER -> send.length() <= maxPayload;
          case SYNCHRONOUS -> false;
        };
    return isSmall && !peer.out.isEagerStopped();
  }

  /**
   * Whether a message should be sent eagerly. The receiver's limit is only for ordinary memory: for
   * the other kinds a single copy costs less.
   */
  private boolean isSmall(Peer peer, Payload payload, long length) {
    if (length <= eagerBytes || length > mostEager) {
      return length <= eagerBytes;
    }
    return length <= peer.out.eagerLimit() && !payload.onHugePages() && payload.shared() == null;
  }

  /** Sends a small message; false if there is no space. If this throws, nothing has changed. */
  public boolean trySend(Peer peer, Operation send) {
    if (!copy(
        peer,
        send.context().id(),
        send.payload(),
        send.offset(),
        (int) send.length(),
        send.tag())) {
      return false;
    }
    completions.send(send, connections.rank());
    return true;
  }

  /** Sends a message without an operation, if it is small and this is possible immediately. */
  public boolean trySend(
      Peer peer, Context context, Payload payload, long offset, long length, int tag) {
    if (!isFree(peer) || !isSmall(peer, payload, length)) {
      return false;
    }
    context.retain(payload);
    try {
      return copy(peer, context.id(), payload, offset, (int) length, tag);
    } finally {
      payload.release();
    }
  }

  /** The same for the remaining bytes of a buffer. */
  public boolean trySend(Peer peer, Context context, ByteBuffer buffer, int tag) {
    int length = buffer.remaining();
    if (length > mostEager || !isFree(peer)) {
      return false;
    }
    sendView.view(buffer);
    try {
      return isSmall(peer, sendView, length) && copy(peer, context.id(), sendView, 0, length, tag);
    } finally {
      sendView.forget();
    }
  }

  private static boolean isFree(Peer peer) {
    return peer.isAlive()
        && peer.out != null
        && peer.backlog.isEmpty()
        && !peer.out.isEagerStopped();
  }

  private boolean copy(Peer peer, int context, Payload payload, long offset, int length, int tag) {
    RingProducer out = peer.out;
    if (!out.hasRoom(length)) {
      return false;
    }
    int at = out.payload(length);
    if (length <= INLINE_BYTES) { // all in one cache line: the first store requests it early
      out.putEager(context, tag, length);
      payload.copyOut(offset, out.memory, at, length);
    } else {
      long began = RingCopies.beginWrite(out, length);
      payload.copyOut(offset, out.memory, at, length);
      RingCopies.endWrite(out, length, began);
      out.putEager(context, tag, length);
    }
    connections.publish(peer);
    peer.sent.addEager(length);
    return true;
  }

  // ---- receiving

  /**
   * Receives a small message directly from the ring, without an operation, if it is the next entry
   * and no posted receive matches it.
   *
   * @return the tag in the upper half, the length in the lower; or {@link #NOT_RECEIVED}
   */
  public long tryReceive(Peer peer, Context context, Payload into, int tag)
      throws CorruptRingException {
    if (!isNext(peer, context)) {
      return NOT_RECEIVED;
    }
    RingConsumer in = peer.in;
    long tagAndLength = in.tagAndLength();
    int found = TypedView.first(tagAndLength);
    int length = in.checked(TypedView.second(tagAndLength));
    if (tag != Operation.ANY && tag != found) {
      return NOT_RECEIVED;
    }
    if (length > into.bytes() || !into.type().fits(length)) {
      return NOT_RECEIVED;
    }
    long began = RingCopies.beginRead(peer, length);
    context.retain(into);
    try {
      into.copyIn(0, in.memory, in.payload(length), length);
    } finally {
      into.release();
    }
    copies.endRead(peer, length, began);
    connections.take(peer, length);
    peer.received.addEager(length);
    return (long) found << Integer.SIZE | length;
  }

  /** The same into the remaining bytes of a buffer. */
  public long tryReceive(Peer peer, Context context, ByteBuffer into, int tag)
      throws CorruptRingException {
    receiveView.view(into);
    try {
      return tryReceive(peer, context, receiveView, tag);
    } finally {
      receiveView.forget();
    }
  }

  /** Whether the next entry of a peer is such a message and no posted receive matches it. */
  private boolean isNext(Peer peer, Context context) throws CorruptRingException {
    RingConsumer in = peer.in;
    return in != null
        && peer.isAlive()
        && matcher.isIdle()
        && in.ready()
        && in.kindAndContext() == TypedView.pair(EAGER, context.id());
  }

  /**
   * Receives for an operation that is not started, if a message with exactly its length is the next
   * entry. The caller retains the operation's memory. If the user's operation throws, this throws
   * the same exception, and the message is still there.
   */
  public boolean tryReceive(Peer peer, Operation receive) throws CorruptRingException {
    if (!isNext(peer, receive.context())) {
      return false;
    }
    RingConsumer in = peer.in;
    long tagAndLength = in.tagAndLength();
    int length = in.checked(TypedView.second(tagAndLength));
    boolean accepted =
        receive.tag() == Operation.ANY || receive.tag() == TypedView.first(tagAndLength);
    if (!accepted || length != receive.length()) {
      return false;
    }
    if (length > 0) {
      placement.put(receive, 0, in.memory, in.payload(length), length);
    }
    connections.take(peer, length);
    peer.received.addEager(length);
    return true;
  }

  /**
   * Receives a message that has already arrived in full, without an operation. If this throws, the
   * message is still there.
   *
   * @param least minimum length in bytes
   * @return as in {@link #tryReceive(Peer, Context, Payload, int)}
   */
  public long takeArrived(Context context, Payload into, int source, int tag, long least) {
    Arrival arrival = matcher.find(context, source, tag);
    if (arrival == null
        || arrival.message() != null
        || arrival.bytes < least
        || arrival.bytes > into.bytes()
        || !into.type().fits(arrival.bytes)) {
      return NOT_RECEIVED;
    }
    int length = (int) arrival.bytes;
    if (length > 0) {
      context.retain(into);
      try {
        into.copyIn(0, arrival.chunk.view, arrival.at, length);
      } finally {
        into.release();
      }
    }
    connections.peer(arrival.source).received.addEager(length);
    long received = (long) arrival.tag << Integer.SIZE | length;
    drop(arrival);
    return received;
  }

  /** The same into the remaining bytes of a buffer. */
  public long takeArrived(Context context, ByteBuffer into, int source, int tag) {
    receiveView.view(into);
    try {
      return takeArrived(context, receiveView, source, tag, 0);
    } finally {
      receiveView.forget();
    }
  }

  /** Handles a small message, the next entry. Returns the length of its payload. */
  public int onEager(Peer peer, int context, boolean isClosed) throws CorruptRingException {
    RingConsumer in = peer.in;
    long tagAndLength = in.tagAndLength();
    int tag = TypedView.first(tagAndLength);
    int length = in.checked(TypedView.second(tagAndLength));
    if (isClosed) {
      return length; // it will never be received
    }
    int payload = in.payload(length);
    Operation receive = matcher.takePosted(context, peer.rank, tag);
    if (receive != null) {
      long began = RingCopies.beginRead(peer, length);
      deliver(receive, peer.rank, tag, in.memory, payload, length);
      copies.endRead(peer, length, began);
    } else {
      keep(peer, context, tag, payload, length);
    }
    return length;
  }

  private void keep(Peer peer, int context, int tag, int payload, int length) {
    UnexpectedStore.Chunk chunk = peer.unexpected.put(peer.in.memory, payload, length);
    boolean kept = false;
    try {
      matcher.arrive(context, peer.rank, tag, length, chunk);
      kept = true;
    } finally {
      if (!kept) {
        peer.unexpected.remove(chunk);
      }
    }
    updateFlow(peer);
  }

  /** Completes a receive with a message that had arrived in full before. */
  public void accept(Arrival arrival, Operation receive) {
    TypedView view = arrival.chunk == null ? null : arrival.chunk.view;
    deliver(receive, arrival.source, arrival.tag, view, arrival.at, (int) arrival.bytes);
    drop(arrival);
  }

  /** Drops a message that had arrived in full. */
  public void drop(Arrival arrival) {
    Peer peer = connections.peer(arrival.source);
    peer.unexpected.remove(arrival.chunk);
    matcher.drop(arrival);
    updateFlow(peer);
  }

  private void updateFlow(Peer peer) {
    if (peer.unexpected.changesFlow()) {
      connections.stopEager(peer, peer.unexpected.isStopped());
    }
  }

  private void deliver(Operation receive, int source, int tag, TypedView from, int at, int length) {
    FailureCause failure = Placement.refusal(receive, source, tag, length);
    if (failure == null && length > 0) {
      failure = placement.place(receive, 0, from, at, length);
    }
    if (failure == null) {
      connections.peer(source).received.addEager(length);
      completions.receive(receive, source, tag, length);
    } else {
      completions.fail(receive, failure);
    }
  }
}
