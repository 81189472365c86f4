package io.crossmem.message;

/** The ways of a message that is too large for the ring to hold. */
enum Protocol {
  /** In parts through the ring: two copies, which overlap. */
  PIPELINE,
  /** The receiver copies it out of the sender's memory. */
  READ,
  /** The sender copies it into the receiver's memory. */
  WRITE,
  /** Both copy, part by part, until all are taken. */
  SPLIT
}
