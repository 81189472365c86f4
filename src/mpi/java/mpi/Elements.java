package mpi;

import java.lang.reflect.Array;
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
 * Reads and writes the elements of a user's buffer, of whichever kind it is: the array of the
 * element's type, a {@code byte[]}, a {@code ByteBuffer} (both in native order), or the buffer of
 * the element's type, in its own order. For {@link Element#BYTE} it may be any array or buffer: see
 * {@link RawBytes}. Indices are in elements.
 */
final class Elements {
  private Elements() {}

  /** Number of elements that a buffer holds; fails if it is not one for this type. */
  static int length(Object buffer, Element element) {
    if (buffer instanceof ByteBuffer bytes) {
      return bytes.capacity() / element.bytes;
    }
    if (RawBytes.isNeeded(buffer, element)) {
      return RawBytes.length(buffer);
    }
    if (buffer instanceof Buffer other) {
      requireKind(kind(other), element, buffer);
      return other.capacity();
    }
    if (buffer instanceof byte[] array) {
      return array.length / element.bytes;
    }
    return switch (element) {
      case CHAR -> buffer instanceof char[] a ? a.length : refuse(buffer, element);
      case SHORT -> buffer instanceof short[] a ? a.length : refuse(buffer, element);
      case BOOLEAN -> buffer instanceof boolean[] a ? a.length : refuse(buffer, element);
      case INT -> buffer instanceof int[] a ? a.length : refuse(buffer, element);
      case LONG -> buffer instanceof long[] a ? a.length : refuse(buffer, element);
      case FLOAT -> buffer instanceof float[] a ? a.length : refuse(buffer, element);
      case DOUBLE -> buffer instanceof double[] a ? a.length : refuse(buffer, element);
      case OBJECT -> buffer instanceof Object[] a ? a.length : refuse(buffer, element);
      default -> refuse(buffer, element);
    };
  }

  /** What a buffer of one type of elements holds; of a {@code ByteBuffer}, bytes. */
  static Element of(Buffer buffer) {
    return buffer instanceof ByteBuffer ? Element.BYTE : kind(buffer);
  }

  private static Element kind(Buffer buffer) {
    if (buffer instanceof IntBuffer) {
      return Element.INT;
    } else if (buffer instanceof DoubleBuffer) {
      return Element.DOUBLE;
    } else if (buffer instanceof LongBuffer) {
      return Element.LONG;
    } else if (buffer instanceof FloatBuffer) {
      return Element.FLOAT;
    } else if (buffer instanceof ShortBuffer) {
      return Element.SHORT;
    }
    return Element.CHAR;
  }

  private static void requireKind(Element kind, Element element, Object buffer) {
    if (kind != element) {
      refuse(buffer, element);
    }
  }

  private static int refuse(Object buffer, Element element) {
    throw buffer == null
        ? new MPIException(ErrorClass.BUFFER, "the buffer is null")
        : new MPIException(
            ErrorClass.TYPE,
            "the buffer, of type "
                + buffer.getClass().getSimpleName()
                + ", does not hold "
                + element
                + " elements");
  }

  /** Whether a buffer of a type's elements keeps them in another order than the machine's. */
  static boolean isForeignOrder(Object buffer) {
    ByteOrder order = ByteOrder.nativeOrder();
    if (buffer instanceof IntBuffer b) {
      return b.order() != order;
    } else if (buffer instanceof DoubleBuffer b) {
      return b.order() != order;
    } else if (buffer instanceof LongBuffer b) {
      return b.order() != order;
    } else if (buffer instanceof FloatBuffer b) {
      return b.order() != order;
    } else if (buffer instanceof ShortBuffer b) {
      return b.order() != order;
    } else if (buffer instanceof CharBuffer b) {
      return b.order() != order;
    }
    return false;
  }

  static int arrayLength(Object array) {
    return Array.getLength(array);
  }

  static Object newArray(Element element, int length) {
    return Array.newInstance(element.array.getComponentType(), length);
  }

  /** Appends so many elements to a buffer of bytes in native order. */
  static void get(Object from, Element element, int index, int count, ByteBuffer to) {
    int bytes = count * element.bytes;
    if (from instanceof ByteBuffer buffer) {
      to.put(to.position(), buffer, index * element.bytes, bytes);
    } else if (from instanceof byte[] array) {
      to.put(to.position(), array, index * element.bytes, bytes);
    } else if (element == Element.BYTE) {
      RawBytes.get(from, index, count, to);
    } else {
      switch (element) {
        case CHAR -> {
          CharBuffer view = to.asCharBuffer();
          if (from instanceof char[] a) {
            view.put(a, index, count);
          } else {
            view.put((CharBuffer) part((CharBuffer) from, index, count));
          }
        }
        case SHORT -> {
          ShortBuffer view = to.asShortBuffer();
          if (from instanceof short[] a) {
            view.put(a, index, count);
          } else {
            view.put((ShortBuffer) part((ShortBuffer) from, index, count));
          }
        }
        case INT -> {
          IntBuffer view = to.asIntBuffer();
          if (from instanceof int[] a) {
            view.put(a, index, count);
          } else {
            view.put((IntBuffer) part((IntBuffer) from, index, count));
          }
        }
        case LONG -> {
          LongBuffer view = to.asLongBuffer();
          if (from instanceof long[] a) {
            view.put(a, index, count);
          } else {
            view.put((LongBuffer) part((LongBuffer) from, index, count));
          }
        }
        case FLOAT -> {
          FloatBuffer view = to.asFloatBuffer();
          if (from instanceof float[] a) {
            view.put(a, index, count);
          } else {
            view.put((FloatBuffer) part((FloatBuffer) from, index, count));
          }
        }
        case DOUBLE -> {
          DoubleBuffer view = to.asDoubleBuffer();
          if (from instanceof double[] a) {
            view.put(a, index, count);
          } else {
            view.put((DoubleBuffer) part((DoubleBuffer) from, index, count));
          }
        }
        case BOOLEAN -> {
          boolean[] a = (boolean[]) from;
          for (int i = 0; i < count; i++) {
            to.put(to.position() + i, (byte) (a[index + i] ? 1 : 0));
          }
        }
        default -> refuse(from, element);
      }
    }
    to.position(to.position() + bytes);
  }

  /** Takes so many elements out of a buffer of bytes in native order. */
  static void put(ByteBuffer from, Object to, Element element, int index, int count) {
    int bytes = count * element.bytes;
    if (to instanceof ByteBuffer buffer) {
      buffer.put(index * element.bytes, from, from.position(), bytes);
    } else if (to instanceof byte[] array) {
      from.get(from.position(), array, index * element.bytes, bytes);
    } else if (element == Element.BYTE) {
      RawBytes.put(from, to, index, count);
    } else {
      switch (element) {
        case CHAR -> {
          CharBuffer view = from.asCharBuffer().limit(count);
          if (to instanceof char[] a) {
            view.get(a, index, count);
          } else {
            ((CharBuffer) part((CharBuffer) to, index, count)).put(view);
          }
        }
        case SHORT -> {
          ShortBuffer view = from.asShortBuffer().limit(count);
          if (to instanceof short[] a) {
            view.get(a, index, count);
          } else {
            ((ShortBuffer) part((ShortBuffer) to, index, count)).put(view);
          }
        }
        case INT -> {
          IntBuffer view = from.asIntBuffer().limit(count);
          if (to instanceof int[] a) {
            view.get(a, index, count);
          } else {
            ((IntBuffer) part((IntBuffer) to, index, count)).put(view);
          }
        }
        case LONG -> {
          LongBuffer view = from.asLongBuffer().limit(count);
          if (to instanceof long[] a) {
            view.get(a, index, count);
          } else {
            ((LongBuffer) part((LongBuffer) to, index, count)).put(view);
          }
        }
        case FLOAT -> {
          FloatBuffer view = from.asFloatBuffer().limit(count);
          if (to instanceof float[] a) {
            view.get(a, index, count);
          } else {
            ((FloatBuffer) part((FloatBuffer) to, index, count)).put(view);
          }
        }
        case DOUBLE -> {
          DoubleBuffer view = from.asDoubleBuffer().limit(count);
          if (to instanceof double[] a) {
            view.get(a, index, count);
          } else {
            ((DoubleBuffer) part((DoubleBuffer) to, index, count)).put(view);
          }
        }
        case BOOLEAN -> {
          boolean[] a = (boolean[]) to;
          for (int i = 0; i < count; i++) {
            a[index + i] = from.get(from.position() + i) != 0;
          }
        }
        default -> refuse(to, element);
      }
    }
    from.position(from.position() + bytes);
  }

  /** A view of so many elements from an index on, whatever the buffer's position is. */
  static Buffer part(Buffer buffer, int index, int count) {
    return buffer.duplicate().clear().position(index).limit(index + count);
  }
}
