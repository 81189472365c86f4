package io.crossmem.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of one type in one kind of memory, that a test fills and reads as bytes. */
final class Sample {
  /** Where the elements are. */
  enum Kind {
    ARRAY,
    HEAP,
    HEAP_VIEW,
    DIRECT,
    DIRECT_VIEW,
    MESSAGE_BUFFER
  }

  private static final int BEFORE = 3; // elements of the array that are not part of the data

  final Data data;
  private final DataType type;
  private final int count;
  private Object array; // of a primitive type; null if it is not one
  private ByteBuffer buffer;

  Sample(DataType type, int count, Kind kind) {
    this.type = type;
    this.count = count;
    int bytes = count * type.bytes();
    if (kind == Kind.ARRAY) {
      array = newArray(type, count + 2 * BEFORE);
      data = view(type, array, count);
    } else if (kind == Kind.MESSAGE_BUFFER && bytes > 0) {
      MessageBuffer memory = MessageBuffer.allocate(bytes);
      buffer = memory.buffer();
      data = Data.of(memory, 0, bytes, type);
    } else {
      boolean onHeap = kind == Kind.HEAP || kind == Kind.HEAP_VIEW;
      buffer = onHeap ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
      buffer.order(ByteOrder.nativeOrder());
      boolean isView = kind == Kind.HEAP_VIEW || kind == Kind.DIRECT_VIEW;
      data = isView ? view(type, buffer) : Data.of(buffer, type);
    }
  }

  /** Fills it with as many bytes as it has. */
  Sample fill(ByteBuffer from) {
    ByteBuffer bytes = from.duplicate().order(ByteOrder.nativeOrder());
    if (array == null) {
      buffer.put(0, bytes, 0, buffer.capacity());
      return this;
    }
    switch (type) {
      case BYTE -> bytes.get((byte[]) array, BEFORE, count);
      case SHORT -> bytes.asShortBuffer().get((short[]) array, BEFORE, count);
      case CHAR -> bytes.asCharBuffer().get((char[]) array, BEFORE, count);
      case INT -> bytes.asIntBuffer().get((int[]) array, BEFORE, count);
      case LONG -> bytes.asLongBuffer().get((long[]) array, BEFORE, count);
      case FLOAT -> bytes.asFloatBuffer().get((float[]) array, BEFORE, count);
      case DOUBLE -> bytes.asDoubleBuffer().get((double[]) array, BEFORE, count);
    }
    return this;
  }

  /** Its bytes. */
  ByteBuffer content() {
    if (array == null) {
      return buffer.duplicate().clear().order(ByteOrder.nativeOrder());
    }
    ByteBuffer bytes = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.nativeOrder());
    switch (type) {
      case BYTE -> bytes.duplicate().put((byte[]) array, BEFORE, count);
      case SHORT -> bytes.asShortBuffer().put((short[]) array, BEFORE, count);
      case CHAR -> bytes.asCharBuffer().put((char[]) array, BEFORE, count);
      case INT -> bytes.asIntBuffer().put((int[]) array, BEFORE, count);
      case LONG -> bytes.asLongBuffer().put((long[]) array, BEFORE, count);
      case FLOAT -> bytes.asFloatBuffer().put((float[]) array, BEFORE, count);
      case DOUBLE -> bytes.asDoubleBuffer().put((double[]) array, BEFORE, count);
    }
    return bytes;
  }

  static Object newArray(DataType type, int length) {
    return switch (type) {
      case BYTE -> new byte[length];
      case SHORT -> new short[length];
      case CHAR -> new char[length];
      case INT -> new int[length];
      case LONG -> new long[length];
      case FLOAT -> new float[length];
      case DOUBLE -> new double[length];
    };
  }

  private static Data view(DataType type, Object array, int count) {
    return switch (type) {
      case BYTE -> Data.of((byte[]) array, BEFORE, count);
      case SHORT -> Data.of((short[]) array, BEFORE, count);
      case CHAR -> Data.of((char[]) array, BEFORE, count);
      case INT -> Data.of((int[]) array, BEFORE, count);
      case LONG -> Data.of((long[]) array, BEFORE, count);
      case FLOAT -> Data.of((float[]) array, BEFORE, count);
      case DOUBLE -> Data.of((double[]) array, BEFORE, count);
    };
  }

  /** A buffer's elements by a buffer of their own type. */
  static Data view(DataType type, ByteBuffer buffer) {
    return switch (type) {
      case BYTE -> Data.of(buffer);
      case SHORT -> Data.of(buffer.asShortBuffer());
      case CHAR -> Data.of(buffer.asCharBuffer());
      case INT -> Data.of(buffer.asIntBuffer());
      case LONG -> Data.of(buffer.asLongBuffer());
      case FLOAT -> Data.of(buffer.asFloatBuffer());
      case DOUBLE -> Data.of(buffer.asDoubleBuffer());
    };
  }
}
