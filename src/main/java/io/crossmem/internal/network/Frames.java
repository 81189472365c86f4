package io.crossmem.internal.network;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.shm.RingDescriptor;
import java.nio.ByteBuffer;

/**
 * The layout of a frame between nodes: the sender's counters of the ring in the other direction,
 * then an entry of this ring, or none.
 *
 * <pre>
 *   0       8            16        20      24     28              32      40      104
 *   | taken | data taken | stopped | limit | kind | payload bytes | begun | entry | payload
 * </pre>
 *
 * <p>In place of an entry and payload, a {@link #BEAT} has the states of the ranks of the sender's
 * node, a byte each.
 */
final class Frames {
  /** The tag of all frames. */
  static final int TAG = 1;

  static final int ENTRIES_TAKEN = 0; // long
  static final int DATA_TAKEN = 8; // long
  static final int EAGER_STOPPED = 16; // int
  static final int EAGER_LIMIT = 20; // int
  static final int KIND = 24; // int
  static final int PAYLOAD_BYTES = 28; // int
  static final int FOLLOWING_BEGUN = 32; // long; see FollowingData
  static final int ENTRY = 40;
  static final int PAYLOAD = ENTRY + ENTRY_BYTES;
  static final int STATES = ENTRY;

  /** A frame with counters only. */
  static final int ROOM = 0;

  static final int ENTRY_FRAME = 1;

  static final int BEAT = 2;

  private Frames() {}

  /** Bytes of an entry in the data part of the ring. */
  static int payloadBytes(ByteBuffer memory, int entry) {
    int kind = memory.getInt(entry + RingDescriptor.KIND);
    int length = kind == EAGER || kind == DATA ? memory.getInt(entry + LENGTH) : 0;
    return length > INLINE_BYTES ? length : 0;
  }
}
