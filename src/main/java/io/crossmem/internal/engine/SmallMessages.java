package io.crossmem.internal.engine;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Eager;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.TagMatcher;
import io.crossmem.internal.shm.CorruptRingException;
import java.nio.ByteBuffer;

/**
 * Sends and receives small messages without an operation, as usual. If this is not possible,
 * nothing is changed, and the caller uses an operation.
 */
public final class SmallMessages {
  private final LockedProgress locked;
  private final Waiter waiter;
  private final Connections connections;
  private final Eager eager;
  private final TagMatcher matcher;

  SmallMessages(LockedProgress locked, Waiter waiter) {
    this.locked = locked;
    this.waiter = waiter;
    this.connections = locked.progress.connections;
    this.eager = locked.progress.eager;
    this.matcher = locked.progress.matcher;
  }

  /** Sends a small message if this is possible immediately; otherwise false. */
  public boolean trySend(
      Context context, Payload payload, long offset, long length, int dest, int tag) {
    locked.lock();
    try {
      return !locked.isClosed()
          && !context.isClosed()
          && eager.trySend(connections.peer(dest), context, payload, offset, length, tag);
    } finally {
      locked.unlock();
    }
  }

  /** The same for the remaining bytes of a buffer. */
  public boolean trySend(Context context, ByteBuffer buffer, int dest, int tag) {
    locked.lock();
    try {
      return !locked.isClosed()
          && !context.isClosed()
          && eager.trySend(connections.peer(dest), context, buffer, tag);
    } finally {
      locked.unlock();
    }
  }

  /**
   * Receives a small message from one rank that is here, or waits a moment for it and receives it
   * directly from the ring.
   *
   * @return the tag in the upper half, the length in the lower; {@link Eager#NOT_RECEIVED} if that
   *     was not possible
   */
  public long tryReceive(Context context, Payload into, int source, int tag) {
    if (matcher.hasArrivals()) {
      return takeArrived(context, into, source, tag, 0);
    }
    Peer peer = connections.peer(source);
    if (!hasNewsSoon(peer)) {
      return Eager.NOT_RECEIVED;
    }
    locked.lock();
    try {
      return isOpen(context) ? eager.tryReceive(peer, context, into, tag) : Eager.NOT_RECEIVED;
    } catch (CorruptRingException e) {
      return Eager.NOT_RECEIVED; // the receive that follows will find and report it
    } finally {
      locked.unlock();
    }
  }

  /** The same into the remaining bytes of a buffer. */
  public long tryReceive(Context context, ByteBuffer into, int source, int tag) {
    if (matcher.hasArrivals()) {
      return takeArrived(context, into, source, tag);
    }
    Peer peer = connections.peer(source);
    if (!hasNewsSoon(peer)) {
      return Eager.NOT_RECEIVED;
    }
    locked.lock();
    try {
      return isOpen(context) ? eager.tryReceive(peer, context, into, tag) : Eager.NOT_RECEIVED;
    } catch (CorruptRingException e) {
      return Eager.NOT_RECEIVED;
    } finally {
      locked.unlock();
    }
  }

  /**
   * The same for an operation that is not started and a message with exactly its length. If the
   * user's operation throws, this throws the same exception, and the message is still there.
   */
  public boolean tryReceive(Operation receive) {
    Peer peer = connections.peer(receive.peer());
    if (matcher.hasArrivals() || !hasNewsSoon(peer)) {
      return false;
    }
    locked.lock();
    try {
      return isOpen(receive.context()) && eager.tryReceive(peer, receive);
    } catch (CorruptRingException e) {
      return false;
    } finally {
      locked.unlock();
    }
  }

  /**
   * Receives a small message of at least {@code least} bytes that has already arrived, unless other
   * messages are in progress.
   */
  public long takeArrived(Context context, Payload into, int source, int tag, long least) {
    if (locked.isActive() || !matcher.hasArrivals()) {
      return Eager.NOT_RECEIVED;
    }
    locked.lock();
    try {
      return isOpen(context)
          ? eager.takeArrived(context, into, source, tag, least)
          : Eager.NOT_RECEIVED;
    } finally {
      locked.unlock();
    }
  }

  private long takeArrived(Context context, ByteBuffer into, int source, int tag) {
    if (locked.isActive()) {
      return Eager.NOT_RECEIVED;
    }
    locked.lock();
    try {
      return isOpen(context) ? eager.takeArrived(context, into, source, tag) : Eager.NOT_RECEIVED;
    } finally {
      locked.unlock();
    }
  }

  private boolean hasNewsSoon(Peer peer) {
    return !locked.isActive() && peer.in != null && !peer.isRemote() && waiter.lookForNews();
  }

  private boolean isOpen(Context context) {
    return !context.isClosed() && !locked.isClosed();
  }
}
