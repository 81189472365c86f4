package io.crossmem.bench.peer;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The progress of messages that are sent in chunks, at one end: a message that is longer than a
 * {@link Pipe} accepts is divided.
 */
final class Chunks {
  private final UnsafeBuffer bytes;
  private final int messageBytes;
  private final int stride;
  private final int longest;
  private final int perMessage;

  private int message; // offset of the current message
  private int done; // bytes of it
  private int left;

  /**
   * Consecutive messages.
   *
   * @param stride bytes from the start of one to that of the next
   * @param longest maximum size of a chunk in bytes
   */
  Chunks(ByteBuffer bytes, int messageBytes, int stride, int longest) {
    this.bytes = new UnsafeBuffer(bytes);
    this.messageBytes = messageBytes;
    this.stride = stride;
    this.longest = longest;
    this.perMessage = (messageBytes + longest - 1) / longest;
  }

  void start(int slot, int messages) {
    message = slot * stride;
    done = 0;
    left = messages * perMessage;
  }

  /** Chunks that have not been moved yet. */
  int left() {
    return left;
  }

  boolean isDone() {
    return left == 0;
  }

  private int nextLength() {
    return Math.min(longest, messageBytes - done);
  }

  /** Writes the next chunk into a pipe, if that has space. */
  boolean put(Pipe pipe) {
    int length = nextLength();
    boolean moved = pipe.put(bytes, message + done, length);
    if (moved) {
      advance(length);
    }
    return moved;
  }

  /** Stores the next chunk from a pipe. */
  void take(DirectBuffer chunk, int offset, int length) {
    if (length != nextLength()) {
      throw new IllegalStateException(length + " bytes arrived instead of " + nextLength());
    }
    bytes.putBytes(message + done, chunk, offset, length);
    advance(length);
  }

  private void advance(int length) {
    left--;
    done += length;
    if (done == messageBytes) {
      message += stride;
      done = 0;
    }
  }
}
