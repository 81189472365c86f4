package io.crossmem.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of a message, computed from its key: no two messages are alike. */
final class TestMessage {
  private TestMessage() {}

  static byte[] of(long key, int bytes) {
    long[] words = new long[(bytes + Long.BYTES - 1) / Long.BYTES];
    for (int i = 0; i < words.length; i++) {
      words[i] = mix(key + (long) i * Long.BYTES);
    }
    byte[] message = new byte[words.length * Long.BYTES];
    ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(words);
    return message.length == bytes ? message : Arrays.copyOf(message, bytes);
  }

  /** The finalizer of SplitMix64. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
