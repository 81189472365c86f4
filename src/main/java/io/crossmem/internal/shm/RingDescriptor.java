package io.crossmem.internal.shm;

/**
 * The layout of a ring, through which one rank sends to another. All numbers are in native byte
 * order. The layout is the same in 32-bit and 64-bit processes.
 *
 * <pre>
 *      0  sender rank | receiver rank | next ring of that receiver | cancelled messages
 *     64  entries taken | data bytes taken                          written by the receiver
 *    128  the sender waits for space                                written by the sender
 *    192  part counters: the next part of a message that both copy  written by both
 *    768  hints of the receiver about payloads                     written by the receiver
 *   1024  entries, 64 bytes each
 *    ...  data
 * </pre>
 *
 * <p>An entry is one cache line, so that a small message needs only one transfer of a cache line:
 *
 * <pre>
 *   0          8      12        16    20       24                    64
 *   | sequence | kind | context | tag | length | payload, or fields  |
 * </pre>
 *
 * <p>The sequence is 1 + the number of entries before it. It is written last, with release, so an
 * entry is complete when it has the expected sequence. Payloads are never stored where a sequence
 * is read, so a payload cannot be mistaken for a sequence. Longer payloads are in the data part, in
 * the order of their entries. Their offsets follow from the lengths of the payloads before them, so
 * no offset is passed.
 *
 * <p>{@code docs/protocol.md} describes when each kind of entry is sent.
 */
public final class RingDescriptor {
  public static final int SENDER = 0; // int
  public static final int RECEIVER = 4; // int
  public static final int NEXT = 8; // int: 1 + index of the ring, 0 for none

  /**
   * int: number of cancelled messages. The sender may already reuse their memory, although their
   * CANCEL entries may not have arrived. This word rarely changes, like the others in its cache
   * line.
   */
  public static final int CANCELS = 12;

  public static final int ENTRIES_TAKEN = 64; // long
  public static final int DATA_TAKEN = 72; // long

  public static final int SENDER_WAITS = 128; // int

  public static final int COUNTERS = 192; // ints, each on its own cache line
  public static final int COUNTER_BYTES = 64;
  public static final int COUNTER_COUNT = 8;

  public static final int EAGER_STOPPED = 768; // int: 1 while all messages need RTS
  public static final int EAGER_LIMIT = 772; // int: most bytes of an eager message; 0: not set

  /** int: how the receiver wants long payloads to be written, by size; see {@link RingWrite}. */
  public static final int WRITES = 776;

  public static final int ENTRIES = 1024;
  public static final int ENTRY_BYTES = 64;

  public static final int SEQUENCE = 0; // long
  public static final int KIND = 8; // int
  public static final int CONTEXT = 12; // int
  public static final int TAG = 16; // int
  public static final int LENGTH = 20; // int: bytes
  public static final int PAYLOAD = 24;
  public static final int INLINE_BYTES = ENTRY_BYTES - PAYLOAD;

  // In an entry whose payload is in the data part.

  /** int: the number of the {@link RingWrite} by which the payload was written. */
  public static final int WRITTEN_BY = 56;

  /** int: the time that this took, in ns; 0 if it was not timed. */
  public static final int WRITE_NS = 60;

  // The kinds of entries, each followed by its fields.

  /** A small message: context, tag, length and payload. */
  public static final int EAGER = 1;

  /** Request to send: a message is in the sender's memory. Context, tag and these fields. */
  public static final int RTS = 2;

  public static final int RTS_SEND = 20; // int: the sender's number of the message
  public static final int RTS_LENGTH = 24; // long: bytes
  public static final int RTS_ADDRESS = 32; // long: 0 if it has no fixed address
  public static final int RTS_FLAGS = 40; // int

  public static final int RTS_DESCRIPTOR = 44; // int: the sender's descriptor of the shared memory
  public static final int RTS_INODE = 48; // long: of the shared memory
  public static final int RTS_OFFSET = 56; // long: of the message in the shared memory

  /** long: between nodes, the number of a message whose data follows. */
  public static final int RTS_FOLLOWING = 48;

  /** In the flags: the kernel allows the sender to access the receiver's memory. */
  public static final int CAN_PUT = 1;

  /** In the flags: the message is on 2 MiB pages. */
  public static final int HUGE_PAGES = 2;

  /** In the flags: the message consists of blocks, which the sender can write from. */
  public static final int HAS_BLOCKS = 4;

  /** In the flags: it is in sealed memory that the receiver can map, given by three fields. */
  public static final int SHARED_MEMORY = 8;

  /** In the flags: the network carries the data at once, without a CTS; RTS has its number. */
  public static final int DATA_FOLLOWS = 16;

  /**
   * In the flags: 1 + the number of the protocol that the sender currently tries for messages from
   * this receiver; 0 if none. If both send at the same time, they should try the same protocol.
   */
  public static final int TRIED_SHIFT = 8;

  public static final int TRIED_MASK = 7;

  /** Clear to send: the receiver wants a range of the message as DATA. */
  public static final int CTS_DATA = 3;

  public static final int CTS_SEND = 16; // int: the sender's number of the message
  public static final int CTS_RECEIVE = 20; // int: the receiver's number of the message
  public static final int CTS_FROM = 24; // long: the first byte
  public static final int CTS_TO = 32; // long: after the last byte

  /** Clear to send: the sender may write the parts that it takes into the receiver's memory. */
  public static final int CTS_PUT = 4;

  public static final int PUT_SEND = 16; // int: the sender's number of the message
  public static final int PUT_COUNTER = 20; // int: index of the part counter
  public static final int PUT_PART = 24; // int: size of a part in bytes
  public static final int PUT_DESCRIPTOR = 28; // int: like RTS_DESCRIPTOR, for the receive buffer
  public static final int PUT_ADDRESS = 32; // long: of the receive buffer
  public static final int PUT_INODE = 40; // long: of the shared memory
  public static final int PUT_OFFSET = 48; // long: of the receive buffer in the shared memory

  /** In PUT_DESCRIPTOR: the buffer is not in shared memory, or that is not to be used. */
  public static final int NO_DESCRIPTOR = -1;

  /** The next part of the range that CTS_DATA requested, as payload. */
  public static final int DATA = 5;

  public static final int DATA_RECEIVE = 16; // int: the receiver's number of the message

  /** Acknowledge to sender: the receiver no longer needs the sender's memory. */
  public static final int ATS = 6;

  public static final int ATS_SEND = 16; // int: the sender's number of the message
  public static final int ATS_STATUS = 20; // int

  /** int: 1 + the number of the protocol by which all of the message was received; else 0. */
  public static final int ATS_PROTOCOL = 24;

  /** In an ATS: the message was received, or its receive failed. */
  public static final int STATUS_TAKEN = 0;

  /** In an ATS: it will never be received, since the receiver's communicator is closed. */
  public static final int STATUS_CLOSED = 1;

  /** Acknowledge to peer: the sender will not write any more parts. */
  public static final int ATP = 7;

  public static final int ATP_COUNTER = 16; // int: index of the part counter
  public static final int ATP_FAILED = 20; // int: the part that could not be written, or -1
  public static final int ATP_WRITTEN = 24; // long: bytes that were written

  /** The sender cancels a message that it announced. It sends and writes nothing more of it. */
  public static final int CANCEL = 8;

  public static final int CANCEL_SEND = 16; // int: the sender's number of the message
  public static final int CANCEL_REASON = 20; // int
  public static final int CANCEL_RANK = 24; // int: the rank that is gone, with REASON_GONE

  /** In a CANCEL: the sender closed the communicator. */
  public static final int REASON_CLOSED = 0;

  /** In a CANCEL: a rank that the operation needs is gone. */
  public static final int REASON_GONE = 1;

  /** In a CANCEL: the sender could not read its memory, or its thread ended by an exception. */
  public static final int REASON_FAILED = 2;

  /** The answer to CANCEL: the receiver will not refer to the message again. */
  public static final int CANCEL_ACK = 9;

  /** Clear to send: the receiver wants a range of the message by the network, on a tag. */
  public static final int CTS_NETWORK = 10;

  public static final int NETWORK_SEND = 16; // int: the sender's number of the message
  public static final int NETWORK_TAG = 20; // int
  public static final int NETWORK_FROM = 24; // long: the first byte
  public static final int NETWORK_BYTES = 32; // int

  private RingDescriptor() {}
}
