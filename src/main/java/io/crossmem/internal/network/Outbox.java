package io.crossmem.internal.network;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Frames that are being sent. The rings limit their number: nobody sends more than the receiver has
 * room for.
 */
final class Outbox {
  private static final int LOOKS = 4; // at frames that are not the oldest, in one step

  private final Wire wire;
  private final int frameBytes;
  private final ArrayDeque<Frame> free = new ArrayDeque<>();
  private final ArrayDeque<Frame> sending = new ArrayDeque<>();
  private Runnable whenUnsent = () -> {};

  Outbox(Wire wire, int frameBytes) {
    this.wire = wire;
    this.frameBytes = frameBytes;
  }

  /** Sets what to do after a frame was not sent at once. */
  void whenUnsent(Runnable action) {
    whenUnsent = action;
  }

  Frame take() {
    Frame frame = free.poll();
    return frame == null ? new Frame(frameBytes, wire) : frame;
  }

  /** Sends the frame that was filled in; returns null, or why the wire refuses it. */
  NetworkException send(Frame frame, int bytes, int to) {
    try {
      frame.request.send(frame.address, bytes, to, Frames.TAG);
      if (frame.request.isOver()) {
        free.push(frame);
      } else {
        sending.add(frame);
        whenUnsent.run();
      }
      return null;
    } catch (NetworkException e) {
      free.push(frame);
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
        free.push(frame);
      } else {
        left--;
      }
    }
  }
}
