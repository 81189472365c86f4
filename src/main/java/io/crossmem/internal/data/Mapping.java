package io.crossmem.internal.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.crossmem.Errno;
import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.OperatorLog;
import io.crossmem.internal.sys.Syscalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mapped memory of this process, either anonymous or of a {@link SealedFile}, which other processes
 * may also have mapped. It is unmapped when all its users are unreachable.
 *
 * <p>Memory for huge pages must begin and end at a huge page boundary, so more is mapped:
 *
 * <pre>
 *   start       address                address + length       start + bytes
 *   | unused    | whole huge pages     | unused, never empty  |
 * </pre>
 *
 * <p>The unused ranges have no pages. They are not advised to use huge pages, and the kernel merges
 * only neighbouring mappings of the same kind. So /proc/self/smaps shows this mapping separately
 * from the next one.
 */
final class Mapping {
  /** Size on x86 and aarch64 with 4 KiB pages; a multiple of the size on other machines. */
  static final long HUGE_PAGE = 2 << 20;

  /** For smaller sizes more than half of a huge page would be wasted. */
  static final long LEAST_ON_HUGE_PAGES = HUGE_PAGE / 2;

  /** More than any address space, and too small to overflow in a sum. */
  private static final long MOST = 1L << 62;

  private static final Cleaner CLEANER = Cleaner.create();
  private static final Path ENABLED = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final Pattern RANGE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");

  private final long start;
  private final long bytes;
  private final AtomicInteger users = new AtomicInteger();
  private final AtomicBoolean unmapped = new AtomicBoolean();
  private SealedFile file; // null if anonymous, if another process's, or after empty()

  /** Address of the first byte to use. */
  final long address;

  /** Number of bytes to use; with small pages the kernel rounds up. */
  final long length;

  private Mapping(long start, long bytes, long address, long length) {
    this.start = start;
    this.bytes = bytes;
    this.address = address;
    this.length = length;
  }

  /**
   * Zeroed anonymous memory with all pages allocated.
   *
   * @throws OutOfMemoryError if there is not enough memory
   */
  static Mapping anonymous(long size) {
    Mapping mapping = reserve(size);
    int refusal = mapping.adviseHugePages();
    try {
      mapping.populate();
      if (refusal < 0) {
        mapping.sayIfOnSmallPages("MADV_HUGEPAGE: " + Errno.of(-refusal).words());
      } else if (mapping.length >= HUGE_PAGE && isSetToNever()) {
        mapping.sayIfOnSmallPages(ENABLED + " is set to never");
      }
      return mapping;
    } catch (ErrnoException e) {
      mapping.unmap();
      throw outOfMemory(size, -e.errno());
    }
  }

  /**
   * Zeroed memory that other processes can map, with all pages allocated.
   *
   * @throws ErrnoException if the kernel does not provide such memory, or there is not enough
   * @throws OutOfMemoryError if no address range is free
   */
  static Mapping shared(long size) throws ErrnoException {
    Mapping mapping = reserve(size);
    int refusal = 0;
    try {
      SealedFile file = SealedFile.create();
      mapping.file = file;
      if (mapping.length >= HUGE_PAGE) {
        file.takeOnePageOfEach(HUGE_PAGE, mapping.length);
        mapping.replaceBy(file.fd());
        mapping.adviseHugePages();
        refusal = mapping.collapse();
      } else {
        mapping.replaceBy(file.fd());
      }
      file.takeAll(mapping.length);
      file.seal();
      mapping.populate();
      if (refusal < 0) {
        mapping.sayIfOnSmallPages("MADV_COLLAPSE: " + Errno.of(-refusal).words());
      }
      return mapping;
    } catch (ErrnoException e) {
      mapping.unmap();
      throw e;
    }
  }

  /**
   * Maps another process's file. Its pages are not mapped yet.
   *
   * @param length of the file
   * @throws ErrnoException if it cannot be mapped
   * @throws OutOfMemoryError if no address range is free
   */
  static Mapping ofFile(int fd, long length) throws ErrnoException {
    Mapping mapping = reserve(length);
    try {
      mapping.replaceBy(fd);
      return mapping;
    } catch (ErrnoException e) {
      mapping.unmap();
      throw e;
    }
  }

  /** Reserves an address range: anonymous memory without pages. */
  private static Mapping reserve(long size) {
    if (size > MOST) {
      throw outOfMemory(size, -Errno.ENOMEM.number());
    }
    if (size < LEAST_ON_HUGE_PAGES) {
      long start = map(size, size);
      return new Mapping(start, size, start, size);
    }
    long length = roundedUp(size);
    long bytes = length + HUGE_PAGE;
    long start = map(bytes, size);
    return new Mapping(start, bytes, roundedUp(start), length);
  }

  private void replaceBy(int fd) throws ErrnoException {
    long result = Syscalls.mapFile(address, fd, 0, length);
    if (result != address) {
      throw new ErrnoException("mapping shared memory", (int) -result);
    }
  }

  /** Only a hint: a refusal does no harm. Returns 0 or -errno. */
  private int adviseHugePages() {
    return length >= HUGE_PAGE ? Syscalls.madvise(address, length, Syscalls.MADV_HUGEPAGE) : 0;
  }

  /** Another hint: with the setting "never" a file has small pages in spite of the advice. */
  private int collapse() {
    return Syscalls.madvise(address, length, Syscalls.MADV_COLLAPSE);
  }

  private static boolean isSetToNever() {
    try {
      return Files.readString(ENABLED, ISO_8859_1).contains("[never]");
    } catch (IOException e) {
      return false; // not known
    }
  }

  /** Logs that huge pages were refused, unless the memory has them anyway. */
  private void sayIfOnSmallPages(String why) {
    if (OperatorLog.isOn() && !isOnHugePages()) {
      OperatorLog.say(() -> "a MessageBuffer of " + length + " bytes has no huge pages: " + why);
    }
  }

  private void populate() throws ErrnoException {
    int result = Syscalls.madvise(address, length, Syscalls.MADV_POPULATE_WRITE);
    if (result < 0 && result != -Errno.EINVAL.number()) { // EINVAL: before Linux 5.14
      throw new ErrnoException("allocating memory", -result);
    }
  }

  private static long roundedUp(long bytes) {
    return (bytes + HUGE_PAGE - 1) & -HUGE_PAGE;
  }

  private static long map(long bytes, long asked) {
    long address = Syscalls.mapAnonymous(bytes);
    if (address < 0) {
      throw outOfMemory(asked, address);
    }
    return address;
  }

  private static OutOfMemoryError outOfMemory(long asked, long result) {
    return new OutOfMemoryError(
        "the kernel cannot allocate " + asked + " bytes: " + Errno.of((int) -result));
  }

  /** Stays mapped while the user is reachable. */
  void keepFor(Object user) {
    users.incrementAndGet();
    CLEANER.register(user, this::drop);
  }

  private void drop() {
    if (users.decrementAndGet() == 0) {
      unmap();
    }
  }

  /** Also drops the file's pages: another process that has them mapped may live long. */
  void unmap() {
    if (!unmapped.compareAndSet(false, true)) {
      return;
    }
    SealedFile shared = file;
    if (shared != null) {
      Syscalls.madvise(address, length, Syscalls.MADV_REMOVE);
      shared.close();
      file = null;
    }
    Syscalls.unmap(start, bytes);
  }

  /** Frees the pages. Later reads return zeros; later writes allocate private pages again. */
  void empty() {
    SealedFile shared = file;
    if (shared == null) {
      Syscalls.madvise(address, length, Syscalls.MADV_DONTNEED);
      return;
    }
    Syscalls.madvise(address, length, Syscalls.MADV_REMOVE);
    Syscalls.replaceByZeros(address, length);
    shared.close();
    file = null;
  }

  /** The file that other processes can map; null if anonymous or after {@link #empty}. */
  SealedFile file() {
    return file;
  }

  /** Whether all of it is on huge pages now; false if /proc cannot be read. */
  boolean isOnHugePages() {
    try (BufferedReader smaps = Files.newBufferedReader(Path.of("/proc/self/smaps"), ISO_8859_1)) {
      return isOnHugePages(smaps);
    } catch (IOException e) {
      return false;
    }
  }

  /** For each mapping the file has a line with its range, and then lines with its properties. */
  private boolean isOnHugePages(BufferedReader smaps) throws IOException {
    String counted = file == null ? "AnonHugePages:" : "ShmemPmdMapped:";
    long held = 0; // overlap with the current mapping, in bytes
    for (String line = smaps.readLine(); line != null; line = smaps.readLine()) {
      Matcher range = RANGE.matcher(line);
      if (range.matches()) {
        held = heldBy(range);
      } else if (held > 0 && line.startsWith(counted)) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 == held;
      }
    }
    return false;
  }

  private long heldBy(Matcher range) {
    long from = Long.parseUnsignedLong(range.group(1), 16);
    long to = Long.parseUnsignedLong(range.group(2), 16);
    return from <= address && address + length <= to ? to - from : 0;
  }
}
