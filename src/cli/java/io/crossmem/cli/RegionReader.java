package io.crossmem.cli;

import io.crossmem.Errno;
import io.crossmem.MemoryRegion;
import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads regions of a process in ascending order of address, without making the process grow. A page
 * that the process has not touched is read from the mapped file, or left out, because reading it
 * would make the kernel allocate it in the process.
 */
final class RegionReader implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 20;

  private final ProcessMemory process;
  private final Pagemap pagemap;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);

  /** Why bytes were left out. */
  enum Cause {
    /** The process has never touched them, or they were removed. Usually they are zero. */
    UNTOUCHED,
    /** They cannot be read: a guard page, a page after the end of its file, [vvar]. */
    UNREADABLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Takes the bytes and holes of a region. */
  interface Sink {
    /** Takes the bytes between the buffer's position and limit. */
    void bytes(long address, ByteBuffer bytes) throws IOException;

    /** Takes a hole; the end is after its last byte. */
    void hole(long start, long end, Cause cause) throws IOException;

    /** Takes a hole of the mapped file, whose bytes are zero. */
    default void zeros(long start, long end) throws IOException {
      hole(start, end, Cause.UNTOUCHED);
    }

    /** Whether to continue. */
    default boolean wantsMore() {
      return true;
    }
  }

  RegionReader(ProcessMemory process) throws IOException {
    this.process = process;
    this.pagemap = new Pagemap(process.pid());
  }

  /**
   * Reads a region.
   *
   * @throws ProcessMemoryException for errors other than unreadable memory, for example if the
   *     process has ended
   */
  void read(MemoryRegion region, Sink sink) throws IOException {
    read(region, region.start(), region.end(), sink);
  }

  /** Reads a part of a region. */
  void read(MemoryRegion region, long from, long to, Sink sink) throws IOException {
    try (Untouched untouched = new Untouched(region)) {
      pagemap.runs(
          from,
          to,
          (start, end, inMemory) -> {
            if (inMemory || isKernels(region)) {
              readMemory(start, end, sink);
            } else if (sink.wantsMore()) {
              untouched.read(start, end, sink);
            }
          });
    }
  }

  /** The pagemap has no data for these. They cannot be read, so nothing is allocated. */
  private static boolean isKernels(MemoryRegion region) {
    return region.path().startsWith("[vvar");
  }

  private void readMemory(long start, long end, Sink sink) throws IOException {
    for (long at = start; at != end && sink.wantsMore(); ) {
      piece.clear().limit((int) Math.min(PIECE_BYTES, end - at));
      if (readIfPossible(at, piece)) {
        sink.bytes(at, piece.flip());
        at += piece.limit();
      } else {
        long next = skipHole(at, end);
        sink.hole(at, next, Cause.UNREADABLE);
        at = next;
      }
    }
  }

  /** Whether at least one byte was read. */
  private boolean readIfPossible(long address, ByteBuffer bytes) throws ProcessMemoryException {
    try {
      process.read(address, bytes);
      return true;
    } catch (ProcessMemoryException e) {
      if (e.errno() != Errno.EFAULT) {
        throw e;
      }
      return false;
    }
  }

  private long skipHole(long hole, long end) throws ProcessMemoryException {
    long at = hole;
    do {
      at = pagemap.nextPage(at);
      piece.clear().limit(1);
    } while (Long.compareUnsigned(at, end) < 0 && !readIfPossible(at, piece));
    return at;
  }

  /** The untouched parts of a region. Opens the region's file when it is needed. */
  private final class Untouched implements AutoCloseable {
    private final MemoryRegion region;
    private Optional<MappedFile> file = Optional.empty();
    private boolean opened;

    Untouched(MemoryRegion region) {
      this.region = region;
    }

    void read(long start, long end, Sink sink) throws IOException {
      if (!opened) {
        opened = true;
        file = MappedFile.open(process.pid(), region);
      }
      long at = start;
      while (at != end && file.isPresent() && sink.wantsMore()) {
        long hole = file.get().endOfHole(at, end);
        if (hole != at) {
          sink.zeros(at, hole);
          at = hole;
          continue;
        }
        piece.clear().limit((int) Math.min(PIECE_BYTES, file.get().endOfData(at, end) - at));
        if (file.get().read(at, piece) == 0) {
          break; // the end of the file
        }
        sink.bytes(at, piece.flip());
        at += piece.limit();
      }
      if (file.isPresent() && at != end && sink.wantsMore()) {
        at = zeroes(at, Math.min(pagemap.nextPage(at - 1), end), sink);
      }
      if (at != end) {
        sink.hole(at, end, file.isPresent() ? Cause.UNREADABLE : Cause.UNTOUCHED);
      }
    }

    /** The zeros that the kernel maps after the end of a file, up to the end of the page. */
    private long zeroes(long start, long end, Sink sink) throws IOException {
      if (start != end) {
        piece.clear();
        while (piece.position() < end - start) {
          piece.put((byte) 0);
        }
        sink.bytes(start, piece.flip());
      }
      return end;
    }

    @Override
    public void close() throws IOException {
      if (file.isPresent()) {
        file.get().close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    pagemap.close();
  }
}
