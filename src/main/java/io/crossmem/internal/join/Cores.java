package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.CORES;
import static io.crossmem.internal.shm.SegmentDescriptor.CORE_BYTES;

import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.sys.Proc;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/** How many cores the ranks have between them. */
public final class Cores {
  private Cores() {}

  /**
   * The union of what the ranks may run on, since each may be bound to a core of its own; fewer if
   * the container of this one limits its time.
   */
  public static int of(Segment segment) {
    int usable = Runtime.getRuntime().availableProcessors();
    if (usable < allowed().bitCount()) {
      return usable;
    }
    int all = 0;
    for (int at = CORES; at < CORES + CORE_BYTES; at += Long.BYTES) {
      all += Long.bitCount(SharedAtomics.getLong(segment.memory(), at));
    }
    return Math.max(usable, all);
  }

  /** Adds this process's to the union: so nobody has to look at all the others. */
  static void add(Segment segment) {
    ByteBuffer memory = segment.memory();
    BigInteger mine = allowed();
    for (int at = 0; at < CORE_BYTES; at += Long.BYTES) {
      long more = mine.shiftRight(at * Byte.SIZE).longValue();
      long there = SharedAtomics.getLong(memory, CORES + at);
      while ((there | more) != there
          && !SharedAtomics.replaceLong(memory, CORES + at, there, there | more)) {
        there = SharedAtomics.getLong(memory, CORES + at);
      }
    }
  }

  /** A bit for each core; see Cpus_allowed in proc(5). */
  private static BigInteger allowed() {
    String mask = Proc.ownStatus().getOrDefault("Cpus_allowed", "0");
    return new BigInteger(mask.replace(",", ""), 16);
  }
}
