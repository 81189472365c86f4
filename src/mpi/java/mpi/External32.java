package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The data representation {@code external32} of files: basic elements are big-endian, and pairs
 * such as {@link MPI#DOUBLE_INT} have no gaps. Elements have the same sizes as in memory.
 */
final class External32 {
  static final String NAME = "external32";

  private External32() {}

  /** How items of a datatype lie in the file, as {@code native} understands it. */
  static Datatype inFile(Datatype type) {
    return isMixedPair(type) ? Datatype.createContiguous(type.bytes(), MPI.BYTE) : type;
  }

  /** The distance between items in the file, in elements of the datatype. */
  static int extent(Datatype type) {
    return isMixedPair(type) ? type.bytes() : type.getExtent();
  }

  private static boolean isMixedPair(Datatype type) {
    return type.isBasic() && type.isMixed();
  }

  /**
   * Changes packed items from the machine's byte order to big-endian, or back. If they end within
   * an element, its bytes stay as they are.
   *
   * @param packed from 0 to its limit
   */
  static void convert(ByteBuffer packed, Datatype type) {
    if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
      return;
    }
    int[] parts = type.isMixed() ? type.parts() : new int[] {type.element.bytes};
    int at = 0;
    for (int i = 0; at + parts[i] <= packed.limit(); i = (i + 1) % parts.length) {
      reverse(packed, at, parts[i]);
      at += parts[i];
    }
  }

  private static void reverse(ByteBuffer bytes, int at, int length) {
    switch (length) {
      case Short.BYTES -> bytes.putShort(at, Short.reverseBytes(bytes.getShort(at)));
      case Integer.BYTES -> bytes.putInt(at, Integer.reverseBytes(bytes.getInt(at)));
      case Long.BYTES -> bytes.putLong(at, Long.reverseBytes(bytes.getLong(at)));
      default -> {} // single bytes
    }
  }
}
