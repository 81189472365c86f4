package io.crossmem.internal.protocol;

/** The state of another rank. ALIVE changes once, to one of the others. */
public enum PeerState {
  ALIVE,
  /** It has closed its last communicator of the group. */
  LEFT,
  /** Its process ended before that: operations that depend on it fail. */
  DIED,
  /** It lives and may still write, but sent a malformed entry or a ring cannot be mapped. */
  LOST,
  /** Nothing was heard from its node for too long: operations that depend on it fail. */
  UNHEARD
}
