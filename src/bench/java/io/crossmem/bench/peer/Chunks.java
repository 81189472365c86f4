package io.crossmem.bench.peer;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What is left to move, at one end, of messages that go in chunks: a message that is longer than
 * what a {@link Pipe} takes at a time is cut.
 */
final class Chunks {
  private final UnsafeBuffer bytes;
  private final int messageBytes;
  private final int stride;
  private final int longest;
  private final int perMessage;

  private int message; // where the one that is under way begins
  private int done; // bytes of it
  private int left;

  /**
   * Messages that lie side by side.
   *
   * @param stride bytes from the start of one to that of the next
   * @param longest bytes that go at a time
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

  /** Puts the next chunk into a pipe, if that has room. */
  boolean put(Pipe pipe) {
    int length = nextLength();
    boolean moved = pipe.put(bytes, message + done, length);
    if (moved) {
      advance(length);
    }
    return moved;
  }

  /** Takes what came out of a pipe for the next chunk. */
  void take(DirectBuffer chunk, int offset, int length) {
    if (length != nextLength()) {
      throw new IllegalStateException(length + " bytes came instead of " + nextLength());
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
