package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.CORES;
import static io.crossmem.internal.shm.SegmentDescriptor.CORE_BYTES;

import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.sys.Proc;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;

/** The number of cores that the ranks can use. */
public final class Cores {
  private Cores() {}

  /**
   * The number of cores in the union of the ranks' affinity masks, since each rank may be bound to
   * its own core; fewer if this rank's container limits its CPU time.
   */
  public static int of(Segment segment) {
    int usable = Runtime.getRuntime().availableProcessors();
    if (usable < allowed(Proc.ownStatus()).bitCount()) {
      return usable;
    }
    int all = 0;
    for (int at = CORES; at < CORES + CORE_BYTES; at += Long.BYTES) {
      all += Long.bitCount(SharedAtomics.getLong(segment.memory(), at));
    }
    return Math.max(usable, all);
  }

  /** Adds this process's cores to the union in the segment. */
  static void add(Segment segment) {
    ByteBuffer memory = segment.memory();
    BigInteger mine = allowed(Proc.ownStatus());
    for (int at = 0; at < CORE_BYTES; at += Long.BYTES) {
      long more = mine.shiftRight(at * Byte.SIZE).longValue();
      long there = SharedAtomics.getLong(memory, CORES + at);
      while ((there | more) != there
          && !SharedAtomics.replaceLong(memory, CORES + at, there, there | more)) {
        there = SharedAtomics.getLong(memory, CORES + at);
      }
    }
  }

  /** One bit for each core that a process may use; see Cpus_allowed in proc(5). */
  static BigInteger allowed(Map<String, String> status) {
    String mask = status.getOrDefault("Cpus_allowed", "0");
    return new BigInteger(mask.replace(",", ""), 16);
  }
}
