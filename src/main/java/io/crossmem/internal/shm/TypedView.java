package io.crossmem.internal.shm;

import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Objects;

/**
 * Memory outside the heap for messages, with a view for each element type. The views are made once,
 * not for each message.
 */
public final class TypedView {
  private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  /** In native byte order; its position is never changed. */
  public final ByteBuffer bytes;

  /** Address of byte 0. */
  public final long address;

  public final ShortBuffer shorts;
  public final CharBuffer chars;
  public final IntBuffer ints;
  public final LongBuffer longs;
  public final FloatBuffer floats;
  public final DoubleBuffer doubles;

  // Of a ring's memory in the sender.
  private int longBytes = RingWrite.LEAST_STRING;
  private boolean isNonTemporal;
  private RingWrite writtenBy = RingWrite.JVM;

  public TypedView(ByteBuffer memory, long address) {
    this.bytes = memory.order(ByteOrder.nativeOrder());
    this.address = address;
    shorts = bytes.asShortBuffer();
    chars = bytes.asCharBuffer();
    ints = bytes.asIntBuffer();
    longs = bytes.asLongBuffer();
    floats = bytes.asFloatBuffer();
    doubles = bytes.asDoubleBuffer();
  }

  /** Private memory outside the heap. */
  public static TypedView allocate(int bytes) {
    ByteBuffer memory = OffHeap.allocate(bytes);
    return new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
  }

  /**
   * Two adjacent ints as one long, to access them together: a buffer checks each access again. The
   * first is at the lower address.
   */
  public static long pair(int first, int second) {
    return LITTLE_ENDIAN ? join(second, first) : join(first, second);
  }

  private static long join(int upper, int lower) {
    return ((long) upper << Integer.SIZE) | (lower & 0xFFFF_FFFFL);
  }

  public static int first(long pair) {
    return (int) (LITTLE_ENDIAN ? pair : pair >>> Integer.SIZE);
  }

  public static int second(long pair) {
    return (int) (LITTLE_ENDIAN ? pair >>> Integer.SIZE : pair);
  }

  /** Whether to copy this many bytes by the two methods below, whose call costs about 30 ns. */
  public boolean isLong(int count) {
    return count >= longBytes;
  }

  /** Sets how the next long payload should be copied into this memory, if that is possible. */
  void beginWrite(RingWrite write) {
    longBytes = write == RingWrite.JVM ? Integer.MAX_VALUE : RingWrite.LEAST;
    isNonTemporal = write == RingWrite.NON_TEMPORAL;
    writtenBy = RingWrite.JVM;
  }

  /** How that payload was copied. */
  RingWrite writtenBy() {
    return writtenBy;
  }

  /**
   * Copies memory outside the heap into this view. The range in this view is checked; the caller is
   * responsible for the other range.
   *
   * @param owner of the memory, which is kept reachable during the copy
   */
  public void fill(int at, long from, int count, Object owner) {
    Objects.checkFromIndexSize(at, count, bytes.capacity());
    try {
      if (isNonTemporal) {
        Syscalls.copyNonTemporal(address + at, from, count);
        writtenBy = RingWrite.NON_TEMPORAL;
      } else {
        Syscalls.copy(address + at, from, count);
        writtenBy = RingWrite.STRING;
      }
    } finally {
      Reference.reachabilityFence(owner);
      Reference.reachabilityFence(this);
    }
  }

  /** Copies from this view to memory outside the heap. */
  public void drain(int at, long to, int count, Object owner) {
    Objects.checkFromIndexSize(at, count, bytes.capacity());
    try {
      Syscalls.copy(to, address + at, count);
    } finally {
      Reference.reachabilityFence(owner);
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Copies blocks outside the heap into this view, without gaps.
   *
   * @param stride bytes from the start of one block to that of the next; may be negative
   * @param owner as in {@link #fill}
   */
  public void fillBlocks(int at, long from, long stride, int blockBytes, int count, Object owner) {
    requireRoom(at, blockBytes, count);
    try {
      Syscalls.copyBlocks(address + at, blockBytes, from, stride, blockBytes, count);
    } finally {
      Reference.reachabilityFence(owner);
      Reference.reachabilityFence(this);
    }
  }

  /** Copies from this view to blocks outside the heap; otherwise like {@link #fillBlocks}. */
  public void drainBlocks(int at, long to, long stride, int blockBytes, int count, Object owner) {
    requireRoom(at, blockBytes, count);
    try {
      Syscalls.copyBlocks(to, stride, address + at, blockBytes, blockBytes, count);
    } finally {
      Reference.reachabilityFence(owner);
      Reference.reachabilityFence(this);
    }
  }

  private void requireRoom(int at, int blockBytes, int count) {
    Objects.checkFromIndexSize(at, Math.multiplyExact(blockBytes, count), bytes.capacity());
  }
}
