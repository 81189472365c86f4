package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.DirectBytes;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * The elements that were remaining in a heap buffer when this was made. The buffer is in native
 * byte order; its elements are of any type.
 */
public final class ElementBufferPayload extends Payload {
  private final Buffer buffer; // its limit never changes
  private final int start;
  private final int count;

  private ElementBufferPayload(ElementType type, Buffer buffer) {
    super(type);
    this.buffer = buffer.duplicate().clear();
    this.start = buffer.position();
    this.count = buffer.remaining();
  }

  /**
   * A payload for the remaining elements of a buffer whose elements are not bytes; for a direct
   * buffer, a payload of its bytes.
   *
   * @throws UnsupportedOperationException if it is direct and there is no native library
   */
  public static Payload of(ElementType type, Buffer buffer) {
    ByteBuffer bytes = buffer.isDirect() ? DirectBytes.of(buffer, type.bytes()) : null;
    return bytes == null
        ? new ElementBufferPayload(type, buffer)
        : new BufferPayload(type, true).viewOwn(bytes);
  }

  @Override
  public long bytes() {
    return (long) count * type().bytes();
  }

  @Override
  public void copyOut(long offset, TypedView to, int at, int bytes) {
    int size = type().bytes();
    int from = start + (int) (offset / size);
    int index = at / size;
    int n = bytes / size;
    switch (type()) {
      case BYTE -> to.bytes.put(index, (ByteBuffer) buffer, from, n);
      case SHORT -> to.shorts.put(index, (ShortBuffer) buffer, from, n);
      case CHAR -> to.chars.put(index, (CharBuffer) buffer, from, n);
      case INT -> to.ints.put(index, (IntBuffer) buffer, from, n);
      case LONG -> to.longs.put(index, (LongBuffer) buffer, from, n);
      case FLOAT -> to.floats.put(index, (FloatBuffer) buffer, from, n);
      case DOUBLE -> to.doubles.put(index, (DoubleBuffer) buffer, from, n);
    }
  }

  @Override
  public void copyIn(long offset, TypedView from, int at, int bytes) {
    int size = type().bytes();
    int to = start + (int) (offset / size);
    int index = at / size;
    int n = bytes / size;
    switch (type()) {
      case BYTE -> ((ByteBuffer) buffer).put(to, from.bytes, index, n);
      case SHORT -> ((ShortBuffer) buffer).put(to, from.shorts, index, n);
      case CHAR -> ((CharBuffer) buffer).put(to, from.chars, index, n);
      case INT -> ((IntBuffer) buffer).put(to, from.ints, index, n);
      case LONG -> ((LongBuffer) buffer).put(to, from.longs, index, n);
      case FLOAT -> ((FloatBuffer) buffer).put(to, from.floats, index, n);
      case DOUBLE -> ((DoubleBuffer) buffer).put(to, from.doubles, index, n);
    }
  }

  @Override
  public boolean isReadOnly() {
    return buffer.isReadOnly();
  }

  @Override
  public long address() {
    return 0;
  }

  @Override
  public long plainAddress() {
    return 0;
  }
}
