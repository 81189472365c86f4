package io.crossmem.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * What the ranks hold, which each of them can compute for all, and plain Java's reductions of it.
 */
final class Reference {
  /** An operation of the library and its expected function. */
  record Case(Op op, LongBinaryOperator onLongs, DoubleBinaryOperator onDoubles) {}

  static final Case[] CASES = {
    new Case(Op.SUM, Long::sum, Double::sum),
    new Case(Op.PRODUCT, (a, b) -> a * b, (a, b) -> a * b),
    new Case(Op.MIN, Math::min, Math::min),
    new Case(Op.MAX, Math::max, Math::max),
    new Case(Op.AND, (a, b) -> a & b, null),
    new Case(Op.OR, (a, b) -> a | b, null),
    new Case(Op.XOR, (a, b) -> a ^ b, null),
    new Case(Op.onLongs(Reference::compose), Reference::compose, null),
    new Case(Op.onDoubles((a, b) -> a), null, (a, b) -> a),
    new Case(Op.onDoubles((a, b) -> b), null, (a, b) -> b)
  };

  private Reference() {}

  /**
   * Composes functions x -> a x + b of numbers of 4 bits, the left one first: associative, and not
   * commutative. Both are in the lowest 8 bits, so that each type has room for them.
   */
  private static long compose(long left, long right) {
    long a = (left >> 4) * (right >> 4) & 15;
    long b = (left & 15) * (right >> 4) + right & 15;
    return a << 4 | b;
  }

  /** Whether an operation takes elements of a type. */
  static boolean fits(Case operation, DataType type) {
    return isFloating(type) ? operation.onDoubles() != null : operation.onLongs() != null;
  }

  private static boolean isFloating(DataType type) {
    return type == DataType.FLOAT || type == DataType.DOUBLE;
  }

  /**
   * The elements of a rank: any bits for integers; powers of two for floating point, of which a few
   * have exact sums and products.
   */
  static ByteBuffer elements(DataType type, int count, int rank, long seed) {
    byte[] bytes = new byte[count * type.bytes()];
    new SplittableRandom(seed * 1000 + rank).nextBytes(bytes);
    ByteBuffer elements = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    if (isFloating(type)) {
      for (int i = 0; i < count; i++) {
        int any = bytes[i * type.bytes()];
        putDouble(elements, type, i, (any < 0 ? -1 : 1) << (any & 3));
      }
    }
    return elements;
  }

  /** The elements of the ranks from 0 to the last one, combined. */
  static ByteBuffer fold(Case operation, DataType type, int count, int last, long seed) {
    ByteBuffer result = elements(type, count, 0, seed);
    for (int rank = 1; rank <= last; rank++) {
      ByteBuffer next = elements(type, count, rank, seed);
      for (int i = 0; i < count; i++) {
        if (isFloating(type)) {
          double both =
              operation
                  .onDoubles()
                  .applyAsDouble(getDouble(result, type, i), getDouble(next, type, i));
          putDouble(result, type, i, both);
        } else {
          long both =
              operation.onLongs().applyAsLong(getLong(result, type, i), getLong(next, type, i));
          putLong(result, type, i, both);
        }
      }
    }
    return result;
  }

  private static void putDouble(ByteBuffer bytes, DataType type, int index, double value) {
    if (type == DataType.FLOAT) {
      bytes.putFloat(index * Float.BYTES, (float) value);
    } else {
      bytes.putDouble(index * Double.BYTES, value);
    }
  }

  private static double getDouble(ByteBuffer bytes, DataType type, int index) {
    return type == DataType.FLOAT
        ? bytes.getFloat(index * Float.BYTES)
        : bytes.getDouble(index * Double.BYTES);
  }

  private static void putLong(ByteBuffer bytes, DataType type, int index, long value) {
    int at = index * type.bytes();
    switch (type) {
      case BYTE -> bytes.put(at, (byte) value);
      case SHORT, CHAR -> bytes.putShort(at, (short) value);
      case INT -> bytes.putInt(at, (int) value);
      default -> bytes.putLong(at, value);
    }
  }

  private static long getLong(ByteBuffer bytes, DataType type, int index) {
    int at = index * type.bytes();
    return switch (type) {
      case BYTE -> bytes.get(at);
      case SHORT, CHAR -> bytes.getShort(at);
      case INT -> bytes.getInt(at);
      default -> bytes.getLong(at);
    };
  }
}
