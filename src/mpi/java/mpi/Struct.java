package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An item of several fields in a buffer of bytes, like a C struct. A subclass adds the fields, and
 * has a subclass of {@link Data} that reads and writes them:
 *
 * <pre>{@code
 * class Particle extends Struct {
 *   final int id = addInt();
 *   final int position = addDouble(3);
 *
 *   protected Data newData() {
 *     return new Data();
 *   }
 *
 *   class Data extends Struct.Data {
 *     int id() {
 *       return getInt(id);
 *     }
 *   }
 * }
 * }</pre>
 */
public abstract class Struct {
  private final List<Integer> lengths = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();
  private final List<Datatype> types = new ArrayList<>();
  private int offset;
  private int extent;
  private Datatype type; // null until it is asked for

  /** For subclasses. */
  protected Struct() {}

  Struct(Datatype type) {
    this.type = type;
  }

  /**
   * Sets where the next field is placed.
   *
   * @param offset in bytes from the start
   * @return this
   * @throws MPIException if it is negative
   */
  public final Struct setOffset(int offset) {
    if (offset < 0) {
      throw new MPIException(ErrorClass.ARG, "the offset is negative: " + offset);
    }
    this.offset = offset;
    extent = Math.max(extent, offset);
    return this;
  }

  /**
   * The distance from the start of an item to the start of the next.
   *
   * @return in bytes
   */
  public final int getExtent() {
    return isBuiltIn() ? type.getExtent() : extent;
  }

  /**
   * The datatype of these items. After this call no fields can be added.
   *
   * @return the datatype
   */
  public final Datatype getType() {
    if (type == null) {
      int n = types.size();
      int[] lengthOfEach = new int[n];
      int[] offsetOfEach = new int[n];
      for (int i = 0; i < n; i++) {
        lengthOfEach[i] = lengths.get(i);
        offsetOfEach[i] = offsets.get(i);
      }
      Datatype fields =
          Datatype.createStruct(lengthOfEach, offsetOfEach, types.toArray(new Datatype[0]));
      type = Datatype.createResized(fields, 0, extent);
    }
    return type;
  }

  /**
   * Makes an object that reads and writes the fields.
   *
   * @return an object without a buffer
   */
  protected abstract Data newData();

  /**
   * The first item of a buffer.
   *
   * @param <T> what {@link #newData} makes
   * @param buffer with the items, in its own byte order
   * @return a view of the item
   */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public final <T extends Data> T getData(ByteBuffer buffer) {
    return getData(buffer, 0);
  }

  /**
   * An item of a buffer.
   *
   * @param <T> what {@link #newData} makes
   * @param buffer with the items, in its own byte order
   * @param index of the item
   * @return a view of the item
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public final <T extends Data> T getData(ByteBuffer buffer, int index) {
    Data data = newData();
    data.buffer = buffer;
    data.extent = getExtent();
    data.offset = Math.multiplyExact(index, data.extent);
    return (T) data;
  }

  /**
   * The first item of an array, in native byte order.
   *
   * @param <T> what {@link #newData} makes
   * @param array with the items
   * @return a view of the item
   */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public final <T extends Data> T getData(byte[] array) {
    return getData(array, 0);
  }

  /**
   * An item of an array, in native byte order.
   *
   * @param <T> what {@link #newData} makes
   * @param array with the items
   * @param index of the item
   * @return a view of the item
   */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public final <T extends Data> T getData(byte[] array, int index) {
    return getData(ByteBuffer.wrap(array).order(ByteOrder.nativeOrder()), index);
  }

  private int add(Datatype field, int bytes, int length) {
    if (type != null && !isBuiltIn()) {
      throw new MPIException(ErrorClass.OTHER, "the datatype of the struct was used already");
    }
    if (length < 0) {
      throw new MPIException(ErrorClass.COUNT, "the length is negative: " + length);
    }
    int at = offset;
    types.add(field);
    lengths.add(length);
    offsets.add(at);
    setOffset(Math.addExact(at, Math.multiplyExact(bytes, length)));
    return at;
  }

  private boolean isBuiltIn() {
    return type != null && type.pair != null;
  }

  /**
   * Adds a {@code byte}.
   *
   * @return its offset in bytes
   */
  public final int addByte() {
    return addByte(1);
  }

  /**
   * Adds an array of {@code byte}s.
   *
   * @param length in elements
   * @return its offset in bytes
   */
  public final int addByte(int length) {
    return add(MPI.BYTE, 1, length);
  }

  /**
   * Adds a {@code char}.
   *
   * @return its offset in bytes
   */
  public final int addChar() {
    return addChar(1);
  }

  /**
   * Adds an array of {@code char}s.
   *
   * @param length in elements
   * @return its offset in bytes
   */
  public final int addChar(int length) {
    return add(MPI.CHAR, 2, length);
  }

  /**
   * Adds a {@code short}.
   *
   * @return its offset in bytes
   */
  public final int addShort() {
    return addShort(1);
  }

  /**
   * Adds an array of {@code short}s.
   *
   * @param length in elements
   * @return its offset in bytes
   */
  public final int addShort(int length) {
    return add(MPI.SHORT, 2, length);
  }

  /**
   * Adds an {@code int}.
   *
   * @return its offset in bytes
   */
  public final int addInt() {
    return addInt(1);
  }

  /**
   * Adds an array of {@code int}s.
   *
   * @param length in elements
   * @return its offset in bytes
   */
  public final int addInt(int length) {
    return add(MPI.INT, 4, length);
  }

  /**
   * Adds a {@code long}.
   *
   * @return its offset in bytes
   */
  public final int addLong() {
    return addLong(1);
  }

  /**
   * Adds an array of {@code long}s.
   *
   * @param length in elements
   * @return its offset in bytes
   */
  public final int addLong(int length) {
    return add(MPI.LONG, 8, length);
  }

  /**
   * Adds a {@code float}.
   *
   * @return its offset in bytes
   */
  public final int addFloat() {
    return addFloat(1);
  }

  /**
   * Adds an array of {@code float}s.
   *
   * @param length in elements
   * @return its offset in bytes
   */
  public final int addFloat(int length) {
    return add(MPI.FLOAT, 4, length);
  }

  /**
   * Adds a {@code double}.
   *
   * @return its offset in bytes
   */
  public final int addDouble() {
    return addDouble(1);
  }

  /**
   * Adds an array of {@code double}s.
   *
   * @param length in elements
   * @return its offset in bytes
   */
  public final int addDouble(int length) {
    return add(MPI.DOUBLE, 8, length);
  }

  /**
   * Adds another struct.
   *
   * @param struct its fields
   * @return its offset in bytes
   */
  public final int addStruct(Struct struct) {
    return addStruct(struct, 1);
  }

  /**
   * Adds an array of other structs.
   *
   * @param struct their fields
   * @param length how many
   * @return its offset in bytes
   */
  public final int addStruct(Struct struct, int length) {
    return add(struct.getType(), struct.getExtent(), length);
  }

  /**
   * Adds an item of a datatype.
   *
   * @param datatype of the item
   * @return its offset in bytes
   */
  public final int addData(Datatype datatype) {
    return addData(datatype, 1);
  }

  /**
   * Adds items of a datatype.
   *
   * @param datatype the datatype of the items
   * @param length how many
   * @return their offset in bytes
   */
  public final int addData(Datatype datatype, int length) {
    Datatype.check(datatype);
    return add(datatype, datatype.getExtent() * datatype.element.bytes, length);
  }

  /** An item in a buffer. Offsets are those returned by the methods that add fields. */
  public abstract class Data {
    private ByteBuffer buffer;
    private int offset; // of the item, in bytes
    private int extent;

    /** For subclasses. */
    protected Data() {}

    /**
     * The item's bytes.
     *
     * @return a view of them
     */
    public final ByteBuffer getBuffer() {
      return buffer.slice(offset, extent).order(buffer.order());
    }

    /**
     * A struct within this one.
     *
     * @param <T> what its {@link Struct#newData} makes
     * @param struct its fields
     * @param field its offset in bytes
     * @return a view of it
     */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    protected final <T extends Data> T getData(Struct struct, int field) {
      return getData(struct, field, 0);
    }

    /**
     * An element of an array of structs within this one.
     *
     * @param <T> what its {@link Struct#newData} makes
     * @param struct its fields
     * @param field the array's offset in bytes
     * @param index in the array
     * @return a view of it
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    protected final <T extends Data> T getData(Struct struct, int field, int index) {
      Data data = struct.newData();
      data.buffer = buffer;
      data.offset = offset + field + index * struct.getExtent();
      data.extent = struct.getExtent();
      return (T) data;
    }

    /**
     * The bytes of a field.
     *
     * @param datatype of its items
     * @param field its offset in bytes
     * @return a view of them
     */
    protected final ByteBuffer getBuffer(Datatype datatype, int field) {
      return getBuffer(datatype, field, 0);
    }

    /**
     * The bytes of an item of a field.
     *
     * @param datatype of its items
     * @param field its offset in bytes
     * @param index of the item
     * @return a view of them
     */
    protected final ByteBuffer getBuffer(Datatype datatype, int field, int index) {
      int bytes = datatype.getExtent() * datatype.element.bytes;
      return buffer.slice(offset + field + index * bytes, bytes).order(buffer.order());
    }

    /**
     * Reads a {@code byte}.
     *
     * @param field its offset in bytes
     * @return its value
     */
    protected final byte getByte(int field) {
      return buffer.get(offset + field);
    }

    /**
     * Reads an element of an array of {@code byte}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @return its value
     */
    protected final byte getByte(int field, int index) {
      return buffer.get(offset + field + index);
    }

    /**
     * Changes a {@code byte}.
     *
     * @param field its offset in bytes
     * @param value its value
     */
    protected final void putByte(int field, byte value) {
      buffer.put(offset + field, value);
    }

    /**
     * Changes an element of an array of {@code byte}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @param value its value
     */
    protected final void putByte(int field, int index, byte value) {
      buffer.put(offset + field + index, value);
    }

    /**
     * Reads a {@code char}.
     *
     * @param field its offset in bytes
     * @return its value
     */
    protected final char getChar(int field) {
      return buffer.getChar(offset + field);
    }

    /**
     * Reads an element of an array of {@code char}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @return its value
     */
    protected final char getChar(int field, int index) {
      return buffer.getChar(offset + field + index * 2);
    }

    /**
     * Changes a {@code char}.
     *
     * @param field its offset in bytes
     * @param value its value
     */
    protected final void putChar(int field, char value) {
      buffer.putChar(offset + field, value);
    }

    /**
     * Changes an element of an array of {@code char}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @param value its value
     */
    protected final void putChar(int field, int index, char value) {
      buffer.putChar(offset + field + index * 2, value);
    }

    /**
     * Reads a {@code short}.
     *
     * @param field its offset in bytes
     * @return its value
     */
    protected final short getShort(int field) {
      return buffer.getShort(offset + field);
    }

    /**
     * Reads an element of an array of {@code short}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @return its value
     */
    protected final short getShort(int field, int index) {
      return buffer.getShort(offset + field + index * 2);
    }

    /**
     * Changes a {@code short}.
     *
     * @param field its offset in bytes
     * @param value its value
     */
    protected final void putShort(int field, short value) {
      buffer.putShort(offset + field, value);
    }

    /**
     * Changes an element of an array of {@code short}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @param value its value
     */
    protected final void putShort(int field, int index, short value) {
      buffer.putShort(offset + field + index * 2, value);
    }

    /**
     * Reads an {@code int}.
     *
     * @param field its offset in bytes
     * @return its value
     */
    protected final int getInt(int field) {
      return buffer.getInt(offset + field);
    }

    /**
     * Reads an element of an array of {@code int}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @return its value
     */
    protected final int getInt(int field, int index) {
      return buffer.getInt(offset + field + index * 4);
    }

    /**
     * Changes an {@code int}.
     *
     * @param field its offset in bytes
     * @param value its value
     */
    protected final void putInt(int field, int value) {
      buffer.putInt(offset + field, value);
    }

    /**
     * Changes an element of an array of {@code int}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @param value its value
     */
    protected final void putInt(int field, int index, int value) {
      buffer.putInt(offset + field + index * 4, value);
    }

    /**
     * Reads a {@code long}.
     *
     * @param field its offset in bytes
     * @return its value
     */
    protected final long getLong(int field) {
      return buffer.getLong(offset + field);
    }

    /**
     * Reads an element of an array of {@code long}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @return its value
     */
    protected final long getLong(int field, int index) {
      return buffer.getLong(offset + field + index * 8);
    }

    /**
     * Changes a {@code long}.
     *
     * @param field its offset in bytes
     * @param value its value
     */
    protected final void putLong(int field, long value) {
      buffer.putLong(offset + field, value);
    }

    /**
     * Changes an element of an array of {@code long}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @param value its value
     */
    protected final void putLong(int field, int index, long value) {
      buffer.putLong(offset + field + index * 8, value);
    }

    /**
     * Reads a {@code float}.
     *
     * @param field its offset in bytes
     * @return its value
     */
    protected final float getFloat(int field) {
      return buffer.getFloat(offset + field);
    }

    /**
     * Reads an element of an array of {@code float}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @return its value
     */
    protected final float getFloat(int field, int index) {
      return buffer.getFloat(offset + field + index * 4);
    }

    /**
     * Changes a {@code float}.
     *
     * @param field its offset in bytes
     * @param value its value
     */
    protected final void putFloat(int field, float value) {
      buffer.putFloat(offset + field, value);
    }

    /**
     * Changes an element of an array of {@code float}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @param value its value
     */
    protected final void putFloat(int field, int index, float value) {
      buffer.putFloat(offset + field + index * 4, value);
    }

    /**
     * Reads a {@code double}.
     *
     * @param field its offset in bytes
     * @return its value
     */
    protected final double getDouble(int field) {
      return buffer.getDouble(offset + field);
    }

    /**
     * Reads an element of an array of {@code double}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @return its value
     */
    protected final double getDouble(int field, int index) {
      return buffer.getDouble(offset + field + index * 8);
    }

    /**
     * Changes a {@code double}.
     *
     * @param field its offset in bytes
     * @param value its value
     */
    protected final void putDouble(int field, double value) {
      buffer.putDouble(offset + field, value);
    }

    /**
     * Changes an element of an array of {@code double}s.
     *
     * @param field the array's offset in bytes
     * @param index in the array
     * @param value its value
     */
    protected final void putDouble(int field, int index, double value) {
      buffer.putDouble(offset + field + index * 8, value);
    }
  }
}
