package mpi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Atomic access to memory that several processes have mapped. Indices are in bytes. */
final class AtomicMemory {
  private static final boolean IS_BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private AtomicMemory() {}

  static int getInt(ByteBuffer memory, int index) {
    return (int) INT.getVolatile(memory, index);
  }

  static void setInt(ByteBuffer memory, int index, int value) {
    INT.setVolatile(memory, index, value);
  }

  static int addInt(ByteBuffer memory, int index, int more) {
    return (int) INT.getAndAdd(memory, index, more);
  }

  static boolean replaceInt(ByteBuffer memory, int index, int expected, int value) {
    return INT.compareAndSet(memory, index, expected, value);
  }

  static long getLong(ByteBuffer memory, int index) {
    return (long) LONG.getVolatile(memory, index);
  }

  static void setLong(ByteBuffer memory, int index, long value) {
    LONG.setVolatile(memory, index, value);
  }

  static boolean replaceLong(ByteBuffer memory, int index, long expected, long value) {
    return LONG.compareAndSet(memory, index, expected, value);
  }

  /** The bits of an element of 1, 2, 4 or 8 bytes, at an index that is a multiple of that. */
  static long bits(ByteBuffer memory, int index, int bytes) {
    return switch (bytes) {
      case 8 -> (long) LONG.getVolatile(memory, index);
      case 4 -> (int) INT.getVolatile(memory, index) & 0xffff_ffffL;
      default -> ((int) INT.getVolatile(memory, index & ~3) >>> shift(index, bytes)) & mask(bytes);
    };
  }

  /**
   * Replaces the bits of an element if they are as expected. Of one that is smaller than an int the
   * neighbours in the same int stay as they are.
   */
  static boolean replaceBits(ByteBuffer memory, int index, int bytes, long expected, long value) {
    if (bytes == 8) {
      return LONG.compareAndSet(memory, index, expected, value);
    } else if (bytes == 4) {
      return INT.compareAndSet(memory, index, (int) expected, (int) value);
    }
    int shift = shift(index, bytes);
    int mask = mask(bytes) << shift;
    while (true) {
      int old = (int) INT.getVolatile(memory, index & ~3);
      if ((old & mask) >>> shift != (int) expected) {
        return false;
      }
      int changed = (old & ~mask) | (((int) value << shift) & mask);
      if (INT.compareAndSet(memory, index & ~3, old, changed)) {
        return true;
      }
    }
  }

  private static int mask(int bytes) {
    return (1 << (8 * bytes)) - 1;
  }

  private static int shift(int index, int bytes) {
    int place = index & 3;
    return 8 * (IS_BIG_ENDIAN ? 4 - bytes - place : place);
  }
}
