package io.crossmem.internal.shm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Atomic access to words of shared memory, in native byte order, at aligned offsets. */
public final class SharedAtomics {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private SharedAtomics() {}

  public static int getInt(ByteBuffer memory, int offset) {
    return (int) INT.getVolatile(memory, offset);
  }

  public static void setInt(ByteBuffer memory, int offset, int value) {
    INT.setVolatile(memory, offset, value);
  }

  public static int addInt(ByteBuffer memory, int offset, int more) {
    return (int) INT.getAndAdd(memory, offset, more);
  }

  public static boolean replaceInt(ByteBuffer memory, int offset, int expected, int value) {
    return INT.compareAndSet(memory, offset, expected, value);
  }

  public static long getLong(ByteBuffer memory, int offset) {
    return (long) LONG.getVolatile(memory, offset);
  }

  public static void setLong(ByteBuffer memory, int offset, long value) {
    LONG.setVolatile(memory, offset, value);
  }

  public static boolean replaceLong(ByteBuffer memory, int offset, long expected, long value) {
    return LONG.compareAndSet(memory, offset, expected, value);
  }

  public static long acquireLong(ByteBuffer memory, int offset) {
    return (long) LONG.getAcquire(memory, offset);
  }

  /** A thread that acquires this value also sees everything that was written before. */
  public static void releaseLong(ByteBuffer memory, int offset, long value) {
    LONG.setRelease(memory, offset, value);
  }
}
