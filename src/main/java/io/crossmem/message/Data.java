package io.crossmem.message;

import io.crossmem.internal.data.ArrayPayload;
import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.ElementBufferPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.HugePagePayload;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.data.SegmentPayload;
import io.crossmem.internal.data.StridedPayload;
import io.crossmem.internal.sys.NativeSegment;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.ShortBuffer;
import java.util.Objects;

/**
 * The data of a message to send or receive: a buffer, a part of an array, a segment, or blocks of
 * these.
 *
 * <p>An instance can be used for any number of messages and by several threads; using it makes no
 * garbage. It is a view: it has no elements of its own, and keeps the buffer or array reachable.
 * The elements must not be changed while they are sent, and must not be used while they are
 * received.
 *
 * <p>If it is made from values, as in {@code Data.of(rank)}, it can only be sent. To receive, make
 * it from an array or a buffer that you keep: {@code int[] received = new int[1];
 * world.recv(Data.of(received), 0, 0)}. Receiving into read-only data throws {@link
 * ReadOnlyBufferException}.
 *
 * <p>The other process can copy memory outside the heap (direct buffers, {@link MessageBuffer}) in
 * place. It cannot do so with an array, because the garbage collector may move the array at any
 * time; so the elements are copied through shared memory. The same holds for a buffer over the
 * memory of a shared {@code Arena} (JDK 22 and later), which any thread may close at any time: if
 * the arena is closed, the operation throws {@link IllegalStateException}, and nothing is read or
 * written after the close. A buffer over a confined arena can be used only in calls that wait;
 * calls that return a request throw {@link IllegalArgumentException}. If a mapped file was
 * truncated, the operation throws the JDK's {@link InternalError}, or fails as if the kernel had
 * refused the copy.
 *
 * <p>On JDK 22 and later, {@code SegmentData} of this package views a {@code MemorySegment} of any
 * size: {@code SegmentData.of(segment, DataType.DOUBLE)}. The rules for arenas apply to it too.
 * {@link io.crossmem.message} has an example.
 */
public final class Data {
  private final DataType type;
  private final Payload payload;

  private Data(DataType type, Payload payload) {
    this.type = type;
    this.payload = payload;
  }

  /**
   * The bytes between a buffer's current position and limit. Later changes of position and limit
   * have no effect, and neither is changed.
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
   * @param type of the elements, for reductions and layouts
   * @return a view of the buffer's bytes
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if it does not hold a whole number of elements; or if its
   *     order is not {@link ByteOrder#nativeOrder()}, and the elements are not bytes
   */
  public static Data of(ByteBuffer buffer, DataType type) {
    Objects.requireNonNull(buffer, "buffer");
    if (Objects.requireNonNull(type, "type") != DataType.BYTE) {
      requireNative(buffer.order(), type);
    }
    BufferPayload payload = new BufferPayload(type.element());
    payload.viewOwn(buffer);
    requireWhole(payload.bytes(), type);
    return new Data(type, payload);
  }

  /**
   * A part of a buffer, whatever its position and limit are, in native byte order. Several parts of
   * one buffer are better made by this method than of slices: what is found out about a buffer's
   * memory is known for this buffer object only.
   *
   * @param buffer direct, or on the heap
   * @param offset of the first byte
   * @param bytes number of bytes
   * @param type of the elements, for reductions and layouts
   * @return a view of these bytes
   * @throws NullPointerException if an argument is null
   * @throws IndexOutOfBoundsException if the part is not inside the buffer's capacity
   * @throws IllegalArgumentException if it does not hold a whole number of elements; or if the
   *     buffer's order is not {@link ByteOrder#nativeOrder()}, and the elements are not bytes
   */
  public static Data of(ByteBuffer buffer, int offset, int bytes, DataType type) {
    Objects.requireNonNull(buffer, "buffer");
    if (Objects.requireNonNull(type, "type") != DataType.BYTE) {
      requireNative(buffer.order(), type);
    }
    Objects.checkFromIndexSize(offset, bytes, buffer.capacity());
    requireWhole(bytes, type);
    return new Data(type, new BufferPayload(type.element()).viewOwn(buffer, offset, bytes));
  }

  /**
   * The elements between a buffer's current position and limit. Later changes of position and limit
   * have no effect, and neither is changed.
   *
   * @param buffer direct, or on the heap
   * @return a view of the buffer's elements
   * @throws NullPointerException if {@code buffer} is null
   * @throws IllegalArgumentException if its order is not {@link ByteOrder#nativeOrder()}
   * @throws UnsupportedOperationException if it is direct, and {@link
   *     io.crossmem.ProcessMemory#isSupported()} is false
   */
  public static Data of(ShortBuffer buffer) {
    return of(buffer, Objects.requireNonNull(buffer, "buffer").order(), DataType.SHORT);
  }

  /**
   * The elements between a buffer's current position and limit. Later changes of position and limit
   * have no effect, and neither is changed.
   *
   * @param buffer direct, on the heap, or a view of a {@link CharSequence}
   * @return a view of the buffer's elements
   * @throws NullPointerException if {@code buffer} is null
   * @throws IllegalArgumentException if its order is not {@link ByteOrder#nativeOrder()}
   * @throws UnsupportedOperationException if it is direct, and {@link
   *     io.crossmem.ProcessMemory#isSupported()} is false
   */
  public static Data of(CharBuffer buffer) {
    return of(buffer, Objects.requireNonNull(buffer, "buffer").order(), DataType.CHAR);
  }

  /**
   * The elements between a buffer's current position and limit. Later changes of position and limit
   * have no effect, and neither is changed.
   *
   * @param buffer direct, or on the heap
   * @return a view of the buffer's elements
   * @throws NullPointerException if {@code buffer} is null
   * @throws IllegalArgumentException if its order is not {@link ByteOrder#nativeOrder()}
   * @throws UnsupportedOperationException if it is direct, and {@link
   *     io.crossmem.ProcessMemory#isSupported()} is false
   */
  public static Data of(IntBuffer buffer) {
    return of(buffer, Objects.requireNonNull(buffer, "buffer").order(), DataType.INT);
  }

  /**
   * The elements between a buffer's current position and limit. Later changes of position and limit
   * have no effect, and neither is changed.
   *
   * @param buffer direct, or on the heap
   * @return a view of the buffer's elements
   * @throws NullPointerException if {@code buffer} is null
   * @throws IllegalArgumentException if its order is not {@link ByteOrder#nativeOrder()}
   * @throws UnsupportedOperationException if it is direct, and {@link
   *     io.crossmem.ProcessMemory#isSupported()} is false
   */
  public static Data of(LongBuffer buffer) {
    return of(buffer, Objects.requireNonNull(buffer, "buffer").order(), DataType.LONG);
  }

  /**
   * The elements between a buffer's current position and limit. Later changes of position and limit
   * have no effect, and neither is changed.
   *
   * @param buffer direct, or on the heap
   * @return a view of the buffer's elements
   * @throws NullPointerException if {@code buffer} is null
   * @throws IllegalArgumentException if its order is not {@link ByteOrder#nativeOrder()}
   * @throws UnsupportedOperationException if it is direct, and {@link
   *     io.crossmem.ProcessMemory#isSupported()} is false
   */
  public static Data of(FloatBuffer buffer) {
    return of(buffer, Objects.requireNonNull(buffer, "buffer").order(), DataType.FLOAT);
  }

  /**
   * The elements between a buffer's current position and limit. Later changes of position and limit
   * have no effect, and neither is changed.
   *
   * @param buffer direct, or on the heap
   * @return a view of the buffer's elements
   * @throws NullPointerException if {@code buffer} is null
   * @throws IllegalArgumentException if its order is not {@link ByteOrder#nativeOrder()}
   * @throws UnsupportedOperationException if it is direct, and {@link
   *     io.crossmem.ProcessMemory#isSupported()} is false
   */
  public static Data of(DoubleBuffer buffer) {
    return of(buffer, Objects.requireNonNull(buffer, "buffer").order(), DataType.DOUBLE);
  }

  private static Data of(Buffer buffer, ByteOrder order, DataType type) {
    requireNative(order, type);
    return new Data(type, ElementBufferPayload.of(type.element(), buffer));
  }

  /**
   * All bytes of a message buffer.
   *
   * @param buffer the memory
   * @return a view of it
   * @throws NullPointerException if {@code buffer} is null
   */
  public static Data of(MessageBuffer buffer) {
    return of(buffer, 0, buffer.size(), DataType.BYTE);
  }

  /**
   * A part of a message buffer.
   *
   * @param buffer the memory
   * @param offset of the first byte
   * @param bytes number of bytes, which may be more than 2 GiB
   * @param type of the elements, for reductions and layouts
   * @return a view of it
   * @throws NullPointerException if an argument is null
   * @throws IndexOutOfBoundsException if the part is not inside the buffer
   * @throws IllegalArgumentException if it does not hold a whole number of elements
   */
  public static Data of(MessageBuffer buffer, long offset, long bytes, DataType type) {
    Objects.checkFromIndexSize(offset, bytes, buffer.size());
    requireWhole(bytes, type);
    return new Data(type, new HugePagePayload(buffer.memory(), offset, bytes, type.element()));
  }

  /**
   * All of a segment; for {@code SegmentData}, which is compiled only with a JDK that has segments.
   */
  static Data of(NativeSegment segment, DataType type) {
    requireWhole(segment.bytes(), type);
    return new Data(type, new SegmentPayload(segment, type.element()));
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(byte[] array) {
    return of(array, 0, array.length);
  }

  /**
   * Values to send; they cannot be received into.
   *
   * @param first value
   * @param more values
   * @return a read-only copy of them
   * @throws NullPointerException if {@code more} is null
   */
  public static Data of(byte first, byte... more) {
    byte[] values = new byte[1 + more.length];
    values[0] = first;
    System.arraycopy(more, 0, values, 1, more.length);
    return values(DataType.BYTE, values, values.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count number of elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public static Data of(byte[] array, int offset, int count) {
    return new Data(
        DataType.BYTE, new ArrayPayload(ElementType.BYTE, array, offset, count, array.length));
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(short[] array) {
    return of(array, 0, array.length);
  }

  /**
   * Values to send; they cannot be received into.
   *
   * @param first value
   * @param more values
   * @return a read-only copy of them
   * @throws NullPointerException if {@code more} is null
   */
  public static Data of(short first, short... more) {
    short[] values = new short[1 + more.length];
    values[0] = first;
    System.arraycopy(more, 0, values, 1, more.length);
    return values(DataType.SHORT, values, values.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count number of elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public static Data of(short[] array, int offset, int count) {
    return new Data(
        DataType.SHORT, new ArrayPayload(ElementType.SHORT, array, offset, count, array.length));
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(char[] array) {
    return of(array, 0, array.length);
  }

  /**
   * Values to send; they cannot be received into.
   *
   * @param first value
   * @param more values
   * @return a read-only copy of them
   * @throws NullPointerException if {@code more} is null
   */
  public static Data of(char first, char... more) {
    char[] values = new char[1 + more.length];
    values[0] = first;
    System.arraycopy(more, 0, values, 1, more.length);
    return values(DataType.CHAR, values, values.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count number of elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public static Data of(char[] array, int offset, int count) {
    return new Data(
        DataType.CHAR, new ArrayPayload(ElementType.CHAR, array, offset, count, array.length));
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(int[] array) {
    return of(array, 0, array.length);
  }

  /**
   * Values to send; they cannot be received into.
   *
   * @param first value
   * @param more values
   * @return a read-only copy of them
   * @throws NullPointerException if {@code more} is null
   */
  public static Data of(int first, int... more) {
    int[] values = new int[1 + more.length];
    values[0] = first;
    System.arraycopy(more, 0, values, 1, more.length);
    return values(DataType.INT, values, values.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count number of elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public static Data of(int[] array, int offset, int count) {
    return new Data(
        DataType.INT, new ArrayPayload(ElementType.INT, array, offset, count, array.length));
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(long[] array) {
    return of(array, 0, array.length);
  }

  /**
   * Values to send; they cannot be received into.
   *
   * @param first value
   * @param more values
   * @return a read-only copy of them
   * @throws NullPointerException if {@code more} is null
   */
  public static Data of(long first, long... more) {
    long[] values = new long[1 + more.length];
    values[0] = first;
    System.arraycopy(more, 0, values, 1, more.length);
    return values(DataType.LONG, values, values.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count number of elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public static Data of(long[] array, int offset, int count) {
    return new Data(
        DataType.LONG, new ArrayPayload(ElementType.LONG, array, offset, count, array.length));
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(float[] array) {
    return of(array, 0, array.length);
  }

  /**
   * Values to send; they cannot be received into.
   *
   * @param first value
   * @param more values
   * @return a read-only copy of them
   * @throws NullPointerException if {@code more} is null
   */
  public static Data of(float first, float... more) {
    float[] values = new float[1 + more.length];
    values[0] = first;
    System.arraycopy(more, 0, values, 1, more.length);
    return values(DataType.FLOAT, values, values.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count number of elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public static Data of(float[] array, int offset, int count) {
    return new Data(
        DataType.FLOAT, new ArrayPayload(ElementType.FLOAT, array, offset, count, array.length));
  }

  /**
   * A whole array.
   *
   * @param array the elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   */
  public static Data of(double[] array) {
    return of(array, 0, array.length);
  }

  /**
   * Values to send; they cannot be received into.
   *
   * @param first value
   * @param more values
   * @return a read-only copy of them
   * @throws NullPointerException if {@code more} is null
   */
  public static Data of(double first, double... more) {
    double[] values = new double[1 + more.length];
    values[0] = first;
    System.arraycopy(more, 0, values, 1, more.length);
    return values(DataType.DOUBLE, values, values.length);
  }

  /**
   * A part of an array.
   *
   * @param array the elements
   * @param offset of the first
   * @param count number of elements
   * @return a view of them
   * @throws NullPointerException if {@code array} is null
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public static Data of(double[] array, int offset, int count) {
    return new Data(
        DataType.DOUBLE, new ArrayPayload(ElementType.DOUBLE, array, offset, count, array.length));
  }

  private static Data values(DataType type, Object array, int count) {
    return new Data(type, new ArrayPayload(type.element(), array, 0, count, count, true));
  }

  /**
   * Selects blocks of the elements. In the message the blocks follow each other without gaps.
   *
   * @param layout the elements to select; must be inside this view
   * @return a view of the blocks
   * @throws NullPointerException if {@code layout} is null
   * @throws IllegalArgumentException if this already has a layout
   * @throws IndexOutOfBoundsException if a block is not inside this view
   */
  public Data with(Layout layout) {
    return new Data(type, new StridedPayload(payload, layout.blocks()));
  }

  /**
   * Type of the elements.
   *
   * @return never null
   */
  public DataType type() {
    return type;
  }

  /**
   * Length of a message with all of this data.
   *
   * @return bytes
   */
  public long bytes() {
    return payload.bytes();
  }

  /** Number of elements. */
  long count() {
    return payload.count();
  }

  Payload payload() {
    return payload;
  }

  /** For example {@code Data[100 DOUBLE]}; the elements are not read. */
  @Override
  public String toString() {
    return "Data[" + count() + " " + type + (payload.isReadOnly() ? ", read-only]" : "]");
  }

  static void requireWritable(Data data) {
    if (data.payload.isReadOnly()) {
      throw new ReadOnlyDataException(data);
    }
  }

  /** Elements are copied and combined in native byte order, without conversion. */
  private static void requireNative(ByteOrder order, DataType type) {
    if (order != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "the buffer of "
              + type
              + " elements is in "
              + order
              + " order, but elements are sent in native order: call"
              + " order(ByteOrder.nativeOrder()) on the ByteBuffer before you fill it or make a"
              + " view of it");
    }
  }

  private static void requireWhole(long bytes, DataType type) {
    if (bytes % type.bytes() != 0) {
      throw new IllegalArgumentException(
          bytes + " bytes are not a whole number of " + type + " elements");
    }
  }

  /** With a message, which the JDK's exception cannot have. */
  private static final class ReadOnlyDataException extends ReadOnlyBufferException {
    private static final long serialVersionUID = 1L;

    private final String message;

    ReadOnlyDataException(Data data) {
      message =
          data
              + " cannot be received into: it was made from a read-only buffer or from values;"
              + " make it from an array or a writable buffer";
    }

    @Override
    public String getMessage() {
      return message;
    }
  }
}
