package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What {@code pack} and {@code unpack} do: elements as bytes in the machine's order. */
final class Packing {
  private Packing() {}

  static int pack(
      Comm comm, Object from, int offset, int count, Datatype type, byte[] to, int position) {
    try {
      if (type != null && type.element == Element.OBJECT) {
        return packObjects(from, offset, count, type, to, position);
      }
      int bytes = size(comm, count, type);
      ByteBuffer packed = part(to, position, bytes);
      Transfer.pack(from, offset, count, type, packed);
      return position + bytes;
    } catch (RuntimeException e) {
      throw comm.failure(e);
    }
  }

  static int unpack(
      Comm comm, byte[] from, int position, Object to, int offset, int count, Datatype type) {
    try {
      if (type != null && type.element == Element.OBJECT) {
        return unpackObjects(from, position, to, offset, count, type);
      }
      int bytes = size(comm, count, type);
      ByteBuffer packed = part(from, position, bytes);
      Transfer.unpack(packed, to, offset, type);
      return position + bytes;
    } catch (RuntimeException e) {
      throw comm.failure(e);
    }
  }

  /** Objects have their length before them. */
  private static int packObjects(
      Object from, int offset, int count, Datatype type, byte[] to, int position) {
    ObjectCodec.Bytes objects = ObjectItems.encode(from, offset, count, type);
    ByteBuffer packed = part(to, position, Integer.BYTES + objects.size());
    packed.putInt(objects.size()).put(objects.array(), 0, objects.size());
    return packed.position();
  }

  private static int unpackObjects(
      byte[] from, int position, Object to, int offset, int count, Datatype type) {
    int bytes = part(from, position, Integer.BYTES).getInt();
    int start = position + Integer.BYTES;
    if (bytes < 0) {
      throw new MPIException(ErrorClass.TRUNCATE, "no objects are packed at byte " + position);
    }
    part(from, start, bytes);
    ObjectItems.put(ByteBuffer.wrap(from, start, bytes), to, offset, count, type);
    return start + bytes;
  }

  private static ByteBuffer part(byte[] packed, int position, int bytes) {
    if (packed == null) {
      throw new MPIException(ErrorClass.BUFFER, "the array of packed items is null");
    }
    if (position < 0 || bytes > packed.length - position) {
      throw new MPIException(
          position < 0 ? ErrorClass.ARG : ErrorClass.TRUNCATE,
          bytes
              + " bytes from "
              + position
              + " on are not inside an array of "
              + packed.length
              + " bytes");
    }
    return ByteBuffer.wrap(packed, position, bytes).order(ByteOrder.nativeOrder());
  }

  static int size(Comm comm, int count, Datatype type) {
    try {
      comm.channel();
      if (count < 0) {
        throw new MPIException(ErrorClass.COUNT, "the count is negative: " + count);
      }
      if (Datatype.check(type).element == Element.OBJECT) {
        throw new MPIException(
            ErrorClass.TYPE, "the size of objects is known only once they are packed");
      }
      return Math.multiplyExact(count, type.bytes());
    } catch (RuntimeException e) {
      throw comm.failure(e);
    }
  }
}
