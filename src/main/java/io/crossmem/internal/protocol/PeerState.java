package io.crossmem.internal.protocol;

/** What is known of another rank. Only ALIVE changes, and once. */
public enum PeerState {
  ALIVE,
  /** It has closed its last communicator of the group. */
  LEFT,
  /** Its process ended before that: what depends on it fails. */
  DIED,
  /** It lives, but sent what makes no sense, or cannot be heard: it may still write into memory. */
  LOST
}
