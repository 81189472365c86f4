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
 * <p>The addresses stay reserved for as long as anything over them can be reached, so that no late
 * reader meets a fault, or memory that is somebody else's by then.
 */
final class FileMapping {
  private enum State {
    MAPPED,
    ZEROS,
    UNMAPPED
  }

  /** Every page size divides it. */
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

  /** Maps a range; what lies before it in its page is mapped as well. */
  static FileMapping map(int fd, long offset, int length) throws IOException {
    int skipped = (int) (offset & (ALIGNMENT - 1));
    long bytes = (long) skipped + length;
    long start = Syscalls.mapFile(0, fd, offset - skipped, bytes);
    if (start < 0) {
      throw new IOException(
          String.format(
              Locale.ROOT, "the kernel does not map %d bytes: %s", length, Errno.of((int) -start)));
    }
    return new FileMapping(start, bytes, skipped);
  }

  /** The range. The mapping lasts as long as this view, or any of its buffers, can be reached. */
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
   * Made by the first join, not with the class: where no thread can be started, a later one may.
   */
  static synchronized Cleaner cleaner() {
    if (cleaner == null) {
      cleaner = Cleaner.create();
    }
    return cleaner;
  }

  /** Lets the file's pages go at once. */
  synchronized void replaceByZeros() {
    if (state == State.MAPPED && Syscalls.replaceByZeros(start, bytes) == 0) {
      state = State.ZEROS; // otherwise this process has no mapping left, and they go with this one
    }
  }

  synchronized void unmap() {
    if (state != State.UNMAPPED) {
      state = State.UNMAPPED;
      Syscalls.unmap(start, bytes);
    }
  }
}
