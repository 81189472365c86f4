package io.crossmem.message;

import io.crossmem.internal.engine.Probed;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A message that {@link Communicator#probeMatched} has found: only who has this object receives it,
 * and no other receive or probe of any thread finds it any more. Its memory is kept, and the send
 * of a large one waits, until it is received or the communicator is closed. Safe for use by several
 * threads; one of them receives it.
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
   * Where it comes from, its tag and its length.
   *
   * @return the same each time
   */
  public Status status() {
    return status;
  }

  /**
   * Receives it.
   *
   * @param into where to put it
   * @return source, tag and length of the message
   * @throws NullPointerException if {@code into} is null
   * @throws ReadOnlyBufferException if it is read-only
   * @throws IllegalStateException if the message was received before, or the communicator is closed
   * @throws TruncationException if the message is longer than the room for it; then it is lost
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
   * Starts to receive it.
   *
   * @param into where to put it; not to be used until the request is over
   * @return to wait for it
   * @throws MessageException as {@link #recv}
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

  /** If the receive could not be started, the message is still there. */
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
