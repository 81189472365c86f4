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
 * Memory of this process, unmapped when all that it was kept for is unreachable: anonymous, or that
 * of a {@link SealedFile}, which other processes may have mapped as well.
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
  private static final Path ENABLED = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final Pattern RANGE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");

  private final long start;
  private final long bytes;
  private final AtomicInteger users = new AtomicInteger();
  private final AtomicBoolean unmapped = new AtomicBoolean();
  private SealedFile file; // null if it is anonymous or another's, and once it is empty

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
   * Zeroed anonymous memory, its pages taken.
   *
   * @throws OutOfMemoryError if the kernel does not give as much
   */
  static Mapping anonymous(long size) {
    Mapping mapping = reserve(size);
    int refusal = mapping.adviseHugePages();
    try {
      mapping.populate();
      if (refusal < 0) {
        mapping.sayIfOnSmallPages("MADV_HUGEPAGE: " + Errno.of(-refusal).words());
      } else if (mapping.length >= HUGE_PAGE && isSetToNever()) {
        mapping.sayIfOnSmallPages(ENABLED + " says never");
      }
      return mapping;
    } catch (ErrnoException e) {
      mapping.unmap();
      throw outOfMemory(size, -e.errno());
    }
  }

  /**
   * Zeroed memory that other processes can map, its pages taken.
   *
   * @throws ErrnoException if the kernel makes no such memory, or does not give as much
   * @throws OutOfMemoryError if there are no addresses for it
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
   * Another process's file, mapped here as well. Its pages are not mapped yet.
   *
   * @param length of the file
   * @throws ErrnoException if it cannot be mapped
   * @throws OutOfMemoryError if there are no addresses for it
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

  /** Addresses, of anonymous memory whose pages are not taken. */
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
      throw new ErrnoException("mapping memory that is shared", (int) -result);
    }
  }

  /** A wish: that it is refused does no harm. Returns 0 or -errno. */
  private int adviseHugePages() {
    return length >= HUGE_PAGE ? Syscalls.madvise(address, length, Syscalls.MADV_HUGEPAGE) : 0;
  }

  /** Another wish, as a file's pages are small, whatever is advised, where the setting is never. */
  private int collapse() {
    return Syscalls.madvise(address, length, Syscalls.MADV_COLLAPSE);
  }

  private static boolean isSetToNever() {
    try {
      return Files.readString(ENABLED, ISO_8859_1).contains("[never]");
    } catch (IOException e) {
      return false; // nobody knows
    }
  }

  /** Tells the operator that huge pages were refused, unless they are there all the same. */
  private void sayIfOnSmallPages(String why) {
    if (OperatorLog.isOn() && !isOnHugePages()) {
      OperatorLog.say(() -> "a MessageBuffer of " + length + " bytes has no huge pages: " + why);
    }
  }

  private void populate() throws ErrnoException {
    int result = Syscalls.madvise(address, length, Syscalls.MADV_POPULATE_WRITE);
    if (result < 0 && result != -Errno.EINVAL.number()) { // EINVAL: not known before Linux 5.14
      throw new ErrnoException("taking memory", -result);
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

  /** The file's pages are dropped as well: another process that has them mapped may live long. */
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

  /**
   * Gives the pages back. What is read afterwards is zero; what is written takes a page again,
   * which no other process sees.
   */
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

  /** The file that others can map; null if it is anonymous, or empty. */
  SealedFile file() {
    return file;
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
    String counted = file == null ? "AnonHugePages:" : "ShmemPmdMapped:";
    long held = 0; // bytes of the mapping that holds this one, once its range has come
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
