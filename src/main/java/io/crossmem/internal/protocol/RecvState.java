package io.crossmem.internal.protocol;

/** Where the receiver's half of a message stands that was announced; see docs/protocol.md. */
public enum RecvState {
  /** Nothing of the sender's is known by this record. */
  FREE,
  /** RTS came, and no receive has asked for the message. */
  ANNOUNCED,
  /** The same, and CANCEL came: the receive that asks for it will fail. */
  ABANDONED,
  /** The rest comes as DATA. */
  PIPELINE,
  /** This side copies parts; the sender does not, or not any more. */
  GET,
  /** The sender copies parts; this side does not, or not any more. */
  PUT,
  /** Both copy parts. */
  SPLIT,
  /** Everything is in place, and the receive is over; the sender's ATP has yet to come. */
  AWAIT_ATP,
  /** The receive failed, and the DATA that is under way has yet to come. */
  DRAINING,
  /** The receive has to fail, but the sender may be in the middle of writing a part. */
  HELD,
  /** The receive failed, and its memory is never used again, since the sender may write there. */
  QUARANTINED
}
