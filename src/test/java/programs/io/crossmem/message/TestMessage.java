package io.crossmem.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a message, computed from its key: no two messages are alike. */
final class TestMessage {
  private TestMessage() {}

  static byte[] of(long key, int bytes) {
    ByteBuffer words =
        ByteBuffer.allocate((bytes + Long.BYTES - 1) & -Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (words.hasRemaining()) {
      words.putLong(mix(key + words.position()));
    }
    return java.util.Arrays.copyOf(words.array(), bytes);
  }

  /** The finalizer of SplitMix64. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
