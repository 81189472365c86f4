package io.crossmem.internal.network;

/**
 * A transfer of bytes directly between the user's memory on two nodes, with its own tag. crossmem
 * makes no copy. The memory must stay valid until the transfer has completed. Used under the
 * engine's lock.
 *
 * <p>Both sides cut it into the same pieces, one message of MPI each. The network has all pieces of
 * a short transfer at once, and at most {@link #AT_ONCE} of a long one. So the sender is never far
 * ahead, and what it writes is still in the cache when the receiver reads it.
 *
 * <pre>
 *   0          ended           started         bytes
 *   | over     | in progress   | not started   |
 * </pre>
 */
public final class Transfer {
  /** Of a long transfer. 1 and 4 MiB by TCP took 0.3 to 0.8 of the time of one message. */
  static final int PIECE_BYTES = 512 << 10;

  private static final int AT_ONCE = 2; // pieces of a long transfer
  private static final int MOST_AT_ONCE = 8; // all pieces of a short one

  private enum Way {
    SEND,
    RECEIVE
  }

  private final Wire wire;
  private final Wire.Request[] requests = new Wire.Request[MOST_AT_ONCE]; // used in turn
  private Way way;
  private long address;
  private int bytes;
  private int pieceBytes;
  private int atOnce; // pieces
  private int other; // rank
  int tag;

  private int started; // bytes
  private int startedPieces;
  private int ended; // bytes
  private int endedPieces;
  private int arrived; // bytes of a receive
  private boolean stopped; // no more pieces are started
  private String failure; // null if it has not failed

  Transfer(Wire wire) {
    this.wire = wire;
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      requests[i] = wire.newRequest();
    }
  }

  void send(long from, int length, int to, int ownTag) {
    begin(Way.SEND, from, length, to, ownTag);
  }

  void receive(long into, int length, int from, int ownTag) {
    begin(Way.RECEIVE, into, length, from, ownTag);
  }

  private void begin(Way direction, long memory, int length, int rank, int ownTag) {
    way = direction;
    address = memory;
    bytes = length;
    boolean isShort = length <= FollowingData.MOST_BYTES;
    pieceBytes = isShort ? wire.pieceBytes(length) : PIECE_BYTES;
    atOnce = isShort ? MOST_AT_ONCE : AT_ONCE;
    other = rank;
    tag = ownTag;
    started = 0;
    startedPieces = 0;
    ended = 0;
    endedPieces = 0;
    arrived = 0;
    stopped = false;
    failure = null;
    startPiece(); // also one without bytes
    startPieces();
  }

  private void startPieces() {
    while (!stopped && started < bytes && startedPieces - endedPieces < atOnce) {
      startPiece();
    }
  }

  private void startPiece() {
    int piece = Math.min(pieceBytes, bytes - started);
    Wire.Request request = requests[startedPieces % MOST_AT_ONCE];
    try {
      switch (way) {
        case SEND -> request.send(address + started, piece, other, tag);
        case RECEIVE -> request.receive(address + started, piece, other, tag);
      }
      started += piece;
      startedPieces++;
    } catch (NetworkException e) {
      fail(e);
    }
  }

  /** Polls the network; returns whether the transfer has completed. */
  public boolean look() {
    while (endedPieces < startedPieces && endPiece()) {
      startPieces();
    }
    return isOver();
  }

  /** False if the oldest piece is in progress. */
  private boolean endPiece() {
    Wire.Request request = requests[endedPieces % MOST_AT_ONCE];
    NetworkException why = null;
    try {
      if (!request.isOver()) {
        return false;
      }
    } catch (NetworkException e) {
      why = e;
    }
    ended += Math.min(pieceBytes, bytes - ended);
    endedPieces++;
    if (why != null) {
      fail(why);
    } else if (way == Way.RECEIVE && !stopped) {
      arrived += request.length();
      if (arrived != ended) {
        stop(); // the sender has cancelled the message, and sends no more
      }
    }
    return true;
  }

  private void fail(NetworkException why) {
    failure = why.getMessage();
    stop();
  }

  /** Starts no more pieces, and cancels receives that are in progress. */
  void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    for (int i = endedPieces; way == Way.RECEIVE && i < startedPieces; i++) {
      requests[i % MOST_AT_ONCE].cancel();
    }
  }

  /** The tag that the sender must use. */
  public int tag() {
    return tag;
  }

  /** Whether it had completed at the last poll. */
  public boolean isOver() {
    return endedPieces == startedPieces && (stopped || started == bytes);
  }

  /** Of a completed transfer: why it failed; null if it succeeded. */
  public String failure() {
    return failure;
  }

  /** Of a completed receive: whether all requested bytes arrived. */
  public boolean isComplete() {
    return failure == null && arrived == bytes;
  }
}
