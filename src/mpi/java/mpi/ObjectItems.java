package mpi;

import java.nio.ByteBuffer;

/** Where items of OBJECT are in the program's array. */
final class ObjectItems {
  private ObjectItems() {}

  /** The items of an array as bytes. */
  static ObjectCodec.Bytes encode(Object buffer, int offset, int count, Datatype type) {
    ObjectCodec.Bytes bytes = new ObjectCodec.Bytes();
    ObjectCodec.encode(take(buffer, offset, count, type), bytes);
    return bytes;
  }

  /** The items of an array. */
  static Object[] take(Object buffer, int offset, int count, Datatype type) {
    if (count < 0) {
      throw new MPIException(ErrorClass.COUNT, "the count is negative: " + count);
    }
    Object[] array = array(buffer, count);
    TypeMap map = type.map;
    Object[] items = new Object[Math.multiplyExact(count, map.size)];
    if (type.isContiguous) {
      requireInside(array, offset, items.length);
      System.arraycopy(array, offset, items, 0, items.length);
      return items;
    }
    for (int i = 0; i < items.length; i++) {
      int at = place(map, offset, i);
      requireInside(array, at, 1);
      items[i] = array[at];
    }
    return items;
  }

  /**
   * Puts items into an array.
   *
   * @throws MPIException of class {@link MPI#ERR_TRUNCATE} if they are more than there is room for
   */
  static int put(ByteBuffer encoded, Object buffer, int offset, int count, Datatype type) {
    int came = ObjectCodec.count(encoded);
    if (came > (long) count * type.map.size) {
      throw new MPIException(
          ErrorClass.TRUNCATE, came + " objects arrived, but there is room for " + count);
    }
    put(ObjectCodec.decode(encoded), buffer, offset, type);
    return came;
  }

  static void put(Object[] items, Object buffer, int offset, Datatype type) {
    Object[] array = array(buffer, items.length);
    try {
      if (type.isContiguous) {
        requireInside(array, offset, items.length);
        System.arraycopy(items, 0, array, offset, items.length);
        return;
      }
      for (int i = 0; i < items.length; i++) {
        int at = place(type.map, offset, i);
        requireInside(array, at, 1);
        array[at] = items[i];
      }
    } catch (ArrayStoreException e) {
      throw new MPIException(
          ErrorClass.TYPE, "a received object does not fit into the array: " + e.getMessage(), e);
    }
  }

  private static int place(TypeMap map, int offset, int element) {
    int at = offset + element / map.size * map.extent();
    int rest = element % map.size;
    for (int block = 0; ; block++) {
      if (rest < map.lengths[block]) {
        return at + map.offsets[block] + rest;
      }
      rest -= map.lengths[block];
    }
  }

  private static Object[] array(Object buffer, int count) {
    if (buffer instanceof Object[] array) {
      return array;
    }
    if (buffer == null && count == 0) {
      return new Object[0];
    }
    throw buffer == null
        ? new MPIException(ErrorClass.BUFFER, "the buffer is null")
        : new MPIException(
            ErrorClass.TYPE, "a " + buffer.getClass().getSimpleName() + " does not hold objects");
  }

  private static void requireInside(Object[] array, int offset, int count) {
    if (count > 0 && (offset < 0 || offset > array.length - count)) {
      throw new MPIException(
          ErrorClass.BUFFER,
          "the objects from "
              + offset
              + " to "
              + (offset + count - 1)
              + " are not inside the array, which has "
              + array.length);
    }
  }
}
