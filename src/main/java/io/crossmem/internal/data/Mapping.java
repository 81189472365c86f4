package io.crossmem.internal.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.crossmem.Errno;
import io.crossmem.internal.sys.Syscalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Anonymous memory of this process, unmapped when all that it was kept for is unreachable.
 *
 * <p>On huge pages it begins and ends with one, so more has to be mapped:
 *
 * <pre>
 *   start       address                address + length       start + bytes
 *   | unused    | whole huge pages     | unused, never empty  |
 * </pre>
 *
 * <p>What is unused has no pages. It is not advised to have huge ones, and the kernel joins only
 * neighbours of one kind: so /proc/self/smaps tells of these huge pages apart from those of the
 * next such mapping.
 */
final class Mapping {
  /** Of x86 and aarch64 with pages of 4 KiB; others' divide it or do without. */
  static final long HUGE_PAGE = 2 << 20;

  /** From here on at most half of what is taken was not asked for. */
  static final long LEAST_ON_HUGE_PAGES = HUGE_PAGE / 2;

  /** More than any address space has, and far from where a sum overflows. */
  private static final long MOST = 1L << 62;

  private static final Cleaner CLEANER = Cleaner.create();
  private static final Pattern RANGE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");

  private final long start;
  private final long bytes;
  private final AtomicInteger users = new AtomicInteger();

  /** Of the first byte to use. */
  final long address;

  /** Bytes to use; on small pages the kernel rounds up itself. */
  final long length;

  private Mapping(long start, long bytes, long address, long length) {
    this.start = start;
    this.bytes = bytes;
    this.address = address;
    this.length = length;
  }

  /**
   * Zeroed memory, its pages taken.
   *
   * @throws OutOfMemoryError if the kernel does not give as much
   */
  static Mapping of(long size) {
    Mapping mapping = size < LEAST_ON_HUGE_PAGES ? small(size) : huge(size);
    int result = Syscalls.madvise(mapping.address, mapping.length, Syscalls.MADV_POPULATE_WRITE);
    if (result < 0 && result != -Errno.EINVAL.number()) { // EINVAL: not known before Linux 5.14
      mapping.unmap();
      throw outOfMemory(size, result);
    }
    return mapping;
  }

  private static Mapping small(long size) {
    long start = map(size, size);
    return new Mapping(start, size, start, size);
  }

  private static Mapping huge(long size) {
    if (size > MOST) {
      throw outOfMemory(size, -Errno.ENOMEM.number());
    }
    long length = roundedUp(size);
    long bytes = length + HUGE_PAGE;
    long start = map(bytes, size);
    Mapping mapping = new Mapping(start, bytes, roundedUp(start), length);
    Syscalls.madvise(mapping.address, length, Syscalls.MADV_HUGEPAGE); // a wish: refusal is no harm
    return mapping;
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
        "the kernel does not give " + asked + " bytes: " + Errno.of((int) -result));
  }

  /** Stays mapped for as long as that can be reached. */
  void keepFor(Object user) {
    users.incrementAndGet();
    CLEANER.register(user, this::drop);
  }

  private void drop() {
    if (users.decrementAndGet() == 0) {
      unmap();
    }
  }

  private void unmap() {
    Syscalls.unmap(start, bytes);
  }

  /** Gives the pages back. What is read afterwards is zero; what is written takes a page again. */
  void empty() {
    Syscalls.madvise(address, length, Syscalls.MADV_DONTNEED);
  }

  /** Whether all of it lies on huge pages now; false where /proc does not tell. */
  boolean isOnHugePages() {
    try (BufferedReader smaps = Files.newBufferedReader(Path.of("/proc/self/smaps"), ISO_8859_1)) {
      return isOnHugePages(smaps);
    } catch (IOException e) {
      return false;
    }
  }

  /** Each mapping is a line of its range, and then lines of what it has. */
  private boolean isOnHugePages(BufferedReader smaps) throws IOException {
    long held = 0; // bytes of the mapping that holds this one, once its range has come
    for (String line = smaps.readLine(); line != null; line = smaps.readLine()) {
      Matcher range = RANGE.matcher(line);
      if (range.matches()) {
        held = heldBy(range);
      } else if (held > 0 && line.startsWith("AnonHugePages:")) {
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
