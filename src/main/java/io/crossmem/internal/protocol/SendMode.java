package io.crossmem.internal.protocol;

/** Whether a send is copied into the ring or announced. */
public enum SendMode {
  /** Copied if it is small, else announced. */
  STANDARD,
  /** Copied regardless of the threshold, if it fits an entry and the receiver allows this. */
  EAGER,
  /** Announced regardless of its length: it completes only after a receive has matched it. */
  SYNCHRONOUS
}
