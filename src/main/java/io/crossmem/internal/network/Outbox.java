package io.crossmem.internal.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames that are being sent. The rings limit their number: nobody sends more than the receiver has
 * room for.
 */
final class Outbox {
  /** Room for most messages. */
  static final int SHORT_PAYLOAD = 4 << 10;

  private static final int KEPT = FollowingData.WINDOW; // long frames; the rest is not reused
  private static final int LOOKS = 4; // at frames that are not the oldest, in one step

  private final Wire wire;
  private final int shortBytes;
  private final int longBytes;
  private final ArrayDeque<Frame> freeShort = new ArrayDeque<>();
  private final ArrayDeque<Frame> freeLong = new ArrayDeque<>();
  private final List<Frame> sending = new ArrayList<>(); // the oldest first
  private Runnable whenUnsent = () -> {};

  /**
   * For frames of two sizes.
   *
   * @param longBytes of the longest frame
   */
  Outbox(Wire wire, int longBytes) {
    this.wire = wire;
    this.shortBytes = Frames.PAYLOAD + SHORT_PAYLOAD;
    this.longBytes = longBytes;
  }

  /** Sets what to do after a frame was not sent at once. */
  void whenUnsent(Runnable action) {
    whenUnsent = action;
  }

  /** Takes a frame with room for so many bytes. */
  Frame take(int bytes) {
    if (bytes > shortBytes) {
      return takeLong();
    }
    Frame frame = freeShort.poll();
    return frame == null ? new Frame(shortBytes, wire) : frame;
  }

  /** Takes a frame for attached data. */
  Frame takeLong() {
    Frame frame = freeLong.poll();
    return frame == null ? new Frame(longBytes, wire) : frame;
  }

  void give(Frame frame) {
    if (!frame.isLong) {
      freeShort.push(frame);
    } else if (freeLong.size() < KEPT) {
      freeLong.push(frame);
    }
  }

  /** Sends the frame that was filled in; returns null, or why the wire refuses it. */
  NetworkException send(Frame frame, int bytes, int to) {
    try {
      frame.request.send(frame.address, bytes, to, Frames.TAG);
      if (frame.request.isOver()) {
        give(frame);
      } else {
        sending.add(frame);
        whenUnsent.run();
      }
      return null;
    } catch (NetworkException e) {
      give(frame);
      return e;
    }
  }

  boolean isEmpty() {
    return sending.isEmpty();
  }

  /** Frees the frames that were sent; the oldest may be stuck, if its receiver is gone. */
  void step() {
    int left = LOOKS;
    for (int i = 0; i < sending.size() && left > 0; ) { // an iterator would be garbage
      Frame frame = sending.get(i);
      if (isOver(frame)) {
        sending.remove(i);
        give(frame);
      } else {
        i++;
        left--;
      }
    }
  }

  private static boolean isOver(Frame frame) {
    try {
      return frame.request.isOver();
    } catch (NetworkException e) {
      return true; // the heartbeats tell whether its receiver is gone
    }
  }
}
