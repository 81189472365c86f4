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
 * Reads whole regions of a process, by rising addresses, without making it grow: a page that it has
 * not touched is read from the file that it maps, or left out, because the kernel would bring it
 * into the process to be read.
 */
final class RegionReader implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 20;

  private final ProcessMemory process;
  private final Pagemap pagemap;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);

  /** Why bytes were left out. */
  enum Cause {
    /** The process has never touched them, or they were taken from it. They are zero, as a rule. */
    UNTOUCHED,
    /** They cannot be read: a guard page, a page behind the end of its file, [vvar]. */
    UNREADABLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Takes every byte of a region, or that it was left out. */
  interface Sink {
    /** Those between the buffer's position and limit. */
    void bytes(long address, ByteBuffer bytes) throws IOException;

    /** The end is behind the last byte. */
    void hole(long start, long end, Cause cause) throws IOException;

    /** Whether to go on. */
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
   * @throws ProcessMemoryException for anything but unreadable memory, such as the process's end
   */
  void read(MemoryRegion region, Sink sink) throws IOException {
    read(region, region.start(), region.end(), sink);
  }

  /** As above, of a part. */
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

  /** Of these the pagemap knows nothing. None can be read, so the kernel brings nothing in. */
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

  /** Whether there was at least a byte. */
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

  /** What the process itself has not touched of a region. Opens the region's file when needed. */
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
        piece.clear().limit((int) Math.min(PIECE_BYTES, end - at));
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

    /** What the kernel puts behind the end of a file, up to the end of the page. */
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
