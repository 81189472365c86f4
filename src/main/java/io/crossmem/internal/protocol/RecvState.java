package io.crossmem.internal.protocol;

/** The receiver's state of an announced message; see docs/protocol.md. */
public enum RecvState {
  /** The record is not in use. */
  FREE,
  /** RTS has arrived, but no receive has matched the message. */
  ANNOUNCED,
  /** CANCEL has arrived before a receive: the receive that matches it will fail. */
  ABANDONED,
  /** The rest arrives as DATA. */
  PIPELINE,
  /** This side copies parts; the sender does not, or no longer. */
  GET,
  /** The sender copies parts; this side does not, or no longer. */
  PUT,
  /** Both sides copy parts. */
  SPLIT,
  /** The network carries a range into the receive buffer. */
  NETWORK,
  /** The network carries the message into memory of this process: a receive has matched it. */
  STORING,
  /** The receive is complete; the sender's ATP has not arrived yet. */
  AWAIT_ATP,
  /** The receive has failed; the remaining DATA has not arrived yet. */
  DRAINING,
  /** The receive must fail, but the sender or the network may still be writing a part. */
  HELD,
  /** The receive has failed; its memory is never freed, since the sender may still write there. */
  QUARANTINED
}
