package io.crossmem.cli;

import io.crossmem.MemoryRegion;
import io.crossmem.internal.sys.Proc;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How much of each region is in memory and on huge pages, from {@code /proc/<pid>/smaps}; see
 * proc(5).
 */
final class Smaps {
  private static final Set<String> HUGE =
      Set.of(
          "AnonHugePages", "ShmemPmdMapped", "FilePmdMapped", "Private_Hugetlb", "Shared_Hugetlb");
  private static final Set<String> HUGETLB = Set.of("Private_Hugetlb", "Shared_Hugetlb");

  /**
   * Sizes in bytes. The kernel does not count hugetlb pages as resident, so they are added here.
   */
  record Usage(long resident, long huge) {
    static final Usage NONE = new Usage(0, 0);

    Usage plus(Usage other) {
      return new Usage(resident + other.resident, huge + other.huge);
    }
  }

  private final Map<Long, Usage> byStart = new HashMap<>();

  private Smaps() {}

  static Smaps of(long pid) throws IOException {
    return parse(Proc.read(Proc.memoryPath(pid, "smaps")));
  }

  static Smaps parse(String text) {
    Smaps smaps = new Smaps();
    long start = 0;
    for (String line : Proc.lines(text).toList()) {
      String[] word = line.split("\\s+", 3);
      if (word[0].endsWith(":")) {
        smaps.add(start, word[0].substring(0, word[0].length() - 1), word[1]);
      } else {
        start = Long.parseUnsignedLong(word[0], 0, word[0].indexOf('-'), 16);
      }
    }
    return smaps;
  }

  private void add(long start, String name, String kibibytes) {
    boolean resident = name.equals("Rss") || HUGETLB.contains(name);
    boolean huge = HUGE.contains(name);
    if (resident || huge) {
      long bytes = Long.parseLong(kibibytes) << 10;
      byStart.merge(start, new Usage(resident ? bytes : 0, huge ? bytes : 0), Usage::plus);
    }
  }

  /** NONE for a region that was mapped later. */
  Usage of(MemoryRegion region) {
    return byStart.getOrDefault(region.start(), Usage.NONE);
  }
}
