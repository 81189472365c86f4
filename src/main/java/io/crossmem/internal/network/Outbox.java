package io.crossmem.internal.network;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Frames that are being sent. The rings limit their number: nobody sends more than the receiver has
 * room for.
 */
final class Outbox {
  private static final int KEPT = 16; // long frames; the garbage collector frees the rest
  private static final int LOOKS = 4; // at frames that are not the oldest, in one step

  private final Wire wire;
  private final int shortBytes;
  private final int longBytes;
  private final ArrayDeque<Frame> freeShort = new ArrayDeque<>();
  private final ArrayDeque<Frame> freeLong = new ArrayDeque<>();
  private final ArrayDeque<Frame> sending = new ArrayDeque<>();
  private Runnable whenUnsent = () -> {};

  /**
   * For frames of two sizes.
   *
   * @param longBytes of a frame with attached data
   */
  Outbox(Wire wire, int shortBytes, int longBytes) {
    this.wire = wire;
    this.shortBytes = shortBytes;
    this.longBytes = longBytes;
  }

  /** Sets what to do after a frame was not sent at once. */
  void whenUnsent(Runnable action) {
    whenUnsent = action;
  }

  Frame take() {
    if (shortBytes == longBytes) {
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
    for (Iterator<Frame> all = sending.iterator(); all.hasNext() && left > 0; ) {
      Frame frame = all.next();
      boolean isOver;
      try {
        isOver = frame.request.isOver();
      } catch (NetworkException e) {
        isOver = true; // the heartbeats tell whether its receiver is gone
      }
      if (isOver) {
        all.remove();
        give(frame);
      } else {
        left--;
      }
    }
  }
}
