package io.crossmem.internal.protocol;

/** The sender's state of an announced message; see docs/protocol.md. */
public enum SendState {
  /** The record is not in use. */
  FREE,
  /** RTS, or the data requested by CTS, was sent: the receiver's next entry is awaited. */
  ANNOUNCED,
  /** The range requested by CTS_DATA is being sent. */
  SENDING,
  /** Parts are being written into the receiver's memory, after CTS_PUT. */
  PUTTING,
  /** The network carries the range requested by CTS_NETWORK. */
  NETWORK,
  /** The send must fail, but the network may still be reading its memory. */
  HELD,
  /** CANCEL was sent, and CANCEL_ACK is awaited. */
  CANCELLED
}
