package io.crossmem.internal.network;

/**
 * Carries bytes between ranks, wherever they are: by MPI, or between ranks of one test. From one
 * rank to another, what has the same tag is received in the order in which it was sent.
 *
 * <p>Used by one thread at a time. Nothing goes on by itself: only while a request is asked.
 */
public interface Wire {
  /** From any rank. */
  int ANY = -1;

  int rank();

  int size();

  /** One to be used again and again, for one message at a time. */
  Request newRequest();

  /** A message that is being sent or received: its memory must stay until it is over. */
  interface Request {
    /**
     * Starts sending.
     *
     * @throws NetworkException if the wire refuses; then it is over
     */
    void send(long address, int bytes, int to, int tag) throws NetworkException;

    /**
     * Starts receiving.
     *
     * @param bytes that there is room for; a message may be shorter
     * @param from a rank, or {@link #ANY}
     * @throws NetworkException if the wire refuses; then it is over
     */
    void receive(long address, int bytes, int from, int tag) throws NetworkException;

    /**
     * Moves what can be moved; whether this one is over.
     *
     * @throws NetworkException if it has failed; then it is over
     */
    boolean isOver() throws NetworkException;

    /** Who sent it, once a receive is over. */
    int source();

    /** Bytes of it, once a receive is over. */
    int length();

    /** Takes a receive back for which nothing has come; it is over some time later. */
    void cancel();
  }
}
