package io.crossmem.message;

import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.sys.DurationText;
import java.time.Duration;

/** Makes the status or the exception of an operation, with the ranks of one communicator. */
final class Outcomes {
  private final Engine engine;
  private final int[] ranks; // the ranks here, by rank in the group
  private final Status[] last; // by rank in the group; any thread may overwrite one

  Outcomes(Engine engine, int... ranks) {
    this.engine = engine;
    this.ranks = ranks;
    last = new Status[ranks.length];
  }

  Engine engine() {
    return engine;
  }

  /** The name of a rank of the group in this communicator. */
  String name(int member) {
    return "rank " + ranks[member];
  }

  /**
   * The status of a message from a rank of the group. Returns the same object again for equal
   * messages, so that a stream of them makes no garbage.
   */
  Status status(int from, int tag, long bytes) {
    Status status = last[from];
    if (status == null || status.tag() != tag || status.bytes() != bytes) {
      status = new Status(ranks[from], tag, bytes);
      last[from] = status;
    }
    return status;
  }

  /**
   * The exception for a failure.
   *
   * @param capacity bytes that the buffer had room for
   * @throws RuntimeException the exception that the user's operation or memory threw
   */
  MessageException exception(FailureCause cause, long capacity) {
    return switch (cause.kind()) {
      case PEER_DIED -> gone(cause.rank(), "has ended");
      case PEER_LEFT, PEER_CLOSED -> gone(cause.rank(), "has closed the communicator");
      case PEER_LOST, PEER_UNHEARD -> gone(cause.rank(), cause.detail());
      case WITHDRAWN ->
          new MessageException(
              "rank " + ranks[cause.rank()] + " cancelled its message: " + cause.detail());
      case CLOSED -> new MessageException("the communicator was closed");
      case CANCELLED -> new MessageException("the receive was cancelled");
      case TRUNCATED -> new TruncationException(status(cause), capacity);
      case MISFIT ->
          new MessageException(
              "a message of "
                  + cause.bytes()
                  + " bytes is not a whole number of "
                  + cause.detail()
                  + " elements");
      case SHORT ->
          new MessageException(
              "rank "
                  + ranks[cause.rank()]
                  + " sent "
                  + cause.bytes()
                  + " bytes instead of "
                  + capacity
                  + ": the operation failed there, or was called with other arguments");
      case NO_RING -> noRing(cause);
      case THREW -> throw sneak(cause.thrown());
    };
  }

  /** For a receive or probe without a message in time. */
  MessageTimeoutException timeout(int source, int tag, Duration timeout) {
    return new MessageTimeoutException(
        "no message with "
            + envelope(tag, " from ", source)
            + " arrived within "
            + DurationText.of(timeout));
  }

  /** For example {@code tag 3 from rank 1}. */
  String envelope(Operation operation) {
    return envelope(operation.tag(), operation.isSend() ? " to " : " from ", operation.peer());
  }

  private String envelope(int tag, String way, int peer) {
    return (tag == Operation.ANY ? "any tag" : "tag " + tag)
        + way
        + (peer == Operation.ANY ? "any rank" : "rank " + ranks[peer]);
  }

  private Status status(FailureCause cause) {
    return new Status(ranks[cause.rank()], cause.tag(), cause.bytes());
  }

  private PeerFailedException gone(int rank, String what) {
    return new PeerFailedException(ranks[rank], engine.peer(rank).pid(), what);
  }

  private MessageException noRing(FailureCause cause) {
    return new MessageException(
        "cannot make a ring to rank " + ranks[cause.rank()] + ": " + cause.thrown().getMessage(),
        cause.thrown());
  }

  /** Also throws checked exceptions, which a lambda of another language may throw. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
