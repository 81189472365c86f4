package mpi;

import java.nio.ByteBuffer;

/**
 * Copies of bytes between direct buffers of the same byte order; a single word without the call
 * that others take. Heap buffers are not for this class: for two kinds of buffers the JIT compiler
 * makes slower code.
 */
final class SmallCopy {
  private SmallCopy() {}

  /** Indices are in bytes, whatever the buffers' positions are. */
  static void copy(ByteBuffer from, int at, ByteBuffer to, int index, int bytes) {
    if (bytes == Long.BYTES) {
      to.putLong(index, from.getLong(at));
    } else if (bytes == Integer.BYTES) {
      to.putInt(index, from.getInt(at));
    } else {
      to.put(index, from, at, bytes);
    }
  }
}
