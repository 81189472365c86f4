package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads single values of another process, in this machine's byte order. */
final class TypedReads {
  private static final int PAGE =
      4096; // the smallest of any architecture; larger ones are multiples

  private TypedReads() {}

  /** Fills a buffer from an address on, or throws. */
  interface Reader {
    void readFully(long address, ByteBuffer into) throws ProcessMemoryException;
  }

  static int readInt(Reader reader, long address) throws ProcessMemoryException {
    return read(reader, address, Integer.BYTES).getInt();
  }

  static long readLong(Reader reader, long address) throws ProcessMemoryException {
    return read(reader, address, Long.BYTES).getLong();
  }

  static long readPointer(Reader reader, int pointerSize, long address)
      throws ProcessMemoryException {
    return pointerSize == Integer.BYTES
        ? Integer.toUnsignedLong(readInt(reader, address))
        : readLong(reader, address);
  }

  /** Reads page by page, because the page after the string may not be readable. */
  static String readCString(Reader reader, long address, int maxBytes)
      throws ProcessMemoryException {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes is negative: " + maxBytes);
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(maxBytes, PAGE));
    while (bytes.position() < maxBytes) {
      int from = bytes.position();
      long next = address + from;
      int inPage = (int) (PAGE - (next & (PAGE - 1)));
      bytes = withRoomFor(bytes, Math.min(inPage, maxBytes - from));
      reader.readFully(next, bytes);
      for (int i = from; i < bytes.position(); i++) {
        if (bytes.get(i) == 0) {
          return UTF_8.decode(bytes.flip().limit(i)).toString();
        }
      }
    }
    return UTF_8.decode(bytes.flip()).toString();
  }

  private static ByteBuffer withRoomFor(ByteBuffer bytes, int more) {
    int needed = bytes.position() + more;
    if (needed > bytes.capacity()) {
      bytes = ByteBuffer.allocate(Math.max(needed, 2 * bytes.capacity())).put(bytes.flip());
    }
    return bytes.limit(needed);
  }

  private static ByteBuffer read(Reader reader, long address, int length)
      throws ProcessMemoryException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    reader.readFully(address, bytes);
    return bytes.flip();
  }
}
