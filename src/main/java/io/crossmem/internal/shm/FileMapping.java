package io.crossmem.internal.shm;

import io.crossmem.Errno;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * A range of a file, mapped by one system call.
 *
 * <pre>
 *   MAPPED --replaceByZeros--> ZEROS --unreachable--> UNMAPPED
 *   MAPPED -------------------unreachable-----------> UNMAPPED
 * </pre>
 *
 * <p>The address range stays reserved while any buffer over it is reachable, so that a late reader
 * does not fault or access memory with another use.
 */
final class FileMapping {
  private enum State {
    MAPPED,
    ZEROS,
    UNMAPPED
  }

  /** A multiple of every page size. */
  private static final long ALIGNMENT = 64 << 10;

  private static Cleaner cleaner;

  private final long start;
  private final long bytes;
  private final int skipped;
  private State state = State.MAPPED;

  private FileMapping(long start, long bytes, int skipped) {
    this.start = start;
    this.bytes = bytes;
    this.skipped = skipped;
  }

  /** Maps a range, starting at the page boundary before it. */
  static FileMapping map(int fd, long offset, int length) throws IOException {
    int skipped = (int) (offset & (ALIGNMENT - 1));
    long bytes = (long) skipped + length;
    long start = Syscalls.mapFile(0, fd, offset - skipped, bytes);
    if (start < 0) {
      throw new IOException(
          String.format(
              Locale.ROOT, "the kernel cannot map %d bytes: %s", length, Errno.of((int) -start)));
    }
    return new FileMapping(start, bytes, skipped);
  }

  /** A view of the range. The mapping stays while the view or any of its buffers is reachable. */
  TypedView view() {
    ByteBuffer buffer;
    try {
      buffer = Syscalls.directBuffer(start + skipped, bytes - skipped);
      cleaner().register(buffer, this::unmap);
    } catch (Error e) {
      unmap();
      throw e;
    }
    return new TypedView(buffer, start + skipped);
  }

  /**
   * Made by the first join, not with the class: if no thread can be started now, a later call may
   * succeed.
   */
  static synchronized Cleaner cleaner() {
    if (cleaner == null) {
      cleaner = Cleaner.create();
    }
    return cleaner;
  }

  /** Releases the file's pages immediately. */
  synchronized void replaceByZeros() {
    if (state == State.MAPPED && Syscalls.replaceByZeros(start, bytes) == 0) {
      state = State.ZEROS; // if it fails, munmap releases the pages later
    }
  }

  synchronized void unmap() {
    if (state != State.UNMAPPED) {
      state = State.UNMAPPED;
      Syscalls.unmap(start, bytes);
    }
  }
}
