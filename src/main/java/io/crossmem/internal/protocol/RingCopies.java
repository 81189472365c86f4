package io.crossmem.internal.protocol;

/**
 * Times some of the copies out of the rings. Each cache line has to move from the core that wrote
 * it, which takes five times as long on some machines as on others. From these times the limit for
 * eager messages is computed for each peer, and the peer is told whether its core is far away.
 */
public final class RingCopies {
  private static final int LEAST = 4096; // bytes of a copy that is worth timing
  private static final int TIMED = 16; // one in 16

  private final int least;
  private final int most;
  private int copies;

  /**
   * The bounds of the limit for eager messages.
   *
   * @param least size up to which a peer always sends eagerly, in bytes
   * @param most highest limit that may be set, in bytes; if it is not above {@code least}, no limit
   *     is set
   */
  public RingCopies(int least, int most) {
    this.least = least;
    this.most = most;
  }

  /** Called before a copy out of a peer's ring: returns the time if it should be timed, else 0. */
  long begin(int length) {
    return length >= LEAST && most > least && copies++ % TIMED == 0 ? System.nanoTime() : 0;
  }

  /** Called after the copy. */
  void end(Peer peer, int length, long began) {
    if (began != 0) {
      peer.costs.noteRing(length, System.nanoTime() - began);
      sendLimit(peer);
      sendDistance(peer);
    }
  }

  private void sendLimit(Peer peer) {
    int limit = peer.costs.eagerLimit(least, most);
    if (limit != peer.eagerLimit) {
      peer.eagerLimit = limit;
      peer.in.limitEager(limit);
    }
  }

  private static void sendDistance(Peer peer) {
    boolean distant = peer.costs.isDistant(peer.isDistant);
    if (distant != peer.isDistant) {
      peer.isDistant = distant;
      peer.in.setDistant(distant);
    }
  }
}
