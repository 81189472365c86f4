package mpi;

import java.nio.ByteBuffer;

/** Combines two single elements, as bits. Bits above the size of an element are zero. */
final class Scalars {
  private Scalars() {}

  /** Whether items of a datatype are combined element by element. */
  static boolean take(Op op, Datatype type) {
    if (type.isMixed() || type.isComplex || type.pair != null) {
      return false;
    }
    return switch (op.kind) {
      case REPLACE, NO_OP -> true;
      case SUM, PROD, MAX, MIN -> isNumber(type.element) || type.element == Element.CHAR;
      case BAND, BOR, BXOR, LAND, LOR, LXOR ->
          type.element == Element.BOOLEAN
              || (isNumber(type.element)
                  && type.element != Element.FLOAT
                  && type.element != Element.DOUBLE);
      case MINLOC, MAXLOC, USER -> false;
    };
  }

  private static boolean isNumber(Element element) {
    return switch (element) {
      case BYTE, SHORT, INT, LONG, FLOAT, DOUBLE -> true;
      default -> false;
    };
  }

  static long combine(Op.Kind kind, Element element, long old, long operand) {
    if (kind == Op.Kind.REPLACE) {
      return operand;
    } else if (kind == Op.Kind.NO_OP) {
      return old;
    }
    return switch (element) {
      case FLOAT -> {
        float result =
            (float)
                combine(kind, Float.intBitsToFloat((int) old), Float.intBitsToFloat((int) operand));
        yield Float.floatToRawIntBits(result) & 0xffff_ffffL;
      }
      case DOUBLE ->
          Double.doubleToRawLongBits(
              combine(kind, Double.longBitsToDouble(old), Double.longBitsToDouble(operand)));
      default -> {
        long result = combine(kind, signed(element, old), signed(element, operand));
        yield element.bytes == 8 ? result : result & ((1L << (8 * element.bytes)) - 1);
      }
    };
  }

  /** A product or sum of floats is exact enough in double: it rounds to the same float. */
  private static double combine(Op.Kind kind, double a, double b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      default -> Math.min(a, b);
    };
  }

  private static long combine(Op.Kind kind, long a, long b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case BAND -> a & b;
      case BOR -> a | b;
      case BXOR -> a ^ b;
      case LAND -> (a != 0 && b != 0) ? 1 : 0;
      case LOR -> a != 0 || b != 0 ? 1 : 0;
      default -> (a != 0) ^ (b != 0) ? 1 : 0;
    };
  }

  private static long signed(Element element, long bits) {
    return switch (element) {
      case BYTE -> (byte) bits;
      case SHORT -> (short) bits;
      case INT -> (int) bits;
      default -> bits;
    };
  }

  /** The bits of an element of a buffer in the machine's order. */
  static long get(ByteBuffer from, int index, int bytes) {
    return switch (bytes) {
      case 8 -> from.getLong(index);
      case 4 -> from.getInt(index) & 0xffff_ffffL;
      case 2 -> from.getShort(index) & 0xffffL;
      default -> from.get(index) & 0xffL;
    };
  }

  static void put(ByteBuffer to, int index, int bytes, long bits) {
    switch (bytes) {
      case 8 -> to.putLong(index, bits);
      case 4 -> to.putInt(index, (int) bits);
      case 2 -> to.putShort(index, (short) bits);
      default -> to.put(index, (byte) bits);
    }
  }

  /** Combines an element of mapped memory atomically; returns what it was before. */
  static long update(ByteBuffer memory, int index, Element element, Op.Kind kind, long operand) {
    int bytes = element.bytes;
    while (true) {
      long old = AtomicMemory.bits(memory, index, bytes);
      long result = combine(kind, element, old, operand);
      if (kind == Op.Kind.NO_OP || AtomicMemory.replaceBits(memory, index, bytes, old, result)) {
        return old;
      }
    }
  }
}
