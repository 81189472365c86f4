package mpi;

import io.crossmem.message.MatchedMessage;
import java.nio.Buffer;

/**
 * A message that a probe removed from matching: only a receive by this object gets it, even if
 * other threads receive at the same time.
 */
public final class Message {
  private enum State {
    NULL,
    /** Of {@link MPI#PROC_NULL}. */
    NOBODY,
    FOUND
  }

  private State state = State.NULL;
  private Comm comm; // null before the first probe
  private MatchedMessage found; // null unless FOUND

  /** No message yet. */
  public Message() {}

  /**
   * Whether there is no message: none was found, or it was received.
   *
   * @return whether there is none
   */
  public boolean isNull() {
    return state == State.NULL;
  }

  /**
   * Whether it is the message of {@link MPI#PROC_NULL}.
   *
   * @return whether it is
   */
  public boolean isNoProc() {
    return state == State.NOBODY;
  }

  /**
   * Waits for a message and removes it from matching.
   *
   * @param source its source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @param comm the communicator
   * @return its source, tag and length
   * @throws MPIException if the rank or tag is wrong, or the other rank ended
   */
  public Status mProbe(int source, int tag, Comm comm) {
    return take(comm, source, comm.messages().probeMatched(source, tag));
  }

  /**
   * Checks for a message and removes it from matching.
   *
   * @param source its source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @param comm the communicator
   * @return its source, tag and length; null if there is none
   * @throws MPIException if the rank or tag is wrong, or the other rank ended
   */
  public Status imProbe(int source, int tag, Comm comm) {
    return take(comm, source, comm.messages().lookMatched(source, tag));
  }

  private Status take(Comm from, int source, MatchedMessage message) {
    comm = from;
    found = message;
    if (source == MPI.PROC_NULL) {
      state = State.NOBODY;
      return PointToPoint.nobody();
    }
    state = message == null ? State.NULL : State.FOUND;
    return message == null ? null : from.messages().status(message.status());
  }

  /**
   * Receives the message.
   *
   * @param buf an array or a buffer
   * @param count the number of items that fit into it
   * @param type datatype of the items
   * @return its source, tag and length
   * @throws MPIException if there is no message, or it does not fit into the buffer
   */
  public Status mRecv(Object buf, int count, Datatype type) {
    return start(buf, count, type).waitStatus();
  }

  /**
   * Starts to receive the message.
   *
   * @param buf a buffer, or an array wrapped by MPI.slice
   * @param count the number of items that fit into it
   * @param type datatype of the items
   * @return the request; the buffer must not be used until it is complete
   * @throws MPIException if there is no message
   */
  public Request imRecv(Buffer buf, int count, Datatype type) {
    return start(buf, count, type);
  }

  private Request start(Object buf, int count, Datatype type) {
    State was = state;
    MatchedMessage message = found;
    state = State.NULL;
    found = null;
    return switch (was) {
      case NULL ->
          throw new MPIException(ErrorClass.REQUEST, "there is no message that a probe found");
      case NOBODY -> new Request(Work.done(PointToPoint.nobody()));
      case FOUND -> comm.messages().receiveMatched(message, buf, count, type);
    };
  }
}
