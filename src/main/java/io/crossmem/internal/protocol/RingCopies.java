package io.crossmem.internal.protocol;

import io.crossmem.internal.shm.RingProducer;
import io.crossmem.internal.shm.RingWrite;

/**
 * Times some of the copies through the rings. Each cache line has to move from the core that wrote
 * it, which takes five times as long on some machines as on others. From these times the limit for
 * eager messages is computed for each peer, and how the peer should write them.
 *
 * <p>The sender chooses the payloads that are timed. It sends the time of its copy in the entry.
 */
public final class RingCopies {
  private final int least;
  private final int most;

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

  /** Called before a copy into a ring: returns the time if it should be timed, else 0. */
  public static long beginWrite(RingProducer out, int length) {
    return length >= RingWrite.LEAST ? out.beginWrite(length) : 0;
  }

  /** Called after the copy. */
  public static void endWrite(RingProducer out, int length, long began) {
    if (length >= RingWrite.LEAST) {
      out.endWrite(began);
    }
  }

  /** Called before a copy out of a peer's ring: returns the time if it should be timed, else 0. */
  static long beginRead(Peer peer, int length) {
    boolean isTimed = length >= RingWrite.LEAST && peer.in.writeNanos() != 0;
    return isTimed ? System.nanoTime() : 0;
  }

  /** Called after the copy, before the entry is taken. */
  void endRead(Peer peer, int length, long began) {
    RingWrite used = began == 0 ? null : peer.in.writtenBy();
    if (used != null) {
      long nanos = System.nanoTime() - began + peer.in.writeNanos();
      peer.costs.noteRing(length, used, nanos);
      sendLimit(peer);
      sendWishes(peer);
    }
  }

  private void sendLimit(Peer peer) {
    int limit = most > least ? peer.costs.eagerLimit(least, most) : peer.eagerLimit;
    if (limit != peer.eagerLimit) {
      peer.eagerLimit = limit;
      peer.in.limitEager(limit);
    }
  }

  private static void sendWishes(Peer peer) {
    int wishes = peer.costs.writeWishes();
    if (wishes != peer.writeWishes) {
      peer.writeWishes = wishes;
      peer.in.askForWrites(wishes);
    }
  }
}
