package io.crossmem;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** Looks for bytes in another process's memory, a piece at a time. */
final class MemorySearch {
  private static final int PIECE_BYTES = 256 << 10; // stays in a core's L2 cache until it was looked at
  private static final int PAGE = 4096; // the smallest of any architecture; larger ones are multiples

  private final ProcessMemory process;
  private final byte[] pattern;
  private final ByteBuffer piece;

  MemorySearch(ProcessMemory process, byte[] pattern) {
    if (pattern.length == 0) {
      throw new IllegalArgumentException("pattern is empty");
    }
    this.process = process;
    this.pattern = pattern.clone();
    this.piece = ByteBuffer.allocate(Math.addExact(PIECE_BYTES, pattern.length - 1));
  }

  /** Returns the bytes that could be read. */
  long in(MemoryRegion region, LongConsumer found) throws ProcessMemoryException {
    long looked = 0;
    long address = region.start();
    piece.clear();
    while (Long.compareUnsigned(address, region.end()) < 0) {
      int kept = piece.position(); // the end of the piece before: a place may begin there
      long left = region.end() - address;
      piece.limit((int) Math.min(piece.capacity(), kept + left));
      int read = readIfPossible(address);
      looked += read;
      address += read;
      if (read > 0) {
        report(address - piece.position(), found);
        keepTail();
      } else {
        address = nextPage(address);
        piece.clear(); // across a hole there is no place
      }
    }
    return looked;
  }

  /** Returns 0 where the first byte cannot be read. */
  private int readIfPossible(long address) throws ProcessMemoryException {
    try {
      return process.read(address, piece);
    } catch (ProcessMemoryException e) {
      if (e.errno() != Errno.EFAULT) {
        throw e;
      }
      return 0;
    }
  }

  private static long nextPage(long address) {
    return (address & -PAGE) + PAGE;
  }

  private void report(long base, LongConsumer found) {
    byte[] bytes = piece.array();
    byte first = pattern[0];
    int last = piece.position() - pattern.length;
    for (int i = 0; i <= last; i++) {
      if (bytes[i] == first && stands(bytes, i)) {
        found.accept(base + i);
      }
    }
  }

  private boolean stands(byte[] bytes, int at) {
    for (int i = 1; i < pattern.length; i++) {
      if (bytes[at + i] != pattern[i]) {
        return false;
      }
    }
    return true;
  }

  /** Less than the pattern's length, so that no place is found twice. */
  private void keepTail() {
    int tail = Math.min(piece.position(), pattern.length - 1);
    piece.limit(piece.position()).position(piece.position() - tail);
    piece.compact();
  }
}
