package io.crossmem.internal.network;

/**
 * A transfer of bytes directly between the user's memory on two nodes, with its own tag. crossmem
 * makes no copy. The memory must stay valid until the transfer has completed. Used under the
 * engine's lock.
 */
public final class Transfer {
  final Wire.Request request;
  int tag;
  private boolean over;
  private String failure; // when it has completed; null if it succeeded
  private int bytes;

  Transfer(Wire.Request request) {
    this.request = request;
  }

  void begin(int ownTag, int length) {
    tag = ownTag;
    over = false;
    failure = null;
    bytes = length;
  }

  /** Polls the network; returns whether the transfer has completed. */
  public boolean look() {
    if (!over) {
      try {
        over = request.isOver();
      } catch (NetworkException e) {
        fail(e);
      }
    }
    return over;
  }

  void fail(NetworkException why) {
    over = true;
    failure = why.getMessage();
  }

  /** The tag that the sender must use. */
  public int tag() {
    return tag;
  }

  /** Whether it had completed at the last poll. */
  public boolean isOver() {
    return over;
  }

  /** Of a completed transfer: why it failed; null if it succeeded. */
  public String failure() {
    return failure;
  }

  /** Of a completed receive: whether all requested bytes arrived. */
  public boolean isComplete() {
    return failure == null && request.length() == bytes;
  }
}
