package io.crossmem;

import io.crossmem.internal.process.IovecBatch;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Searches another process's memory for a byte pattern, one piece at a time. */
final class MemorySearch {
  /** Small enough to stay in a core's L2 cache until it was searched. */
  private static final int PIECE_BYTES = 256 << 10;

  /** The smallest of any architecture; larger ones are multiples. */
  private static final int PAGE = 4096;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final Attachment attachment;
  private final byte[] pattern;
  private final ByteBuffer piece;

  MemorySearch(Attachment attachment, byte[] pattern) {
    if (pattern.length == 0) {
      throw new IllegalArgumentException("pattern is empty");
    }
    this.attachment = attachment;
    this.pattern = pattern.clone();
    this.piece = ByteBuffer.allocate(Math.addExact(PIECE_BYTES, pattern.length - 1));
  }

  /** Returns the bytes that could be read. */
  long in(MemoryRegion region, LongConsumer found) throws ProcessMemoryException {
    long looked = 0;
    long address = region.start();
    piece.clear();
    while (Long.compareUnsigned(address, region.end()) < 0) {
      int kept = piece.position(); // the end of the previous piece: an occurrence may begin there
      long left = region.end() - address;
      piece.limit((int) Math.min(piece.capacity(), kept + left));
      int read = readIfPossible(address);
      looked += read;
      address += read;
      if (read > 0) {
        report(address - piece.position(), found);
        keepTail();
      } else {
        address = skipHole(address, region.end());
        piece.clear(); // no occurrence spans a hole
      }
    }
    return looked;
  }

  /** Returns 0 where the first byte cannot be read. */
  private int readIfPossible(long address) throws ProcessMemoryException {
    try {
      return (int) Transfer.copy(attachment, Operation.READ, piece, address, false);
    } catch (ProcessMemoryException e) {
      if (e.errno() != Errno.EFAULT) {
        throw e;
      }
      return 0;
    }
  }

  /**
   * Returns the next readable page, or the end. Probes one byte of each page, since an exception
   * per page would be slow.
   */
  private long skipHole(long hole, long end) {
    ByteBuffer ignored = OffHeap.allocate(1);
    IovecBatch local = new IovecBatch();
    IovecBatch remote = new IovecBatch();
    local.add(Syscalls.directAddress(ignored), 1);
    long address = hole;
    long result;
    try {
      do {
        address = (address & -PAGE) + PAGE;
        remote.clear();
        remote.add(address, 1);
        result = attachment.vectors(Operation.READ, local, remote);
      } while (result == -Errno.EFAULT.number() && Long.compareUnsigned(address, end) < 0);
      return address;
    } finally {
      Reference.reachabilityFence(ignored);
    }
  }

  /**
   * Compares eight positions at a time with the pattern's first and last byte; few positions match
   * both.
   */
  private void report(long base, LongConsumer found) {
    byte[] bytes = piece.array();
    int toLast = pattern.length - 1;
    long firsts = (pattern[0] & 0xff) * LOW_BITS;
    long lasts = (pattern[toLast] & 0xff) * LOW_BITS;
    int end = piece.position() - toLast; // occurrences start before it
    int at = 0;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long first = (long) EIGHT_BYTES.get(bytes, at) ^ firsts;
      long last = (long) EIGHT_BYTES.get(bytes, at + toLast) ^ lasts;
      long zeroes = first | last; // a zero byte where both match
      if ((zeroes - LOW_BITS & ~zeroes & HIGH_BITS) != 0) {
        reportAny(at, at + Long.BYTES, base, found);
      }
    }
    reportAny(at, end, base, found);
  }

  private void reportAny(int from, int end, long base, LongConsumer found) {
    byte[] bytes = piece.array();
    for (int at = from; at < end; at++) {
      if (Arrays.equals(bytes, at, at + pattern.length, pattern, 0, pattern.length)) {
        found.accept(base + at);
      }
    }
  }

  /** Keeps less than the pattern's length, so that no occurrence is found twice. */
  private void keepTail() {
    int tail = Math.min(piece.position(), pattern.length - 1);
    piece.limit(piece.position()).position(piece.position() - tail);
    piece.compact();
  }
}
