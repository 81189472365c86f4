package io.crossmem.demo;

import java.nio.ByteBuffer;

/**
 * The expected bytes of a region: a hash of the seed and the position, for eight bytes at a time.
 * Buffers must be in little-endian order.
 *
 * @param seed different seeds give different bytes
 * @param flip 0, or -1 for the complement
 */
record Pattern(long seed, long flip) {
  private static final int NOWHERE = -1;

  /** Differs in every byte, so that it marks data that has not arrived. */
  Pattern complement() {
    return new Pattern(seed, ~flip);
  }

  /** Both bounds are multiples of eight. */
  void fill(ByteBuffer region, int from, int to) {
    for (int position = from; position < to; position += Long.BYTES) {
      region.putLong(position, word(position));
    }
  }

  /** The first position with a different byte; negative if there is none. */
  int firstDifference(ByteBuffer region, int from, int to) {
    int position = from;
    while (position < to) {
      if (position % Long.BYTES == 0 && position <= to - Long.BYTES) {
        long difference = region.getLong(position) ^ word(position);
        if (difference != 0) {
          return position + Long.numberOfTrailingZeros(difference) / Byte.SIZE;
        }
        position += Long.BYTES;
      } else if (region.get(position) == at(position)) {
        position++;
      } else {
        return position;
      }
    }
    return NOWHERE;
  }

  byte at(int position) {
    return (byte) (word(position) >>> (position % Long.BYTES * Byte.SIZE));
  }

  /** A few steps of splitmix64: neighbouring positions and seeds give unrelated values. */
  long word(int position) {
    long hash = (seed * 0xD1B54A32D192ED03L + position / Long.BYTES) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ hash >>> 32) * 0xBF58476D1CE4E5B9L;
    return hash ^ hash >>> 29 ^ flip;
  }
}
