package io.crossmem.message;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.Geometry;
import io.crossmem.internal.shm.RingConsumer;
import io.crossmem.internal.shm.RingProducer;
import io.crossmem.internal.shm.SharedAtomics;
import java.nio.ByteBuffer;

/** Rank 0 fills a ring, rank 1 checks every word of it. */
final class PublicationRank {
  private static final int[] SIZES = {8, 40, 48, 256, 2048};

  private PublicationRank() {}

  /** Arguments: name, rank, size, right or wrong, entries. */
  public static void main(String... arguments) throws Exception {
    int entries = Integer.parseInt(arguments[4]);
    try (BareRank self = new BareRank(arguments)) {
      if ("0".equals(arguments[1])) {
        RingProducer ring = self.to(1);
        Geometry geometry = self.segment.geometry();
        for (int i = 0; i < entries; i++) {
          send(ring, geometry, i, "wrong".equals(arguments[3]));
        }
      } else {
        RingConsumer ring = self.from(0);
        for (int i = 0; i < entries; i++) {
          take(ring, i);
        }
      }
    }
  }

  private static int size(int number) {
    return SIZES[number % SIZES.length];
  }

  private static void send(RingProducer ring, Geometry geometry, int number, boolean wrong) {
    int length = size(number);
    while (!ring.hasRoom(length)) {
      Thread.onSpinWait();
    }
    ByteBuffer bytes = ring.memory.bytes;
    int payload = ring.payload(length);
    if (wrong) {
      SharedAtomics.releaseLong(bytes, geometry.entryOffset(number) + SEQUENCE, number + 1L);
    }
    for (int at = 0; at < length; at += Long.BYTES) {
      bytes.putLong(payload + at, word(number, at));
    }
    ring.putEager(0, 0, length);
    ring.publish();
  }

  private static void take(RingConsumer ring, int number) throws CorruptRingException {
    while (!ring.ready()) {
      Thread.onSpinWait();
    }
    ByteBuffer bytes = ring.memory.bytes;
    int length = ring.payloadLength();
    int payload = ring.payload(length);
    for (int at = 0; length == size(number) && at < length; at += Long.BYTES) {
      if (bytes.getLong(payload + at) != word(number, at)) {
        throw new AssertionError("entry " + number + " was seen too early, at byte " + at);
      }
    }
    if (length != size(number)) {
      throw new AssertionError("entry " + number + " was seen too early, by its length");
    }
    ring.take(length);
  }

  private static long word(int number, int at) {
    return number * 0x9e3779b97f4a7c15L + at;
  }
}
