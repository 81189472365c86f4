package mpi;

import java.nio.ByteBuffer;

/** Copies of bytes between buffers; of a few bytes word by word, which saves the call. */
final class SmallCopy {
  private static final int MOST = 64; // bytes that are copied by words

  private SmallCopy() {}

  /** Indices are in bytes, whatever the buffers' positions are. */
  static void copy(ByteBuffer from, int at, ByteBuffer to, int index, int bytes) {
    if (bytes > MOST || from.order() != to.order()) {
      to.put(index, from, at, bytes);
      return;
    }
    int i = 0;
    for (; i <= bytes - Long.BYTES; i += Long.BYTES) {
      to.putLong(index + i, from.getLong(at + i));
    }
    for (; i < bytes; i++) {
      to.put(index + i, from.get(at + i));
    }
  }
}
