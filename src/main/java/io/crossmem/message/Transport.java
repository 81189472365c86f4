package io.crossmem.message;

/**
 * How large messages from and to one rank are transferred.
 *
 * @param kind the kind of transfer in use
 * @param reason why this kind is used
 * @param learned the measured times of large messages from that rank, by size and protocol,
 *     including the time until the next one, up to four times that of the message: the fastest
 *     protocol is used, and others are tried from time to time; empty if nothing is known
 */
public record Transport(Kind kind, String reason, String learned) {
  /** The kinds of transfer. */
  public enum Kind {
    /** Directly from one process to the other, if that is faster than through a ring. */
    SINGLE_COPY,
    /** Copied twice, through shared memory: the kernel denies access to the other process. */
    TWO_COPY,
    /** By the cluster's MPI library: the other process is on another node. */
    NETWORK
  }
}
