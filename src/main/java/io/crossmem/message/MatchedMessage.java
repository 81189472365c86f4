package io.crossmem.message;

import io.crossmem.internal.engine.Probed;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A message that {@link Communicator#probeMatched} has removed from matching. It can be received
 * only through this object: no other receive or probe finds it. Until it is received or the
 * communicator is closed, its memory stays in use, and the send of a large message waits. Safe for
 * use by several threads; only one of them can receive it.
 */
public final class MatchedMessage {
  private final PointToPoint pointToPoint;
  private final Probed found;
  private final Status status;
  private final AtomicBoolean received = new AtomicBoolean();

  MatchedMessage(PointToPoint pointToPoint, Probed found, Status status) {
    this.pointToPoint = pointToPoint;
    this.found = found;
    this.status = status;
  }

  /**
   * Source, tag and length of the message.
   *
   * @return the same each time
   */
  public Status status() {
    return status;
  }

  /**
   * Receives the message.
   *
   * @param into receives the message
   * @return source, tag and length of the message
   * @throws NullPointerException if {@code into} is null
   * @throws ReadOnlyBufferException if it is read-only
   * @throws IllegalStateException if the message was received before, or the communicator is closed
   * @throws TruncationException if the message is longer than {@code into}; then it is lost
   * @throws PeerFailedException if the other rank is gone, and the message with it
   * @throws MessageException if it failed for another reason
   */
  public Status recv(Data into) throws MessageException {
    Data.requireWritable(Objects.requireNonNull(into, "into"));
    begin();
    try {
      return pointToPoint.receiveMatched(found, into.payload());
    } finally {
      end();
    }
  }

  /**
   * Starts to receive the message.
   *
   * @param into receives the message; must not be used until the request is complete
   * @return the request to wait for
   * @throws MessageException as in {@link #recv}
   */
  public Request irecv(Data into) throws MessageException {
    Data.requireWritable(Objects.requireNonNull(into, "into"));
    into.payload().requireShareable();
    begin();
    try {
      return pointToPoint.ireceiveMatched(found, into.payload());
    } finally {
      end();
    }
  }

  private void begin() {
    if (!received.compareAndSet(false, true)) {
      throw new IllegalStateException("the message was received before");
    }
  }

  /** If the receive was not started, the message can still be received. */
  private void end() {
    if (!found.taken().isDropped()) {
      received.set(false);
    }
  }

  /** Source, tag and length. */
  @Override
  public String toString() {
    return "MatchedMessage: " + status + (received.get() ? ", received" : "");
  }
}
