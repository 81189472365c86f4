package io.crossmem.internal.network;

/**
 * Carries bytes between ranks: by MPI, or in a test in one process. Messages from one rank to
 * another with the same tag are received in the order in which they were sent.
 *
 * <p>Used by one thread at a time. There is progress only while a request is tested.
 */
public interface Wire {
  /** From any rank. */
  int ANY = -1;

  int rank();

  int size();

  /**
   * Into pieces of how many bytes to cut a transfer of up to {@link FollowingData#MOST_BYTES}; the
   * same on all ranks.
   */
  int pieceBytes(int length);

  /** A request that can be reused, for one message at a time. */
  Request newRequest();

  /** A message that is being sent or received; its memory must stay valid until it completes. */
  interface Request {
    /**
     * Starts sending.
     *
     * @throws NetworkException if the wire refuses; then the request has completed
     */
    void send(long address, int bytes, int to, int tag) throws NetworkException;

    /**
     * Starts receiving.
     *
     * @param bytes of the memory; a message may be shorter
     * @param from a rank, or {@link #ANY}
     * @throws NetworkException if the wire refuses; then the request has completed
     */
    void receive(long address, int bytes, int from, int tag) throws NetworkException;

    /**
     * Makes progress; returns whether this request has completed.
     *
     * @throws NetworkException if it has failed; then it has completed
     */
    boolean isOver() throws NetworkException;

    /** The sender, after a receive has completed. */
    int source();

    /** The number of bytes, after a receive has completed. */
    int length();

    /** Cancels a receive that no message has matched; it completes some time later. */
    void cancel();
  }
}
