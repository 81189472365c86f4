package io.crossmem.internal.network;

/**
 * Bytes that go from memory of the user's straight into memory of the user's on another node, on a
 * tag of their own: nobody copies them here. The memory must stay until it is over. Used under the
 * engine's lock.
 */
public final class Transfer {
  final Wire.Request request;
  int tag;
  private boolean over;
  private String failure; // once it is over; null if it went well
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

  /** Looks at the network; whether it is over. */
  boolean look() {
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

  /** Whether it was over when the network was last looked at. */
  public boolean isOver() {
    return over;
  }

  /** Of one that is over: why it failed; null if it went well. */
  public String failure() {
    return failure;
  }

  /** Of a receive that is over: whether all has come that was asked for. */
  public boolean isComplete() {
    return failure == null && request.length() == bytes;
  }
}
