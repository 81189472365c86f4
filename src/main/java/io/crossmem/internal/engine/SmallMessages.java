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
 * Small messages that are sent and received without an operation, as most are. What is not possible
 * so is left alone, for an operation.
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

  /**
   * Sends a small message if nothing is in its way: what is sent most often takes no operation.
   * False if it did not, whatever the reason.
   */
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

  /** The same of what remains in a buffer. */
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
   * Takes a small message from one rank that is here; or waits a moment for it, and takes it
   * straight out of the ring.
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
      return Eager.NOT_RECEIVED; // to be found again, and told, by the receive that follows
    } finally {
      locked.unlock();
    }
  }

  /** The same into what remains in a buffer. */
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
   * The same by an operation that is not started, for a message of just its length. If this throws
   * what the user's operation throws, the message is still there.
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
   * Takes a small message of at least so many bytes that has come before. What is under way goes
   * first: it moves when the caller waits.
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
    return !locked.isActive() && peer.in != null && waiter.lookForNews();
  }

  private boolean isOpen(Context context) {
    return !context.isClosed() && !locked.isClosed();
  }
}
