package io.crossmem;

import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;

/**
 * A span of memory, in this process or in another: {@code struct iovec} of process_vm_readv(2).
 *
 * <p>It holds only numbers and does not keep memory alive. If it was made by {@link #of}, the
 * buffer must stay reachable until the last transfer is complete ({@link
 * java.lang.ref.Reference#reachabilityFence}), and the buffer's arena, if any, must stay open.
 * {@link IovecArray} keeps its buffers reachable, and throws if an arena was closed.
 *
 * @param address first byte; unsigned, so addresses above 2^63 are negative here
 * @param length bytes, 0 or more
 */
public record Iovec(long address, long length) {
  /**
   * Checks the length.
   *
   * @param address first byte; unsigned
   * @param length bytes, 0 or more
   * @throws IllegalArgumentException if {@code length} is negative
   */
  public Iovec {
    if (length < 0) {
      throw new IllegalArgumentException("length is negative: " + length);
    }
  }

  /**
   * {@return the span from a direct buffer's position to its limit}
   *
   * @param direct the buffer, which is not changed
   * @throws NullPointerException if {@code direct} is null
   * @throws IllegalArgumentException if it is not a direct buffer
   * @throws IllegalStateException if it views memory of a closed arena
   * @throws UnsupportedOperationException where {@link ProcessMemory#isSupported()} is false
   */
  public static Iovec of(ByteBuffer direct) {
    return new Iovec(OffHeap.addressOfRemaining(direct, "direct"), direct.remaining());
  }

  @Override
  public String toString() {
    return "0x" + Long.toHexString(address) + "+" + length;
  }
}
