package io.crossmem.bench.message;

import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.MessageBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/**
 * Memory of one kind to send from or to receive into: as it is given to the library, and as it is
 * filled and checked.
 */
final class Buffers {
  private final Data data;
  private final ByteBuffer bytes;
  private final DoubleBuffer doubles;

  private Buffers(Data data, ByteBuffer bytes, DoubleBuffer doubles) {
    this.data = data;
    this.bytes = bytes;
    this.doubles = doubles;
  }

  /** Bytes: {@code direct}, {@code huge} for a {@link MessageBuffer}, {@code heap} for an array. */
  static Buffers ofBytes(String kind, int size) {
    return switch (kind) {
      case "direct" -> of(ByteBuffer.allocateDirect(size), DataType.BYTE);
      case "huge" -> of(MessageBuffer.allocate(size), DataType.BYTE);
      case "heap" -> ofArray(new byte[size]);
      default -> throw new IllegalArgumentException("no such buffers: " + kind);
    };
  }

  private static Buffers ofArray(byte... array) {
    return new Buffers(Data.of(array), ByteBuffer.wrap(array).order(ByteOrder.nativeOrder()), null);
  }

  /** The same of doubles. */
  static Buffers ofDoubles(String kind, int size) {
    return switch (kind) {
      case "direct" -> of(ByteBuffer.allocateDirect(size), DataType.DOUBLE);
      case "huge" -> of(MessageBuffer.allocate(size), DataType.DOUBLE);
      case "heap" -> ofArray(new double[size / Double.BYTES]);
      default -> throw new IllegalArgumentException("no such buffers: " + kind);
    };
  }

  private static Buffers ofArray(double... array) {
    return new Buffers(Data.of(array), null, DoubleBuffer.wrap(array));
  }

  Data data() {
    return data;
  }

  /** In native byte order; null where these are doubles on the heap. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** Null where these are bytes on the heap. */
  DoubleBuffer doubles() {
    return doubles;
  }

  private static Buffers of(ByteBuffer memory, DataType type) {
    memory.order(ByteOrder.nativeOrder());
    return new Buffers(Data.of(memory, type), memory, memory.asDoubleBuffer());
  }

  private static Buffers of(MessageBuffer memory, DataType type) {
    ByteBuffer bytes = memory.buffer().order(ByteOrder.nativeOrder());
    return new Buffers(Data.of(memory, 0, bytes.capacity(), type), bytes, bytes.asDoubleBuffer());
  }
}
