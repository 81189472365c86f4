package io.crossmem.internal.protocol;

/** Where the sender's half of a message stands that was announced; see docs/protocol.md. */
public enum SendState {
  /** Nothing. */
  FREE,
  /** RTS was sent, or what CTS asked for: the receiver's next word is awaited. */
  ANNOUNCED,
  /** The range that CTS_DATA asked for is being sent. */
  SENDING,
  /** Parts are written into the receiver's memory, as CTS_PUT allows. */
  PUTTING,
  /** CANCEL was sent: CANCEL_ACK is awaited. */
  CANCELLED
}
