package io.crossmem.message;

/**
 * The other rank is gone: its process ended, or it closed the communicator. What it had sent in
 * full before can still be received.
 */
public class PeerFailedException extends MessageException {
  private static final long serialVersionUID = 1L;

  /** In the communicator. */
  private final int rank;

  /** Of its process. */
  private final long pid;

  PeerFailedException(int rank, long pid, String what) {
    super("rank " + rank + " (pid " + pid + ") " + what);
    this.rank = rank;
    this.pid = pid;
  }

  /**
   * Which rank, in the communicator that the operation was called on.
   *
   * @return the rank
   */
  public int rank() {
    return rank;
  }

  /**
   * The pid that its process had.
   *
   * @return the pid
   */
  public long pid() {
    return pid;
  }
}
