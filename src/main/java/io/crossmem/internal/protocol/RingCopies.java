package io.crossmem.internal.protocol;

/**
 * Times some of the copies out of the rings. Each cache line has to come from the core that wrote
 * it, which takes five times as long on one machine as on another. From these times each peer is
 * told up to which size to send messages at once: through the ring, without announcing them.
 */
public final class RingCopies {
  private static final int LEAST = 4096; // bytes of a copy that tells something
  private static final int TIMED = 16; // one in so many

  private final int least;
  private final int most;
  private int copies;

  /**
   * The bounds of what a peer is told.
   *
   * @param least bytes that a peer always sends at once
   * @param most bytes that it may be told to send at once; no more than the least: it is told
   *     nothing
   */
  public RingCopies(int least, int most) {
    this.least = least;
    this.most = most;
  }

  /** Before a copy out of a peer's ring: the time by System.nanoTime if it is timed, else 0. */
  long begin(int length) {
    return length >= LEAST && most > least && copies++ % TIMED == 0 ? System.nanoTime() : 0;
  }

  /** After it. */
  void end(Peer peer, int length, long began) {
    if (began != 0) {
      peer.costs.noteRing(length, System.nanoTime() - began);
      tell(peer);
    }
  }

  private void tell(Peer peer) {
    int limit = peer.costs.eagerLimit(least, most);
    if (limit != peer.eagerLimit) {
      peer.eagerLimit = limit;
      peer.in.limitEager(limit);
    }
  }
}
