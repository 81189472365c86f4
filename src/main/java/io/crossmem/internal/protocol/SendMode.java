package io.crossmem.internal.protocol;

/** Whether a send is copied into the ring, or announced. */
public enum SendMode {
  /** Copied if it is short, else announced. */
  STANDARD,
  /** Copied whatever the threshold is, as long as it fits an entry and the receiver allows that. */
  EAGER,
  /** Announced whatever its length: it is over only after a receive has got it. */
  SYNCHRONOUS
}
