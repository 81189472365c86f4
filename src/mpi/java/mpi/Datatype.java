package mpi;

import java.util.Arrays;
import java.util.Objects;

/**
 * The type of the elements of a message, and their positions in the buffer.
 *
 * <p>Displacements, bounds, extents and sizes are in elements of the buffer: in {@code int}s for
 * all datatypes made of {@link MPI#INT}. If a datatype mixes several basic types, as a {@link
 * Struct} does, they are in bytes, and the buffer is a {@code byte[]} or a {@code ByteBuffer}. Safe
 * for use by several threads.
 */
public final class Datatype implements Freeable, Cloneable {
  private static final Attributes.Keys KEYS = new Attributes.Keys();

  /** The number of the basic type of the elements. */
  public final int baseType;

  final Element element;
  final TypeMap map;
  final Pair pair; // of MINLOC and MAXLOC; else null
  final boolean isComplex;
  final boolean isContiguous;
  private final int[] parts; // bytes of the basic elements of an item, if they are mixed; else null
  private final boolean isBasic;
  private final Attributes attributes = new Attributes(KEYS, this);
  private volatile String name;
  private boolean isFree; // not volatile, for fast accesses to windows in loops
  private int plainBytes;

  Datatype(Element element, TypeMap map, Pair pair, boolean isComplex, int[] parts, String basic) {
    this.element = element;
    this.map = map;
    this.pair = pair;
    this.isComplex = isComplex;
    this.parts = parts;
    isContiguous = map.isContiguous();
    isBasic = basic != null;
    name = isBasic ? basic : "";
    baseType = element.number;
    plainBytes = isContiguous && element != Element.OBJECT ? bytes() : 0;
  }

  static Datatype basic(Element element, String name) {
    int size = element == Element.NONE ? 0 : 1;
    return new Datatype(element, TypeMap.of(size), null, false, null, name);
  }

  /** For the bounds of {@link #Struct}. */
  static Datatype marker(String name, boolean ofLb) {
    return new Datatype(Element.NONE, TypeMap.marker(ofLb), null, false, null, name);
  }

  static Datatype complex(Element part, String name) {
    return new Datatype(part, TypeMap.of(2), null, true, null, name);
  }

  private static Datatype derived(Element element, TypeMap.Builder map, int... parts) {
    return new Datatype(element, map.build(), null, false, parts.length == 0 ? null : parts, null);
  }

  /** Whether all items are made of bytes of several basic types. */
  boolean isMixed() {
    return parts != null;
  }

  /** Whether it is predefined. */
  boolean isBasic() {
    return isBasic;
  }

  /** Bytes of the basic elements of one item, in their order; null if all are alike. */
  int[] parts() {
    return parts;
  }

  /**
   * Bytes of an item, if items are just bytes, one after the other. 0 if they are not, and once the
   * datatype is freed.
   */
  int plainBytes() {
    return plainBytes;
  }

  /** Bytes of one item's elements. */
  int bytes() {
    return map.size * element.bytes;
  }

  /**
   * Checks a datatype before each use.
   *
   * @throws MPIException of class {@link MPI#ERR_TYPE} if there is no such datatype
   */
  static Datatype check(Datatype type) {
    if (type == null || type.isFree || type.element == Element.NONE) {
      throw new MPIException(
          ErrorClass.TYPE,
          type == null
              ? "the datatype is null"
              : type.isFree ? "the datatype was freed" : "the datatype is " + type.name);
    }
    return type;
  }

  // ---- makers

  /**
   * Consecutive items.
   *
   * @param count number of items
   * @param oldType the datatype of the items
   * @return the datatype
   * @throws MPIException if the count is negative, or the datatype freed or null
   */
  public static Datatype createContiguous(int count, Datatype oldType) {
    requireCount(count, "count");
    return derived(
        check(oldType).element,
        new TypeMap.Builder().add(oldType.map, 0, count),
        repeat(oldType, count));
  }

  /**
   * Blocks of the same length at equal distances.
   *
   * @param count number of blocks
   * @param blockLength items of each block
   * @param stride distance in items between the starts of consecutive blocks; may be negative
   * @param oldType the datatype of the items
   * @return the datatype
   * @throws MPIException if a count is negative, or the datatype freed or null
   */
  public static Datatype createVector(int count, int blockLength, int stride, Datatype oldType) {
    return vector(count, blockLength, (long) stride * check(oldType).map.extent(), oldType);
  }

  /**
   * Blocks of the same length at equal distances, in bytes.
   *
   * @param count number of blocks
   * @param blockLength items of each block
   * @param stride distance in bytes between the starts of consecutive blocks; may be negative
   * @param oldType the datatype of the items
   * @return the datatype
   * @throws MPIException if a count is negative, the stride not a whole number of elements, or the
   *     datatype freed or null
   */
  public static Datatype createHVector(int count, int blockLength, int stride, Datatype oldType) {
    return vector(count, blockLength, elements(stride, oldType), oldType);
  }

  private static Datatype vector(int count, int blockLength, long stride, Datatype oldType) {
    requireCount(count, "count");
    requireCount(blockLength, "blockLength");
    TypeMap.Builder map = new TypeMap.Builder();
    for (long i = 0; i < count; i++) {
      map.add(oldType.map, i * stride, blockLength);
    }
    return derived(oldType.element, map, repeat(oldType, Math.multiplyExact(count, blockLength)));
  }

  /**
   * Blocks of any lengths at any displacements.
   *
   * @param blockLengths items of each block
   * @param displacements of each block, in items
   * @param oldType the datatype of the items
   * @return the datatype
   * @throws MPIException if a length is negative, the arrays are null or differ in length, or the
   *     datatype is freed or null
   */
  public static Datatype createIndexed(int[] blockLengths, int[] displacements, Datatype oldType) {
    requireAlike(blockLengths, displacements);
    int extent = check(oldType).map.extent();
    TypeMap.Builder map = new TypeMap.Builder();
    for (int i = 0; i < blockLengths.length; i++) {
      map.add(oldType.map, (long) displacements[i] * extent, blockLengths[i]);
    }
    return derived(oldType.element, map, repeat(oldType, sum(blockLengths)));
  }

  /**
   * Blocks of any lengths at any displacements, in bytes.
   *
   * @param blockLengths items of each block
   * @param displacements of each block, in bytes
   * @param oldType the datatype of the items
   * @return the datatype
   * @throws MPIException as {@link #createIndexed}; or a displacement is not a whole number of
   *     elements
   */
  public static Datatype createHIndexed(int[] blockLengths, int[] displacements, Datatype oldType) {
    requireAlike(blockLengths, displacements);
    check(oldType);
    TypeMap.Builder map = new TypeMap.Builder();
    for (int i = 0; i < blockLengths.length; i++) {
      map.add(oldType.map, elements(displacements[i], oldType), blockLengths[i]);
    }
    return derived(oldType.element, map, repeat(oldType, sum(blockLengths)));
  }

  /**
   * Blocks of several datatypes. The buffer is a {@code byte[]} or a {@code ByteBuffer}.
   *
   * @param blockLengths items of each block
   * @param displacements of each block, in bytes
   * @param types of each block
   * @return the datatype
   * @throws MPIException as {@link #createIndexed}
   */
  public static Datatype createStruct(int[] blockLengths, int[] displacements, Datatype[] types) {
    requireAlike(blockLengths, displacements);
    requireTypes(types, blockLengths.length);
    TypeMap.Builder map = new TypeMap.Builder();
    int[] parts = new int[0];
    for (int i = 0; i < blockLengths.length; i++) {
      Datatype type = types[i];
      map.add(scaled(type.map, Math.max(1, type.element.bytes)), displacements[i], blockLengths[i]);
      int[] more = partsOf(type, blockLengths[i]);
      parts = Arrays.copyOf(parts, parts.length + more.length);
      System.arraycopy(more, 0, parts, parts.length - more.length, more.length);
    }
    return derived(Element.BYTE, map, parts);
  }

  /** The same map in bytes. */
  private static TypeMap scaled(TypeMap map, int bytes) {
    if (bytes == 1) {
      return map;
    }
    TypeMap.Builder scaled = new TypeMap.Builder();
    for (int i = 0; i < map.offsets.length; i++) {
      scaled.add(
          TypeMap.of(Math.multiplyExact(map.lengths[i], bytes)), (long) map.offsets[i] * bytes, 1);
    }
    return scaled
        .build()
        .resized(Math.multiplyExact(map.lb, bytes), Math.multiplyExact(map.ub, bytes));
  }

  /**
   * The same items with other bounds.
   *
   * @param oldType the datatype of the items
   * @param lb the lower bound, in bytes
   * @param extent in bytes
   * @return the datatype
   * @throws MPIException if a number is not a whole number of elements, or the datatype is freed or
   *     null
   */
  public static Datatype createResized(Datatype oldType, int lb, int extent) {
    check(oldType);
    int low = elements(lb, oldType);
    TypeMap map = oldType.map.resized(low, Math.addExact(low, elements(extent, oldType)));
    return new Datatype(oldType.element, map, oldType.pair, oldType.isComplex, oldType.parts, null);
  }

  /**
   * Consecutive items.
   *
   * @param count number of items
   * @param oldtype the datatype of the items
   * @return the datatype
   * @throws MPIException as {@link #createContiguous}
   */
  public static Datatype Contiguous(int count, Datatype oldtype) {
    return createContiguous(count, oldtype);
  }

  /**
   * Blocks of the same length at equal distances.
   *
   * @param count number of blocks
   * @param blocklength items of each block
   * @param stride distance in items between the starts of consecutive blocks
   * @param oldtype the datatype of the items
   * @return the datatype
   * @throws MPIException as {@link #createVector}
   */
  public static Datatype Vector(int count, int blocklength, int stride, Datatype oldtype) {
    return createVector(count, blocklength, stride, oldtype);
  }

  /**
   * Blocks of the same length at equal distances, in elements of the buffer.
   *
   * @param count number of blocks
   * @param blocklength items of each block
   * @param stride distance in elements between the starts of consecutive blocks
   * @param oldtype the datatype of the items
   * @return the datatype
   * @throws MPIException as {@link #createVector}
   */
  public static Datatype Hvector(int count, int blocklength, int stride, Datatype oldtype) {
    check(oldtype);
    return vector(count, blocklength, stride, oldtype);
  }

  /**
   * Blocks of any lengths at any displacements.
   *
   * @param blocklengths items of each block
   * @param displacements of each block, in items
   * @param oldtype the datatype of the items
   * @return the datatype
   * @throws MPIException as {@link #createIndexed}
   */
  public static Datatype Indexed(int[] blocklengths, int[] displacements, Datatype oldtype) {
    return createIndexed(blocklengths, displacements, oldtype);
  }

  /**
   * Blocks of any lengths at any displacements, in elements of the buffer.
   *
   * @param blocklengths items of each block
   * @param displacements of each block, in elements
   * @param oldtype the datatype of the items
   * @return the datatype
   * @throws MPIException as {@link #createIndexed}
   */
  public static Datatype Hindexed(int[] blocklengths, int[] displacements, Datatype oldtype) {
    requireAlike(blocklengths, displacements);
    check(oldtype);
    TypeMap.Builder map = new TypeMap.Builder();
    for (int i = 0; i < blocklengths.length; i++) {
      map.add(oldtype.map, displacements[i], blocklengths[i]);
    }
    return derived(oldtype.element, map, repeat(oldtype, sum(blocklengths)));
  }

  /**
   * Blocks of several datatypes made of one basic type. {@link MPI#LB} and {@link MPI#UB} set the
   * bounds.
   *
   * @param blocklengths items of each block
   * @param displacements of each block, in elements of the buffer
   * @param oldtypes of each block
   * @return the datatype
   * @throws MPIException as {@link #createIndexed}; or the basic types differ
   */
  public static Datatype Struct(int[] blocklengths, int[] displacements, Datatype[] oldtypes) {
    requireAlike(blocklengths, displacements);
    requireTypes(oldtypes, blocklengths.length);
    TypeMap.Builder map = new TypeMap.Builder();
    Element element = Element.NONE;
    for (int i = 0; i < blocklengths.length; i++) {
      Datatype type = oldtypes[i];
      if (type.element != Element.NONE) {
        if (element != Element.NONE && element != type.element) {
          throw new MPIException(
              ErrorClass.TYPE,
              "the basic types of a struct differ: " + element + " and " + type.element);
        }
        element = type.element;
      }
      map.add(type.map, displacements[i], blocklengths[i]);
    }
    boolean isEmpty = blocklengths.length == 0; // of no items of any type
    return derived(isEmpty ? Element.BYTE : element, map);
  }

  private static int[] repeat(Datatype type, int count) {
    return type.parts == null ? new int[0] : partsOf(type, count);
  }

  private static int[] partsOf(Datatype type, int count) {
    int[] one = type.parts;
    if (one == null) {
      one = new int[type.map.size];
      Arrays.fill(one, type.element.bytes);
    }
    int[] all = new int[Math.multiplyExact(one.length, count)];
    for (int i = 0; i < count; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  private static int elements(int bytes, Datatype type) {
    if (bytes % type.element.bytes != 0) {
      throw new MPIException(
          ErrorClass.ARG, bytes + " bytes are not a whole number of " + type.element + " elements");
    }
    return bytes / type.element.bytes;
  }

  private static int sum(int[] numbers) {
    int sum = 0;
    for (int number : numbers) {
      requireCount(number, "a block's length");
      sum = Math.addExact(sum, number);
    }
    return sum;
  }

  private static void requireCount(int count, String what) {
    if (count < 0) {
      throw new MPIException(ErrorClass.COUNT, what + " is negative: " + count);
    }
  }

  private static void requireAlike(int[] blockLengths, int[] displacements) {
    if (blockLengths == null || displacements == null) {
      throw new MPIException(ErrorClass.ARG, "an array of lengths or displacements is null");
    }
    if (blockLengths.length != displacements.length) {
      throw new MPIException(
          ErrorClass.ARG,
          blockLengths.length + " block lengths, but " + displacements.length + " displacements");
    }
    for (int length : blockLengths) {
      requireCount(length, "a block's length");
    }
  }

  private static void requireTypes(Datatype[] types, int blocks) {
    if (types == null || types.length != blocks) {
      throw new MPIException(
          ErrorClass.ARG,
          (types == null ? "no" : types.length) + " datatypes, but " + blocks + " blocks");
    }
    for (Datatype type : types) {
      if (type != MPI.LB && type != MPI.UB) {
        check(type);
      }
    }
  }

  // ---- what it is

  /**
   * The lower bound.
   *
   * @return in elements; of a pair such as {@link MPI#INT2} in bytes, as in Open MPI's binding
   */
  public int getLb() {
    return inUnits(map.lb);
  }

  /**
   * The distance between consecutive items.
   *
   * @return in elements; of a pair such as {@link MPI#INT2} in bytes, as in Open MPI's binding
   */
  public int getExtent() {
    return inUnits(map.extent());
  }

  /**
   * The displacement of the first element of an item.
   *
   * @return in elements; of a pair such as {@link MPI#INT2} in bytes, as in Open MPI's binding
   */
  public int getTrueLb() {
    return inUnits(map.trueLb());
  }

  /**
   * The distance from the first element of an item to the end of its last.
   *
   * @return in elements; of a pair such as {@link MPI#INT2} in bytes, as in Open MPI's binding
   */
  public int getTrueExtent() {
    return inUnits(map.trueUb() - map.trueLb());
  }

  /**
   * The number of elements of one item in a message.
   *
   * @return in elements; of a pair such as {@link MPI#INT2} in bytes, as in Open MPI's binding
   */
  public int getSize() {
    return inUnits(map.size);
  }

  /** Open MPI's binding describes a value with its index as bytes, MPJ as two elements. */
  private int inUnits(int elements) {
    return pair == null ? elements : elements * element.bytes;
  }

  /**
   * The distance between consecutive items.
   *
   * @return in elements
   */
  public int Extent() {
    return map.extent();
  }

  /**
   * The number of elements of one item in a message.
   *
   * @return in elements
   */
  public int Size() {
    return map.size;
  }

  /**
   * The lower bound.
   *
   * @return in elements
   */
  public int Lb() {
    return map.lb;
  }

  /**
   * The upper bound.
   *
   * @return in elements
   */
  public int Ub() {
    return map.ub;
  }

  /**
   * The number of the basic type of the elements.
   *
   * @return the same for all datatypes made of one basic type
   */
  public int getType() {
    return baseType;
  }

  /**
   * The number of bytes of one item in a message.
   *
   * @return its size
   */
  public int getByteSize() {
    return bytes();
  }

  /** Does nothing: a datatype is always ready for use. */
  public void commit() {
    requireNotFree();
  }

  /** Does nothing: a datatype is always ready for use. */
  public void Commit() {
    requireNotFree();
  }

  /**
   * Frees it. Operations that have started with it continue.
   *
   * @throws MPIException if it is one of the constants, or was freed before
   */
  @Override
  public void free() {
    if (isBasic) {
      throw new MPIException(ErrorClass.TYPE, name + " cannot be freed");
    }
    requireNotFree();
    attributes.clear();
    isFree = true;
    plainBytes = 0;
  }

  private void requireNotFree() {
    if (isFree) {
      throw new MPIException(ErrorClass.TYPE, "the datatype was freed");
    }
  }

  /** Does nothing: the garbage collector removes unused datatypes. */
  @Override
  @SuppressWarnings({"deprecation", "removal", "Finalize"})
  public void finalize() {}

  /**
   * Whether it was freed or is the null datatype.
   *
   * @return whether it cannot be used
   */
  public boolean isNull() {
    return isFree || this == MPI.DATATYPE_NULL;
  }

  /**
   * A copy of the datatype, with copies of its attributes.
   *
   * @return the copy
   */
  public Datatype dup() {
    check(this);
    Datatype copy = new Datatype(element, map, pair, isComplex, parts, null);
    copy.attributes.copyFrom(attributes);
    return copy;
  }

  /**
   * The same as {@link #dup}.
   *
   * @return the copy
   */
  @Override
  @SuppressWarnings("MissingSuperCall")
  public Datatype clone() {
    return dup();
  }

  // ---- names and attributes

  /**
   * Sets its name.
   *
   * @param name the name
   */
  public void setName(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * The name.
   *
   * @return the name of the constant, or the one set by {@link #setName}, or empty
   */
  public String getName() {
    return name;
  }

  /**
   * Makes a key for attributes of datatypes.
   *
   * @return the key
   */
  public static int createKeyval() {
    return KEYS.create();
  }

  /**
   * Frees a key.
   *
   * @param keyval the key
   * @throws MPIException if there is no such key
   */
  public static void freeKeyval(int keyval) {
    KEYS.free(keyval);
  }

  /**
   * Sets an attribute.
   *
   * @param keyval from {@link #createKeyval}
   * @param value the value to store
   * @throws MPIException if there is no such key
   */
  public void setAttr(int keyval, Object value) {
    attributes.set(keyval, value);
  }

  /**
   * An attribute's value.
   *
   * @param keyval from {@link #createKeyval}
   * @return the value, or null if none is set
   * @throws MPIException if there is no such key
   */
  public Object getAttr(int keyval) {
    return attributes.get(keyval);
  }

  /**
   * Deletes an attribute.
   *
   * @param keyval from {@link #createKeyval}
   * @throws MPIException if there is no such key, or it has no value
   */
  public void deleteAttr(int keyval) {
    attributes.delete(keyval);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? "Datatype of " + map.size + " " + element + " elements" : name;
  }
}
