package mpi;

import io.crossmem.ProcessMemory;
import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.Layout;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * One side of an operation: what a program gives as buffer, offset, count and datatype, as the
 * {@link Data} that is sent or received into.
 *
 * <p>Mostly the data views the program's memory, strided or not. What cannot be viewed ({@code
 * boolean[]}, buffers in the other byte order) is packed into memory of its own, before it is sent
 * or after it was received. Datatype OBJECT is not for this class: {@link ObjectTransfer}.
 */
final class Transfer {
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).order(ByteOrder.nativeOrder());

  final Data data;
  private final Object buffer;
  private final int offset;
  private final int count;
  private final Datatype type;
  private final ByteBuffer packed; // null if the data views the program's memory

  private Transfer(
      Object buffer, int offset, int count, Datatype type, boolean packs, boolean asBytes) {
    this.buffer = buffer;
    this.offset = offset;
    this.count = count;
    this.type = type;
    Data view = asBytes ? null : view(buffer, offset, count, type);
    if (view == null) {
      packed = allocate(count * (long) type.bytes());
      if (packs) {
        pack(buffer, offset, count, type, packed);
        packed.flip();
      }
      view = Data.of(packed, asBytes ? DataType.BYTE : type.element.message);
    } else {
      packed = null;
    }
    data = view;
  }

  static Transfer toSend(Object buffer, int offset, int count, Datatype type) {
    check(count, type);
    return new Transfer(buffer, offset, count, type, true, false);
  }

  static Transfer toReceive(Object buffer, int offset, int count, Datatype type) {
    check(count, type);
    requireWritable(buffer);
    return new Transfer(buffer, offset, count, type, false, false);
  }

  /**
   * One side of a collective operation. What is received into is packed as well, as not all of it
   * may come.
   *
   * @param asBytes as bytes, since the other side's elements are of another type
   */
  static Transfer ofCollective(
      Object buffer, int offset, int count, Datatype type, boolean receives, boolean asBytes) {
    check(count, type);
    if (receives) {
      requireWritable(buffer);
    }
    return new Transfer(buffer, offset, count, type, true, asBytes);
  }

  static Data nothing(Datatype type) {
    return Data.of(EMPTY, type.element.message);
  }

  private static void requireWritable(Object buffer) {
    if (buffer instanceof Buffer b && b.isReadOnly()) {
      throw new MPIException(ErrorClass.BUFFER, "the buffer to receive into is read-only");
    }
  }

  /** As much as {@link #data} had when it was made; for a persistent send that starts again. */
  void packAgain() {
    if (packed != null) {
      packed.clear();
      pack(buffer, offset, count, type, packed);
      packed.flip();
    }
  }

  /** Puts what was received where it belongs. */
  void received(long bytes) {
    if (packed != null) {
      ByteBuffer from = packed.duplicate().order(ByteOrder.nativeOrder());
      from.position(0).limit((int) bytes);
      unpack(from, buffer, offset, type);
    }
  }

  boolean isView() {
    return packed == null;
  }

  /** A copy of what is to be sent, which does not change with the program's memory. */
  static Data copy(Object buffer, int offset, int count, Datatype type) {
    return Data.of(packed(buffer, offset, count, type), type.element.message);
  }

  /** The items of a buffer, packed. */
  static ByteBuffer packed(Object buffer, int offset, int count, Datatype type) {
    check(count, type);
    ByteBuffer packed = allocate(count * (long) type.bytes());
    pack(buffer, offset, count, type, packed);
    return packed.flip();
  }

  void receivedAll() {
    received(data.bytes());
  }

  /** Whether it views that memory as that, so that it can be used again. */
  boolean views(Object otherBuffer, int otherOffset, int otherCount, Datatype otherType) {
    return packed == null
        && buffer == otherBuffer
        && offset == otherOffset
        && count == otherCount
        && type == otherType
        && !type.isNull();
  }

  private static void check(int count, Datatype type) {
    if (count < 0) {
      throw new MPIException(ErrorClass.COUNT, "the count is negative: " + count);
    }
    Datatype.check(type);
  }

  static int toInt(long value) {
    if (value != (int) value) {
      throw new MPIException(ErrorClass.ARG, value + " is not an index of an array");
    }
    return (int) value;
  }

  static ByteBuffer allocate(long bytes) {
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new MPIException(
          ErrorClass.COUNT, bytes + " bytes have to be packed, which is more than an array holds");
    }
    return ByteBuffer.allocate((int) bytes).order(ByteOrder.nativeOrder());
  }

  // ---- views

  /** Null if the elements have to be packed. */
  private static Data view(Object buffer, int offset, int count, Datatype type) {
    if (buffer instanceof mpjbuf.Buffer packedItems) {
      return view(packedItems.array(), packedItems.arrayOffset() + offset, count, type);
    }
    Element element = type.element;
    if (count == 0 || type.map.size == 0) {
      return nothing(type);
    }
    TypeMap map = type.map;
    if (type.isContiguous) {
      return plain(buffer, element, offset, (long) count * map.size);
    }
    long last = (count - 1L) * map.extent();
    long first = offset + Math.min(0, last) + map.trueLb();
    long end = offset + Math.max(0, last) + map.trueUb();
    Data all = plain(buffer, element, first, end - first);
    return all == null ? null : all.with(layout(map, count, offset - first));
  }

  /** The blocks of so many items, the first of which has its 0 at {@code start}. */
  private static Layout layout(TypeMap map, int count, long start) {
    int blocks = map.offsets.length;
    long[] offsets = new long[Math.multiplyExact(blocks, count)];
    long[] lengths = new long[offsets.length];
    for (int i = 0, at = 0; i < count; i++) {
      for (int j = 0; j < blocks; j++, at++) {
        offsets[at] = start + (long) i * map.extent() + map.offsets[j];
        lengths[at] = map.lengths[j];
      }
    }
    return Layout.indexed(offsets, lengths);
  }

  /** Neighbours of a buffer; null if they have to be packed. */
  static Data plain(Object buffer, Element element, long offset, long count) {
    int length = Elements.length(buffer, element);
    if (offset < 0 || offset + count > length) {
      throw new MPIException(
          ErrorClass.BUFFER,
          "the elements from "
              + offset
              + " to "
              + (offset + count - 1)
              + " are not inside the buffer, which has "
              + length);
    }
    int start = (int) offset;
    int n = (int) count;
    if (RawBytes.isNeeded(buffer, element)) {
      return buffer instanceof Buffer direct && direct.isDirect()
          ? ofBuffer(ProcessMemory.bytes(direct.duplicate().clear()), element, start, n)
          : null;
    }
    if (buffer instanceof Buffer) {
      return element == Element.BOOLEAN && !(buffer instanceof ByteBuffer)
          ? null
          : ofBuffer(buffer, element, start, n);
    }
    if (buffer instanceof byte[] bytes) {
      return element.bytes == 1
          ? Data.of(bytes, start, n)
          : ofBuffer(ByteBuffer.wrap(bytes), element, start, n);
    }
    return switch (element) {
      case CHAR -> Data.of((char[]) buffer, start, n);
      case SHORT -> Data.of((short[]) buffer, start, n);
      case INT -> Data.of((int[]) buffer, start, n);
      case LONG -> Data.of((long[]) buffer, start, n);
      case FLOAT -> Data.of((float[]) buffer, start, n);
      case DOUBLE -> Data.of((double[]) buffer, start, n);
      default -> null;
    };
  }

  private static Data ofBuffer(Object buffer, Element element, int start, int count) {
    if (buffer instanceof ByteBuffer b) {
      boolean fits = b.order() == ByteOrder.nativeOrder() || element.message == DataType.BYTE;
      ByteBuffer items = fits ? b : b.duplicate().order(ByteOrder.nativeOrder());
      return Data.of(items, start * element.bytes, count * element.bytes, element.message);
    }
    if (Elements.isForeignOrder(buffer)) {
      return null;
    }
    Buffer part = Elements.part((Buffer) buffer, start, count);
    if (part instanceof IntBuffer view) {
      return Data.of(view);
    } else if (part instanceof DoubleBuffer view) {
      return Data.of(view);
    } else if (part instanceof LongBuffer view) {
      return Data.of(view);
    } else if (part instanceof FloatBuffer view) {
      return Data.of(view);
    } else if (part instanceof ShortBuffer view) {
      return Data.of(view);
    }
    return Data.of((CharBuffer) part);
  }

  // ---- packing

  /** Appends so many items to a buffer of bytes in native order. */
  static void pack(Object buffer, int offset, int count, Datatype type, ByteBuffer to) {
    TypeMap map = type.map;
    if (type.isContiguous) {
      requireInside(buffer, type, offset, count * (long) map.size);
      Elements.get(buffer, type.element, offset, count * map.size, to);
      return;
    }
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < map.offsets.length; j++) {
        long at = offset + (long) i * map.extent() + map.offsets[j];
        requireInside(buffer, type, at, map.lengths[j]);
        Elements.get(buffer, type.element, (int) at, map.lengths[j], to);
      }
    }
  }

  /** Takes all that a buffer of bytes in native order has, which may end within an item. */
  static void unpack(ByteBuffer from, Object buffer, int offset, Datatype type) {
    TypeMap map = type.map;
    int bytes = type.element.bytes;
    if (type.isContiguous) {
      int n = from.remaining() / bytes;
      requireInside(buffer, type, offset, n);
      Elements.put(from, buffer, type.element, offset, n);
      return;
    }
    for (int i = 0; from.remaining() >= bytes; i++) {
      for (int j = 0; j < map.offsets.length && from.remaining() >= bytes; j++) {
        long at = offset + (long) i * map.extent() + map.offsets[j];
        int n = Math.min(map.lengths[j], from.remaining() / bytes);
        requireInside(buffer, type, at, n);
        Elements.put(from, buffer, type.element, (int) at, n);
      }
    }
  }

  private static void requireInside(Object buffer, Datatype type, long offset, long count) {
    int length = Elements.length(buffer, type.element);
    if (count > 0 && (offset < 0 || offset + count > length)) {
      throw new MPIException(
          ErrorClass.BUFFER,
          "the elements from "
              + offset
              + " to "
              + (offset + count - 1)
              + " are not inside the buffer, which has "
              + length);
    }
  }
}
