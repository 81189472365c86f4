package io.crossmem.internal.sys;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/**
 * Main class of a 64-bit or 32-bit JVM: {@link Syscalls#reduce} next to the same in Java, for every
 * operation and type, wherever the three arrays may lie.
 */
public final class ReduceProbe {
  private static final String[] OPS = {"sum", "product", "min", "max", "and", "or", "xor"};
  private static final String[] TYPES = {"byte", "short", "int", "long", "float", "double"};
  private static final int[] BYTES = {1, 2, 4, 8, 4, 8};
  private static final List<Integer> COUNTS = List.of(0, 1, 2, 3, 7, 16, 31, 64, 129, 300);

  /** Bytes of an array with room on both sides. */
  private static final int ROOM = 8 * 300 + 64;

  private static final long[] LONGS = {
    0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x80, 0x8000_0000L
  };
  private static final double[] DOUBLES = {
    0.0,
    -0.0,
    1,
    -1,
    0.1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MAX_VALUE,
    Float.MAX_VALUE,
    Float.MIN_VALUE
  };

  private static final Random RANDOM = new Random(42);

  private final int op;
  private final int type;
  private final ByteBuffer left = OffHeap.allocate(ROOM);
  private final ByteBuffer right = OffHeap.allocate(ROOM);
  private final ByteBuffer result = OffHeap.allocate(ROOM);

  private ReduceProbe(int op, int type) {
    this.op = op;
    this.type = type;
  }

  /** Throws AssertionError at the first difference. */
  public static void main(String[] arguments) {
    NativeLibrary.ensureLoaded();
    for (int type = Syscalls.BYTE; type <= Syscalls.DOUBLE; type++) {
      for (int op = Syscalls.SUM; op <= Syscalls.XOR; op++) {
        new ReduceProbe(op, type).compareAll();
      }
    }
    System.out.println("all as in Java");
  }

  private void compareAll() {
    for (int count : COUNTS) {
      compare(result, left, right, count, 0, 0, 0);
      compare(result, left, right, count, 1, 3, 5);
      compare(result, left, right, count, 0, BYTES[type], 16);
      for (int at : new int[] {0, 3, 8}) {
        compare(left, left, right, count, at, at, 1);
        compare(right, left, right, count, at, 2, at);
        compare(left, left, left, count, at, at, at);
      }
    }
  }

  /** The three from byte {@code at...} on; the first of each may be one memory. */
  private void compare(
      ByteBuffer to, ByteBuffer a, ByteBuffer b, int count, int atTo, int atA, int atB) {
    fill(to);
    fill(a);
    fill(b);
    ByteBuffer expected = OffHeap.allocate(ROOM).put(0, to, 0, ROOM);
    for (int i = 0; i < count && isDefined(); i++) {
      reduceOne(
          expected, atTo + i * BYTES[type], a, atA + i * BYTES[type], b, atB + i * BYTES[type]);
    }
    Syscalls.reduce(op, type, address(to) + atTo, address(a) + atA, address(b) + atB, count);
    if (isFloating()) {
      oneNaN(to, atTo, count);
      oneNaN(expected, atTo, count);
    }
    int differs = expected.mismatch(to);
    if (differs >= 0) {
      throw new AssertionError(
          OPS[op]
              + " of "
              + count
              + " "
              + TYPES[type]
              + " at "
              + atTo
              + ", "
              + atA
              + ", "
              + atB
              + " differs at byte "
              + differs);
    }
  }

  private boolean isFloating() {
    return type >= Syscalls.FLOAT;
  }

  private boolean isDefined() {
    return op < Syscalls.AND || !isFloating();
  }

  private static long address(ByteBuffer buffer) {
    return Syscalls.directAddress(buffer);
  }

  /** A NaN's other bits may be any. */
  private void oneNaN(ByteBuffer buffer, int at, int count) {
    for (int place = at; place < at + count * BYTES[type]; place += BYTES[type]) {
      putDouble(buffer, place, getDouble(buffer, place));
    }
  }

  private void fill(ByteBuffer buffer) {
    for (int at = 0; at + BYTES[type] <= ROOM; at += BYTES[type]) {
      if (isFloating()) {
        putDouble(buffer, at, anyDouble());
      } else {
        putLong(buffer, at, anyLong());
      }
    }
  }

  private static long anyLong() {
    return RANDOM.nextBoolean() ? RANDOM.nextLong() : LONGS[RANDOM.nextInt(LONGS.length)];
  }

  private static double anyDouble() {
    return RANDOM.nextBoolean()
        ? RANDOM.nextGaussian() * 1e6
        : DOUBLES[RANDOM.nextInt(DOUBLES.length)];
  }

  private void reduceOne(ByteBuffer to, int atTo, ByteBuffer a, int atA, ByteBuffer b, int atB) {
    switch (type) {
      case Syscalls.FLOAT -> to.putFloat(atTo, floats(a.getFloat(atA), b.getFloat(atB)));
      case Syscalls.DOUBLE -> to.putDouble(atTo, doubles(a.getDouble(atA), b.getDouble(atB)));
      default -> putLong(to, atTo, longs(getLong(a, atA), getLong(b, atB)));
    }
  }

  private float floats(float a, float b) {
    return switch (op) {
      case Syscalls.SUM -> a + b;
      case Syscalls.PRODUCT -> a * b;
      case Syscalls.MIN -> Math.min(a, b);
      default -> Math.max(a, b);
    };
  }

  private double doubles(double a, double b) {
    return switch (op) {
      case Syscalls.SUM -> a + b;
      case Syscalls.PRODUCT -> a * b;
      case Syscalls.MIN -> Math.min(a, b);
      default -> Math.max(a, b);
    };
  }

  /** For narrower types too: truncating the result is the same as overflow. */
  private long longs(long a, long b) {
    return switch (op) {
      case Syscalls.SUM -> a + b;
      case Syscalls.PRODUCT -> a * b;
      case Syscalls.MIN -> Math.min(a, b);
      case Syscalls.MAX -> Math.max(a, b);
      case Syscalls.AND -> a & b;
      case Syscalls.OR -> a | b;
      default -> a ^ b;
    };
  }

  private long getLong(ByteBuffer from, int at) {
    return switch (type) {
      case Syscalls.BYTE -> from.get(at);
      case Syscalls.SHORT -> from.getShort(at);
      case Syscalls.INT -> from.getInt(at);
      default -> from.getLong(at);
    };
  }

  private void putLong(ByteBuffer to, int at, long value) {
    switch (type) {
      case Syscalls.BYTE -> to.put(at, (byte) value);
      case Syscalls.SHORT -> to.putShort(at, (short) value);
      case Syscalls.INT -> to.putInt(at, (int) value);
      default -> to.putLong(at, value);
    }
  }

  private double getDouble(ByteBuffer from, int at) {
    return type == Syscalls.FLOAT ? from.getFloat(at) : from.getDouble(at);
  }

  private void putDouble(ByteBuffer to, int at, double value) {
    if (type == Syscalls.FLOAT) {
      to.putInt(at, Float.floatToIntBits((float) value));
    } else {
      to.putLong(at, Double.doubleToLongBits(value));
    }
  }
}
