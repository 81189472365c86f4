package io.crossmem.internal.shm;

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
 * Memory outside the heap that messages pass through, seen as each element type: made once, so that
 * no view is made for a message.
 */
public final class TypedView {
  private static final int LONG_BYTES = 8 << 10;

  /** In native byte order; nobody moves its position. */
  public final ByteBuffer bytes;

  /** Of byte 0. */
  public final long address;

  public final ShortBuffer shorts;
  public final CharBuffer chars;
  public final IntBuffer ints;
  public final LongBuffer longs;
  public final FloatBuffer floats;
  public final DoubleBuffer doubles;

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

  /** Whether so many bytes are better copied by the two methods below: they cost some 30 ns. */
  public static boolean isLong(int count) {
    return count >= LONG_BYTES;
  }

  /**
   * Copies memory outside the heap to here. What lies here is checked; what lies there, the caller
   * vouches for.
   *
   * @param owner is kept from being collected meanwhile, and its memory with it
   */
  public void fill(int at, long from, int count, Object owner) {
    Objects.checkFromIndexSize(at, count, bytes.capacity());
    try {
      Syscalls.copy(address + at, from, count);
    } finally {
      Reference.reachabilityFence(owner);
      Reference.reachabilityFence(this);
    }
  }

  /** Copies from here to memory outside the heap. */
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
   * Copies blocks outside the heap to here, where they lie without gaps.
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

  /** Copies from here to blocks outside the heap; otherwise as {@link #fillBlocks}. */
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
