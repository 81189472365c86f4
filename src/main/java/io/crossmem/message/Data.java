package io.crossmem.message;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

/**
 * What is sent, or received into: a buffer, a part of an array, or blocks of either.
 *
 * <p>Made once, it can be used for any number of messages and by any number of threads; using it
 * makes no garbage. It is a view: it holds no elements of its own, and keeps what it views from
 * being collected. The elements must not be changed while they are being sent, nor be used while
 * they are being received.
 *
 * <p>Memory outside the heap (direct buffers, {@link MessageBuffer}) can be copied by the other
 * process straight from where it lies. An array cannot: the collector may move it at any time, so
 * its elements go through shared memory.
 */
public abstract class Data {
  private final DataType type;

  Data(DataType type) {
    this.type = Objects.requireNonNull(type, "type");
  }

  /**
   * The bytes between a buffer's position and its limit, which are read here, and once. The
   * buffer's own position and limit are left alone.
   *
   * @param buffer direct, or on the heap
   * @return a view of the buffer's bytes
   * @throws NullPointerException if {@code buffer} is null
   */
  public static Data of(ByteBuffer buffer) {
    return of(buffer, DataType.BYTE);
  }

  /**
   * The elements between a buffer's position and its limit, in native byte order.
   *
   * @param buffer direct, or on the heap
   * @param type of the elements, for operations and layouts
   * @return a view of the buffer's bytes
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if it does not hold a whole number of elements
   */
  public static Data of(ByteBuffer buffer, DataType type) {
    BufferData data = new BufferData(type);
    data.view(Objects.requireNonNull(buffer, "buffer"));
    requireWhole(data.bytes(), type);
    return data;
  }

  /**
   * All bytes of memory on huge pages.
   *
   * @param buffer the memory
   * @return a view of it
   * @throws NullPointerException if {@code buffer} is null
   */
  public static Data of(MessageBuffer buffer) {
    return of(buffer, 0, buffer.size(), DataType.BYTE);
  }

  /**
   * A part of memory on huge pages.
   *
   * @param buffer the memory
   * @param offset of the first byte
   * @param bytes how many, which may be more than 2 GiB
   * @param type of the elements, for operations and layouts
   * @return a view of it
   * @throws NullPointerException if an argument is null
   * @throws IndexOutOfBoundsException if the part is not inside of the buffer
   * @throws IllegalArgumentException if it does not hold a whole number of elements
   */
  public static Data of(MessageBuffer buffer, long offset, long bytes, DataType type) {
    Objects.checkFromIndexSize(offset, bytes, buffer.size());
    requireWhole(bytes, type);
    return new MessageBufferData(buffer, offset, bytes, type);
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(byte... array) {
    return of(array, 0, array.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count how many
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside of the array
   */
  public static Data of(byte[] array, int offset, int count) {
    return new ArrayData(DataType.BYTE, array, offset, count, array.length);
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(short... array) {
    return of(array, 0, array.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count how many
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside of the array
   */
  public static Data of(short[] array, int offset, int count) {
    return new ArrayData(DataType.SHORT, array, offset, count, array.length);
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(char... array) {
    return of(array, 0, array.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count how many
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside of the array
   */
  public static Data of(char[] array, int offset, int count) {
    return new ArrayData(DataType.CHAR, array, offset, count, array.length);
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(int... array) {
    return of(array, 0, array.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count how many
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside of the array
   */
  public static Data of(int[] array, int offset, int count) {
    return new ArrayData(DataType.INT, array, offset, count, array.length);
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(long... array) {
    return of(array, 0, array.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count how many
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside of the array
   */
  public static Data of(long[] array, int offset, int count) {
    return new ArrayData(DataType.LONG, array, offset, count, array.length);
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(float... array) {
    return of(array, 0, array.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count how many
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside of the array
   */
  public static Data of(float[] array, int offset, int count) {
    return new ArrayData(DataType.FLOAT, array, offset, count, array.length);
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(double... array) {
    return of(array, 0, array.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count how many
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside of the array
   */
  public static Data of(double[] array, int offset, int count) {
    return new ArrayData(DataType.DOUBLE, array, offset, count, array.length);
  }

  /**
   * Blocks of this instead of all of it, one after another in the message.
   *
   * @param layout which elements; checked against this view's length
   * @return a view of the blocks
   * @throws NullPointerException if {@code layout} is null
   * @throws IllegalArgumentException if this has a layout already
   * @throws IndexOutOfBoundsException if a block is not inside of this
   */
  public final Data with(Layout layout) {
    return new LaidOutData(this, layout);
  }

  /**
   * Type of the elements.
   *
   * @return never null
   */
  public final DataType type() {
    return type;
  }

  /**
   * Length of a message that holds all of this.
   *
   * @return bytes
   */
  public abstract long bytes();

  /** Number of elements. */
  final long count() {
    return bytes() / type.bytes();
  }

  /** Copies bytes, counted from the message's start, into a window. */
  abstract void copyOut(long offset, Window to, int at, int bytes);

  /** Copies bytes of a window here. */
  abstract void copyIn(long offset, Window from, int at, int bytes);

  /** The address of the first byte if all lie in one piece that never moves; else 0. */
  abstract long address();

  /** The blocks, if there are several of which each lies in memory that never moves; else null. */
  LaidOutData blocks() {
    return null;
  }

  /** Whether all of it is on 2 MiB pages. */
  boolean onHugePages() {
    return false;
  }

  boolean isReadOnly() {
    return false;
  }

  /** Whether a small message may be put here without more ado. */
  boolean isQuick() {
    return !isReadOnly();
  }

  /** What keeps the memory from being collected. */
  Object memory() {
    return this;
  }

  /** From here to {@link #release} the memory is not given back. */
  void acquire() {}

  void release() {}

  static void requireWritable(Data data) {
    if (data.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
  }

  private static void requireWhole(long bytes, DataType type) {
    if (bytes % type.bytes() != 0) {
      throw new IllegalArgumentException(
          bytes + " bytes are not a whole number of " + type + " elements");
    }
  }
}
