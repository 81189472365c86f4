package mpi;

import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of an array or a buffer as bytes, whatever its elements are: {@link MPI#BYTE} takes
 * any. Indices are in bytes.
 */
final class RawBytes {
  private static final Element[] KINDS = Element.values();

  private RawBytes() {}

  /** Whether a buffer with elements of this type has to be read as bytes. */
  static boolean isNeeded(Object buffer, Element element) {
    return element == Element.BYTE
        && !(buffer instanceof byte[] || buffer instanceof ByteBuffer)
        && kind(buffer) != null;
  }

  /** Number of bytes; at most as many as an {@code int} can count. */
  static int length(Object buffer) {
    long elements = buffer instanceof Buffer b ? b.capacity() : Array.getLength(buffer);
    return (int) Math.min(elements * kind(buffer).bytes, Integer.MAX_VALUE);
  }

  /** Appends so many bytes from an index on. */
  static void get(Object from, int index, int count, ByteBuffer to) {
    if (count > 0) {
      ByteBuffer bytes = elementsAround(from, index, count);
      to.put(to.position(), bytes, index % kind(from).bytes, count);
    }
  }

  /** Takes so many bytes; other bytes of the first and the last element stay as they are. */
  static void put(ByteBuffer from, Object to, int index, int count) {
    if (count > 0) {
      Element kind = kind(to);
      ByteBuffer bytes = elementsAround(to, index, count);
      bytes.put(index % kind.bytes, from, from.position(), count);
      Elements.put(bytes, to, kind, index / kind.bytes, bytes.capacity() / kind.bytes);
    }
  }

  /** A copy of the elements that these bytes belong to. */
  private static ByteBuffer elementsAround(Object buffer, int index, int count) {
    Element kind = kind(buffer);
    int first = index / kind.bytes;
    int elements = (index + count - 1) / kind.bytes - first + 1;
    ByteBuffer bytes = ByteBuffer.allocate(elements * kind.bytes).order(order(buffer));
    Elements.get(buffer, kind, first, elements, bytes);
    return bytes.clear();
  }

  private static ByteOrder order(Object buffer) {
    boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    boolean isForeign = Elements.isForeignOrder(buffer);
    return isLittle == isForeign ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** Null if it is neither an array of a primitive type nor a buffer. */
  private static Element kind(Object buffer) {
    if (buffer instanceof Buffer b) {
      return Elements.of(b);
    }
    for (Element kind : KINDS) {
      if (kind != Element.OBJECT && kind.array.isInstance(buffer)) {
        return kind;
      }
    }
    return null;
  }
}
