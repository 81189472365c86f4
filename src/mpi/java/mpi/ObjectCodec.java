package mpi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Items of datatype OBJECT as bytes.
 *
 * <pre>
 * int count | byte kind of each | strings and arrays, in order | the others, by serialization
 * </pre>
 *
 * <p>Strings and arrays of primitives are copied; all others are one stream of Java's
 * serialization, so that what two of them share is shared at the receiver too. What comes in passes
 * the filter of the system property {@code crossmem.mpi.serialFilter}, or else the JVM's.
 */
final class ObjectCodec {
  private static final String FILTER = "crossmem.mpi.serialFilter";

  /** What an item is; their order is that on the wire. */
  private enum Kind {
    NULL,
    SERIALIZED,
    ASCII,
    CHARACTERS,
    BYTES,
    CHARS,
    SHORTS,
    BOOLEANS,
    INTS,
    LONGS,
    FLOATS,
    DOUBLES;

    private static final Kind[] ALL = values();
  }

  private ObjectCodec() {}

  /** Bytes that grow, and are used without a copy. */
  static final class Bytes extends ByteArrayOutputStream {
    Bytes() {
      super(512);
    }

    /** The bytes, in the memory that they were written to. */
    byte[] array() {
      return buf;
    }
  }

  // ---- to bytes

  /** Appends items of an array. */
  static void encode(Object[] items, Bytes to) {
    DataWriter out = new DataWriter(to);
    out.putInt(items.length);
    Kind[] kinds = new Kind[items.length];
    byte[][] texts = null;
    boolean serializes = false;
    for (int i = 0; i < items.length; i++) {
      kinds[i] = kind(items[i]);
      if (kinds[i] == Kind.ASCII) {
        texts = texts == null ? new byte[items.length][] : texts;
        texts[i] = ((String) items[i]).getBytes(StandardCharsets.UTF_8);
        if (texts[i].length != ((String) items[i]).length()) {
          kinds[i] = Kind.CHARACTERS;
        }
      }
      serializes |= kinds[i] == Kind.SERIALIZED;
      to.write(number(kinds[i]));
    }
    for (int i = 0; i < items.length; i++) {
      if (kinds[i] == Kind.ASCII) {
        out.putInt(texts[i].length);
        to.write(texts[i], 0, texts[i].length);
      } else if (kinds[i] == Kind.CHARACTERS) {
        char[] characters = ((String) items[i]).toCharArray();
        out.putArray(characters, Element.CHAR, characters.length);
      } else if (kinds[i] != Kind.NULL && kinds[i] != Kind.SERIALIZED) {
        Element element = element(kinds[i]);
        out.putArray(items[i], element, Elements.arrayLength(items[i]));
      }
    }
    if (serializes) {
      serialize(items, kinds, to);
    }
  }

  private static void serialize(Object[] items, Kind[] kinds, Bytes to) {
    try (ObjectOutputStream out = new ObjectOutputStream(to)) {
      for (int i = 0; i < items.length; i++) {
        if (kinds[i] == Kind.SERIALIZED) {
          out.writeObject(items[i]);
        }
      }
    } catch (IOException e) {
      throw new MPIException(
          ErrorClass.TYPE, "an object cannot be serialized: " + e.getMessage(), e);
    }
  }

  private static Kind kind(Object item) {
    if (item == null) {
      return Kind.NULL;
    }
    Class<?> type = item.getClass();
    if (type == String.class) {
      return Kind.ASCII;
    } else if (!type.isArray() || !type.getComponentType().isPrimitive()) {
      return Kind.SERIALIZED;
    } else if (type == byte[].class) {
      return Kind.BYTES;
    } else if (type == int[].class) {
      return Kind.INTS;
    } else if (type == double[].class) {
      return Kind.DOUBLES;
    } else if (type == long[].class) {
      return Kind.LONGS;
    } else if (type == float[].class) {
      return Kind.FLOATS;
    } else if (type == char[].class) {
      return Kind.CHARS;
    } else if (type == short[].class) {
      return Kind.SHORTS;
    }
    return Kind.BOOLEANS;
  }

  private static Element element(Kind kind) {
    return switch (kind) {
      case BYTES -> Element.BYTE;
      case CHARS, CHARACTERS -> Element.CHAR;
      case SHORTS -> Element.SHORT;
      case BOOLEANS -> Element.BOOLEAN;
      case INTS -> Element.INT;
      case LONGS -> Element.LONG;
      case FLOATS -> Element.FLOAT;
      default -> Element.DOUBLE;
    };
  }

  private static int number(Kind kind) {
    for (int i = 0; i < Kind.ALL.length; i++) {
      if (Kind.ALL[i] == kind) {
        return i;
      }
    }
    throw new IllegalStateException(kind.name());
  }

  /** Numbers and arrays in native order. */
  private static final class DataWriter {
    private final Bytes to;

    DataWriter(Bytes to) {
      this.to = to;
    }

    void putInt(int value) {
      to.write(value >>> 24);
      to.write(value >>> 16);
      to.write(value >>> 8);
      to.write(value);
    }

    void putArray(Object array, Element element, int length) {
      putInt(length);
      if (array instanceof byte[] bytes) {
        to.write(bytes, 0, length);
        return;
      }
      byte[] packed = new byte[Math.multiplyExact(length, element.bytes)];
      Elements.get(
          array, element, 0, length, ByteBuffer.wrap(packed).order(ByteOrder.nativeOrder()));
      to.write(packed, 0, packed.length);
    }
  }

  // ---- from bytes

  /** How many items there are. */
  static int count(ByteBuffer from) {
    return from.getInt(from.position());
  }

  /**
   * Takes the items out of a buffer of bytes that has an array.
   *
   * @throws MPIException if they are not whole, a class is not known, or the filter refuses one
   */
  static Object[] decode(ByteBuffer from) {
    try {
      return tryDecode(from);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new MPIException(ErrorClass.TRUNCATE, "the received objects are incomplete", e);
    } catch (IOException | ClassNotFoundException e) {
      throw new MPIException(
          ErrorClass.TYPE, "a received object cannot be read: " + e.getMessage(), e);
    }
  }

  private static Object[] tryDecode(ByteBuffer from) throws IOException, ClassNotFoundException {
    int count = from.getInt();
    if (count < 0 || count > from.remaining()) {
      throw new BufferUnderflowException();
    }
    Object[] items = new Object[count];
    int kinds = from.position();
    from.position(kinds + count);
    boolean serialized = false;
    for (int i = 0; i < count; i++) {
      Kind kind = Kind.ALL[from.get(kinds + i)];
      serialized |= kind == Kind.SERIALIZED;
      if (kind != Kind.NULL && kind != Kind.SERIALIZED) {
        items[i] = array(kind, from);
      }
    }
    if (serialized) {
      deserialize(items, from, kinds);
    }
    return items;
  }

  private static Object array(Kind kind, ByteBuffer from) {
    int length = from.getInt();
    int each = kind == Kind.ASCII ? 1 : element(kind).bytes;
    if (length < 0 || (long) length * each > from.remaining()) {
      throw new BufferUnderflowException();
    }
    if (kind == Kind.ASCII) {
      byte[] text = new byte[length];
      from.get(text);
      return new String(text, StandardCharsets.ISO_8859_1);
    }
    Object array = Elements.newArray(element(kind), length);
    ByteBuffer packed = from.duplicate().order(ByteOrder.nativeOrder());
    Elements.put(packed, array, element(kind), 0, length);
    from.position(packed.position());
    return kind == Kind.CHARACTERS ? new String((char[]) array) : array;
  }

  private static void deserialize(Object[] items, ByteBuffer from, int kinds)
      throws IOException, ClassNotFoundException {
    InputStream bytes =
        new ByteArrayInputStream(
            from.array(), from.arrayOffset() + from.position(), from.remaining());
    try (ObjectInputStream in = new ProgramsObjects(bytes)) {
      for (int i = 0; i < items.length; i++) {
        if (Kind.ALL[from.get(kinds + i)] == Kind.SERIALIZED) {
          items[i] = in.readObject();
        }
      }
    }
  }

  /** Finds classes where the program's thread finds them. */
  private static final class ProgramsObjects extends ObjectInputStream {
    ProgramsObjects(InputStream in) throws IOException {
      super(in);
      String filter = System.getProperty(FILTER);
      if (filter != null) {
        setObjectInputFilter(ObjectInputFilter.Config.createFilter(filter));
      }
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass described)
        throws IOException, ClassNotFoundException {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      try {
        return Class.forName(described.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(described); // of primitive types, too
      }
    }
  }
}
