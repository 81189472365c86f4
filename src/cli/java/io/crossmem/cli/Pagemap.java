package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.crossmem.internal.sys.Proc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Which pages of a process are in memory or in swap: {@code /proc/<pid>/pagemap}, see proc(5) and
 * Documentation/admin-guide/mm/pagemap.rst. Reading any other page would make the kernel allocate
 * it.
 */
final class Pagemap implements AutoCloseable {
  private static final long PRESENT = 1L << 63;
  private static final long SWAPPED = 1L << 62; // or a marker, for example of a guard page
  private static final int MOST_PAGES = 64 << 10; // per read

  private final long pageBytes;
  private final Optional<FileChannel> file;
  private final ByteBuffer entries =
      ByteBuffer.allocateDirect(MOST_PAGES * Long.BYTES).order(ByteOrder.nativeOrder());

  /** Takes a range of pages with the same state; the end is after the last byte. */
  interface Runs {
    void take(long start, long end, boolean inMemory) throws IOException;
  }

  Pagemap(long pid) throws IOException {
    pageBytes = pageBytes();
    file = open(pid);
  }

  /** Empty if reading it is denied: older kernels may still allow reading memory. */
  private static Optional<FileChannel> open(long pid) {
    try {
      return Optional.of(
          FileChannel.open(Proc.memoryPath(pid, "pagemap"), StandardOpenOption.READ));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long pageBytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/smaps"), ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("KernelPageSize:"))
          .findFirst()
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .orElse(4096L);
    }
  }

  /** The start of the page after the one that contains an address. */
  long nextPage(long address) {
    return (address & -pageBytes) + pageBytes;
  }

  /** Reports all pages between two addresses; unknown pages count as in memory. */
  void runs(long start, long end, Runs runs) throws IOException {
    for (long at = start; at != end; ) {
      long page = at & -pageBytes;
      long pages = Math.min(MOST_PAGES, (end - page + pageBytes - 1) / pageBytes);
      int known = look(Long.divideUnsigned(at, pageBytes), (int) pages);
      if (known == 0) {
        runs.take(at, end, true); // the process has ended, or this is [vsyscall]
        return;
      }
      at = take(at, end, known, runs);
    }
  }

  private int look(long page, int pages) throws IOException {
    entries.clear().limit(pages * Long.BYTES);
    if (file.isEmpty() || page > Long.MAX_VALUE / Long.BYTES) {
      return 0;
    }
    return Math.max(0, file.get().read(entries, page * Long.BYTES) / Long.BYTES);
  }

  private long take(long start, long end, int pages, Runs runs) throws IOException {
    long base = start & -pageBytes;
    int first = 0;
    for (int page = 1; page <= pages; page++) {
      if (page == pages || inMemory(page) != inMemory(first)) {
        runs.take(
            Math.max(start, base + first * pageBytes),
            Math.min(base + page * pageBytes, end),
            inMemory(first));
        first = page;
      }
    }
    return Math.min(base + pages * pageBytes, end);
  }

  private boolean inMemory(int page) {
    return (entries.getLong(page * Long.BYTES) & (PRESENT | SWAPPED)) != 0;
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
