package mpi;

/**
 * The collective operations that were called last: programs call the same ones with the same memory
 * again, and then nothing has to be allocated. Used by one thread at a time, as collective
 * operations are.
 */
final class RecentExchanges {
  private static final int KEPT = 8; // operations
  private static final long MOST_BYTES = 4 << 20; // of each side, since it is kept reachable

  /** What is called. */
  enum Kind {
    BCAST,
    ALLGATHER,
    REDUCE,
    ALLREDUCE,
    SCAN,
    EXSCAN
  }

  private record Known(
      Kind kind, Transfer send, Transfer receive, Op op, int root, Exchange exchange) {

    boolean is(Kind otherKind, Transfer otherSend, Transfer otherReceive, Op otherOp, int other) {
      return kind == otherKind
          && send == otherSend
          && receive == otherReceive
          && op == otherOp
          && root == other;
    }
  }

  private final Known[] known = new Known[KEPT];
  private int next;

  /**
   * Null if it is not known.
   *
   * @param send null if there is none, or it is in place
   * @param receive null if there is none
   * @param op null if it only moves data
   * @param root 0 if it has none
   */
  Exchange find(Kind kind, Transfer send, Transfer receive, Op op, int root) {
    for (Known one : known) {
      if (one != null && one.is(kind, send, receive, op, root)) {
        return one.exchange;
      }
    }
    return null;
  }

  /** Keeps it if it works on the program's memory, and returns it. */
  Exchange keep(Kind kind, Transfer send, Transfer receive, Op op, int root, Exchange exchange) {
    if (canKeep(send) && canKeep(receive)) {
      known[next] = new Known(kind, send, receive, op, root, exchange);
      next = (next + 1) % KEPT;
    }
    return exchange;
  }

  private static boolean canKeep(Transfer side) {
    return side == null || (side.isView() && side.data.bytes() <= MOST_BYTES);
  }
}
