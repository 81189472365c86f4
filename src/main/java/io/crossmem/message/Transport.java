package io.crossmem.message;

/**
 * How large messages from and to one rank travel.
 *
 * @param kind the way in use
 * @param reason why it is this one
 * @param learned how long large messages from that rank took on the ways that were tried, by size:
 *     the fastest way is taken, and now and then another one is tried; empty if nothing is known
 */
public record Transport(Kind kind, String reason, String learned) {
  /** The ways. */
  public enum Kind {
    /** Straight from one process to the other, wherever that is faster than through a ring. */
    SINGLE_COPY,
    /** In and out of shared memory: the kernel forbids one process to reach into the other. */
    TWO_COPY
  }
}
