package io.crossmem.message;

/**
 * The layout of a ring: how one rank sends to one other. All numbers are in native byte order, and
 * the same for 32-bit and 64-bit processes.
 *
 * <pre>
 *      0  sender rank | receiver rank | next ring of that receiver
 *     64  entries taken | data bytes taken                          written by the receiver
 *    128  the sender sleeps until there is room                     written by the sender
 *    192  claims: of a message that both copy, the next part        written by both
 *   1024  entries, 64 bytes each
 *    ...  data
 * </pre>
 *
 * <p>An entry is one cache line, so that a small message costs one transfer of a line:
 *
 * <pre>
 *   0          8      12        16    20       24                    64
 *   | sequence | kind | context | tag | length | payload, or fields  |
 * </pre>
 *
 * <p>The sequence is 1 + the number of entries before it, and is written last, with release: an
 * entry is there once its sequence is the one expected. A payload never lies where a sequence is
 * read, so none can be mistaken for one. Longer payloads lie in the data part, in the order of
 * their entries; where one begins follows from the lengths before it, so no offset is passed.
 */
final class RingDescriptor {
  static final int SENDER = 0; // int
  static final int RECEIVER = 4; // int
  static final int NEXT = 8; // int: 1 + index of the ring, 0 for none

  static final int ENTRIES_TAKEN = 64; // long
  static final int DATA_TAKEN = 72; // long

  static final int SENDER_WAITS = 128; // int

  static final int CLAIMS = 192; // ints, each on a line of its own
  static final int CLAIM_BYTES = 64;
  static final int CLAIM_COUNT = 8;

  static final int ENTRIES = 1024;
  static final int ENTRY_BYTES = 64;

  static final int SEQUENCE = 0; // long
  static final int KIND = 8; // int
  static final int CONTEXT = 12; // int
  static final int TAG = 16; // int
  static final int LENGTH = 20; // int: bytes
  static final int PAYLOAD = 24;
  static final int INLINE_BYTES = ENTRY_BYTES - PAYLOAD;

  // The kinds, and what an entry of that kind holds in place of tag, length and payload.

  /** A small message: its payload follows. */
  static final int EAGER = 1;

  /** A large message is ready to be taken ("request to send"). Keeps the tag. */
  static final int READY = 2;

  static final int READY_SEND = 20; // int: the sender's number of it
  static final int READY_LENGTH = 24; // long: bytes
  static final int READY_ADDRESS = 32; // long: 0 if it has none that lasts
  static final int READY_FLAGS = 40; // int

  /** In the flags: the kernel lets the sender reach into the receiver's memory. */
  static final int CAN_REACH = 1;

  /** In the flags: the message lies on 2 MiB pages. */
  static final int HUGE_PAGES = 2;

  /** In the flags: it has no single address, but blocks which the sender can write from. */
  static final int HAS_BLOCKS = 4;

  /** A part of a message that goes through the ring: its payload follows, in order. */
  static final int PART = 3;

  static final int PART_RECEIVE = 16; // int: the receiver's number of the message

  // Answers: two numbers, three longs, two numbers.
  static final int FIRST = 16; // int
  static final int SECOND = 20; // int
  static final int FROM = 24; // long
  static final int TO = 32; // long
  static final int ADDRESS = 40; // long
  static final int CLAIM = 48; // int
  static final int PART_BYTES = 52; // int

  /**
   * The answer to READY: send the bytes FROM..TO, or, where there is an ADDRESS, write what you can
   * get hold of by the CLAIM there, in parts of PART_BYTES. FIRST is the sender's number of the
   * message, SECOND the receiver's.
   */
  static final int CLEAR = 4;

  /**
   * The sender has written what it got hold of: FROM bytes by claim FIRST; SECOND failed, or -1.
   */
  static final int WRITTEN = 5;

  /** The receiver needs the sender's message FIRST no more. */
  static final int DONE = 6;

  /**
   * The sender has given its message FIRST up, because its communicator was closed (SECOND is -1),
   * or because rank SECOND is gone without which the operation cannot go on. It sends and writes
   * nothing more of it.
   */
  static final int WITHDRAWN = 7;

  /**
   * The answer to WITHDRAWN: the receiver will not mention the sender's message FIRST any more, so
   * that the number can be used again.
   */
  static final int FORGOTTEN = 8;

  private RingDescriptor() {}
}
