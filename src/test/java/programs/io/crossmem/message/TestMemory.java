package io.crossmem.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Memory of some kind that a test sends from or receives into, with a way to its bytes that does
 * not go through the library.
 */
final class TestMemory implements AutoCloseable {
  /** The kinds of memory that can contain a message. */
  enum Kind {
    DIRECT,
    HEAP,
    BYTES,
    LONGS,
    HUGE,
    DIRECT_BLOCKS,
    LONG_DIRECT_BLOCKS,
    ARRAY_BLOCKS
  }

  private static final int MARGIN = 24; // bytes around it that must not change
  private static final byte UNTOUCHED = 0x5a;

  /** Null if there is only data. */
  final ByteBuffer buffer;

  final Data data;

  private final ByteBuffer base; // null for longs
  private final long[] longs;
  private final boolean blocks;
  private final int block; // bytes
  private final int stride;
  private final int bytes;
  private final MessageBuffer memory;

  /** Of so many bytes; of {@code LONGS}, whole ones. */
  TestMemory(Kind kind, int bytes) {
    this.bytes = bytes;
    blocks = isBlocks(kind);
    block = kind == Kind.LONG_DIRECT_BLOCKS ? 1640 : 104; // in the mean over and under 1 KiB
    stride = block + 40;
    int room = MARGIN + (blocks ? (bytes / block + 1) * stride : bytes) + MARGIN;
    memory = kind == Kind.HUGE ? MessageBuffer.allocate(room) : null;
    longs = kind == Kind.LONGS ? new long[room / Long.BYTES] : null;
    base = longs != null ? null : memory != null ? memory.buffer() : base(kind, room);
    if (base != null) {
      fill(base);
    }
    buffer = kind == Kind.DIRECT || kind == Kind.HEAP ? view(base) : null;
    data = data(kind);
  }

  private static void fill(ByteBuffer memory) {
    byte[] piece = new byte[Math.min(memory.capacity(), 1 << 16)];
    Arrays.fill(piece, UNTOUCHED);
    for (int done = 0; done < memory.capacity(); done += piece.length) {
      memory.put(done, piece, 0, Math.min(piece.length, memory.capacity() - done));
    }
  }

  private static boolean isBlocks(Kind kind) {
    return switch (kind) {
      case DIRECT_BLOCKS, LONG_DIRECT_BLOCKS, ARRAY_BLOCKS -> true;
      case DIRECT, HEAP, BYTES, LONGS, HUGE -> false;
    };
  }

  private static ByteBuffer base(Kind kind, int room) {
    return kind == Kind.DIRECT || kind == Kind.DIRECT_BLOCKS || kind == Kind.LONG_DIRECT_BLOCKS
        ? ByteBuffer.allocateDirect(room)
        : ByteBuffer.allocate(room);
  }

  private ByteBuffer view(ByteBuffer of) {
    return of.duplicate().position(MARGIN).limit(MARGIN + bytes);
  }

  @SuppressWarnings("ByteBufferBackingArray") // made by allocate, in this class
  private Data data(Kind kind) {
    return switch (kind) {
      case DIRECT, HEAP -> Data.of(buffer);
      case BYTES -> Data.of(base.array(), MARGIN, bytes);
      case LONGS -> Data.of(longs, MARGIN / Long.BYTES, bytes / Long.BYTES);
      case HUGE -> Data.of(memory, MARGIN, bytes, DataType.BYTE);
      case DIRECT_BLOCKS, LONG_DIRECT_BLOCKS -> Data.of(base).with(layout());
      case ARRAY_BLOCKS -> Data.of(base.array()).with(layout());
    };
  }

  /** Block after block, the last one cut off. */
  private Layout layout() {
    int count = (bytes + block - 1) / block;
    long[] offsets = new long[count];
    long[] lengths = new long[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = MARGIN + (long) i * stride;
      lengths[i] = Math.min(block, bytes - i * block);
    }
    return Layout.indexed(offsets, lengths);
  }

  private int place(int index) {
    return MARGIN + (blocks ? index / block * stride + index % block : index);
  }

  void put(byte[] message) {
    if (longs != null) {
      words(message).asLongBuffer().get(longs, MARGIN / Long.BYTES, message.length / Long.BYTES);
      return;
    }
    for (int done = 0; done < message.length; ) {
      int length = blocks ? Math.min(block, message.length - done) : message.length;
      base.put(place(done), message, done, length);
      done += length;
    }
  }

  /** The first bytes. */
  private byte[] get(int count) {
    byte[] message = new byte[count];
    if (longs != null) {
      words(message).asLongBuffer().put(longs, MARGIN / Long.BYTES, count / Long.BYTES);
      return message;
    }
    for (int done = 0; done < count; ) {
      int length = blocks ? Math.min(block, count - done) : count;
      base.get(place(done), message, done, length);
      done += length;
    }
    return message;
  }

  private static ByteBuffer words(byte[] message) {
    return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
  }

  /** Fails unless this begins with the message, and nothing else was written. */
  void requireHolds(byte[] message) {
    int wrong = Arrays.mismatch(message, get(message.length));
    if (wrong >= 0) {
      throw new AssertionError("byte " + wrong + " of " + message.length + " is wrong");
    }
    if (base != null) {
      requireUntouched(0, MARGIN);
      requireUntouched(message.length == 0 ? 0 : place(message.length - 1) + 1, base.capacity());
    }
  }

  private void requireUntouched(int from, int to) {
    for (int i = from; i < to; i++) {
      if (base.get(i) != UNTOUCHED) {
        throw new AssertionError("byte " + i + ", outside of the message, was written");
      }
    }
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
  }
}
