package io.crossmem.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Memory outside the heap that messages pass through, seen as each element type: made once, so that
 * no view is made for a message.
 */
final class Window {
  /** In native byte order; nobody moves its position. */
  final ByteBuffer bytes;

  /** Of byte 0. */
  final long address;

  final ShortBuffer shorts;
  final CharBuffer chars;
  final IntBuffer ints;
  final LongBuffer longs;
  final FloatBuffer floats;
  final DoubleBuffer doubles;

  Window(ByteBuffer memory, long address) {
    this.bytes = memory.order(ByteOrder.nativeOrder());
    this.address = address;
    shorts = bytes.asShortBuffer();
    chars = bytes.asCharBuffer();
    ints = bytes.asIntBuffer();
    longs = bytes.asLongBuffer();
    floats = bytes.asFloatBuffer();
    doubles = bytes.asDoubleBuffer();
  }
}
