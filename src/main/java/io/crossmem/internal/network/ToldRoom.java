package io.crossmem.internal.network;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.shm.Geometry;
import io.crossmem.internal.shm.SharedAtomics;
import java.nio.ByteBuffer;

/**
 * What this rank has told the sender of a ring about room in it. Each frame to that rank has the
 * counters, so a frame of its own is needed only if there has been no other one for a while.
 */
final class ToldRoom {
  private final Geometry geometry;
  private final FollowingData following;
  private long entries;
  private long data;
  private long begun;

  ToldRoom(Geometry geometry, FollowingData following) {
    this.geometry = geometry;
    this.following = following;
  }

  /**
   * Puts the counters into a frame.
   *
   * @param ring the one from the rank; null if nothing has arrived yet
   */
  void write(ByteBuffer frame, ByteBuffer ring) {
    entries = ring == null ? 0 : ring.getLong(ENTRIES_TAKEN);
    data = ring == null ? 0 : ring.getLong(DATA_TAKEN);
    begun = following.begun();
    frame.putLong(Frames.ENTRIES_TAKEN, entries);
    frame.putLong(Frames.DATA_TAKEN, data);
    frame.putInt(Frames.EAGER_STOPPED, ring == null ? 0 : ring.getInt(EAGER_STOPPED));
    frame.putInt(Frames.EAGER_LIMIT, ring == null ? 0 : ring.getInt(EAGER_LIMIT));
    frame.putLong(Frames.FOLLOWING_BEGUN, begun);
  }

  /** Copies the counters of a frame, which are valid, into the ring that they are about. */
  static void read(ByteBuffer frame, ByteBuffer ring) {
    ring.putInt(EAGER_STOPPED, frame.getInt(Frames.EAGER_STOPPED));
    ring.putInt(EAGER_LIMIT, frame.getInt(Frames.EAGER_LIMIT));
    SharedAtomics.releaseLong(ring, DATA_TAKEN, frame.getLong(Frames.DATA_TAKEN));
    SharedAtomics.setLong(ring, ENTRIES_TAKEN, frame.getLong(Frames.ENTRIES_TAKEN));
  }

  /**
   * Whether much has changed since. Below that, and as the ring's own counters are up to 1/4 and
   * 1/8 late, the sender does not know of up to 3/4 of the entries and 3/8 of the data part: it has
   * room for another message.
   */
  boolean isOld(ByteBuffer ring) {
    return ring.getLong(ENTRIES_TAKEN) - entries >= geometry.entries() / 2
        || ring.getLong(DATA_TAKEN) - data >= geometry.dataBytes() / 4
        || following.begun() - begun >= FollowingData.WINDOW / 2;
  }
}
