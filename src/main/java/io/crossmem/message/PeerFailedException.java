package io.crossmem.message;

/**
 * The other rank is gone: its process ended, or it closed the communicator. Messages that it had
 * completely sent before can still be received.
 */
public class PeerFailedException extends MessageException {
  private static final long serialVersionUID = 1L;

  /** The rank in the communicator. */
  private final int rank;

  /** The pid of its process; 0 if it is on another node. */
  private final long pid;

  PeerFailedException(int rank, long pid, String what) {
    super("rank " + rank + (pid == 0 ? " on another node " : " (pid " + pid + ") ") + what);
    this.rank = rank;
    this.pid = pid;
  }

  /**
   * The rank that is gone, in the communicator of the operation.
   *
   * @return the rank
   */
  public int rank() {
    return rank;
  }

  /**
   * The pid that its process had.
   *
   * @return the pid; 0 if it was on another node
   */
  public long pid() {
    return pid;
  }
}
