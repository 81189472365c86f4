package io.crossmem.internal.network;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.shm.TypedView;
import java.nio.ByteBuffer;

/**
 * The data of messages from or to one rank that is in the frame of its RTS. A frame that has
 * arrived is kept until a receive has copied the data, or it is dropped: at most {@link
 * FollowingData#WINDOW} frames.
 */
public final class AttachedData {
  private final Outbox outbox;
  private final Frame[] arrived = new Frame[FollowingData.WINDOW]; // by number; null if none
  private Frame prepared; // to be sent; null if there is none

  AttachedData(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Bytes of data that come with an entry. */
  static int bytes(ByteBuffer memory, int entry) {
    long length = follows(memory, entry) ? memory.getLong(entry + RTS_LENGTH) : 0;
    return FollowingData.isAttached(length) ? (int) Math.max(0, length) : 0;
  }

  /** Whether an entry is an RTS whose data follows, attached or not. */
  static boolean follows(ByteBuffer memory, int entry) {
    return memory.getInt(entry + KIND) == RTS
        && (memory.getInt(entry + RTS_FLAGS) & DATA_FOLLOWS) != 0;
  }

  /** Memory for the data of the next message that is sent; the same until that is sent. */
  public TypedView prepare() {
    if (prepared == null) {
      prepared = outbox.takeLong();
    }
    return prepared.data();
  }

  Frame takePrepared() {
    Frame frame = prepared;
    prepared = null;
    return frame;
  }

  private static int slot(long number) {
    return (int) (number % FollowingData.WINDOW);
  }

  boolean has(long number) {
    return arrived[slot(number)] != null;
  }

  void keep(long number, Frame frame) {
    arrived[slot(number)] = frame;
  }

  /** The data of a message that has not been dropped. */
  public TypedView get(long number) {
    return arrived[slot(number)].data();
  }

  /** Frees its frame, if there is one. */
  void drop(long number) {
    Frame frame = arrived[slot(number)];
    arrived[slot(number)] = null;
    if (frame != null) {
      outbox.give(frame);
    }
  }
}
