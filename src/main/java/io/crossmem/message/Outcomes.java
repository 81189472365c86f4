package io.crossmem.message;

import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.sys.DurationText;
import java.time.Duration;

/** What became of operations, in one communicator's ranks: a status, or an exception. */
final class Outcomes {
  private final Engine engine;
  private final int[] ranks; // here, by the ranks in the group
  private final Status[] last; // by the ranks in the group; any thread may overwrite one

  Outcomes(Engine engine, int... ranks) {
    this.engine = engine;
    this.ranks = ranks;
    last = new Status[ranks.length];
  }

  Engine engine() {
    return engine;
  }

  /** What a rank in the group is called here. */
  String name(int member) {
    return "rank " + ranks[member];
  }

  /**
   * Of a message from a rank in the group: the same object as before if it says the same, so that a
   * steady stream makes no garbage.
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
   * @param capacity bytes that there were room for
   * @throws RuntimeException what the user's operation or memory threw, as it was
   */
  MessageException exception(FailureCause cause, long capacity) {
    return switch (cause.kind()) {
      case PEER_DIED -> gone(cause.rank(), "has ended");
      case PEER_LEFT, PEER_CLOSED -> gone(cause.rank(), "has closed the communicator");
      case PEER_LOST -> gone(cause.rank(), cause.detail());
      case WITHDRAWN ->
          new MessageException(
              "rank " + ranks[cause.rank()] + " took its message back: " + cause.detail());
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
                  + ": it failed in this operation, or was called otherwise");
      case NO_RING -> noRing(cause);
      case THREW -> throw sneak(cause.thrown());
    };
  }

  /** Of a receive that no message has found in time. */
  MessageTimeoutException timeout(Operation receive, Duration timeout) {
    return new MessageTimeoutException(
        "no message with " + envelope(receive) + " came within " + DurationText.of(timeout));
  }

  /** Such as {@code tag 3 from rank 1}. */
  String envelope(Operation operation) {
    String tag = operation.tag() == Operation.ANY ? "any tag" : "tag " + operation.tag();
    int peer = operation.peer();
    return tag
        + (operation.isSend() ? " to " : " from ")
        + (peer == Operation.ANY ? "any rank" : "rank " + ranks[peer]);
  }

  private Status status(FailureCause cause) {
    return new Status(ranks[cause.rank()], cause.tag(), cause.bytes());
  }

  private PeerFailedException gone(int rank, String what) {
    return new PeerFailedException(ranks[rank], engine.peer(rank).process.pid(), what);
  }

  private MessageException noRing(FailureCause cause) {
    return new MessageException(
        "no ring to rank " + ranks[cause.rank()] + " could be made: " + cause.thrown().getMessage(),
        cause.thrown());
  }

  /** Also a checked exception, which a lambda of another language may throw. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
