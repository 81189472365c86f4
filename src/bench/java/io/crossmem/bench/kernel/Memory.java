package io.crossmem.bench.kernel;

import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.MessageBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;

/** Elements of one type for messages. */
public final class Memory {
  private final MessageBuffer buffer; // null if it is direct
  private final ByteBuffer bytes;
  private final DataType type;

  private Memory(MessageBuffer buffer, ByteBuffer bytes, DataType type) {
    this.buffer = buffer;
    this.bytes = bytes.order(ByteOrder.nativeOrder());
    this.type = type;
  }

  /** The kind of memory. */
  public enum Kind {
    /** In direct buffers. */
    DIRECT,
    /** In {@link MessageBuffer}s. */
    MESSAGE_BUFFER;

    Memory allocate(DataType type, int count) {
      int size = Math.multiplyExact(count, type.bytes());
      if (this == DIRECT) {
        return new Memory(null, ByteBuffer.allocateDirect(size), type);
      }
      MessageBuffer buffer = MessageBuffer.allocate(size);
      return new Memory(buffer, buffer.buffer(), type);
    }
  }

  /** All of it, to be sent or received. */
  Data data() {
    return data(0, bytes.capacity() / type.bytes());
  }

  /** Some elements, to be sent or received. */
  Data data(int first, int count) {
    int from = first * type.bytes();
    int size = count * type.bytes();
    return buffer == null
        ? Data.of(bytes.slice(from, size).order(ByteOrder.nativeOrder()), type)
        : Data.of(buffer, from, size, type);
  }

  ByteBuffer bytes() {
    return bytes;
  }

  DoubleBuffer doubles() {
    return bytes.asDoubleBuffer();
  }

  IntBuffer ints() {
    return bytes.asIntBuffer();
  }
}
