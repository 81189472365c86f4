package io.crossmem.message;

import io.crossmem.internal.sys.Proc;
import java.math.BigInteger;

/** How many cores the ranks have between them. */
final class Cores {
  private Cores() {}

  /**
   * The union of what the ranks may run on, since each may be bound to a core of its own; fewer if
   * the container of this one limits its time.
   */
  static int of(Peer[] ranks) {
    int usable = Runtime.getRuntime().availableProcessors();
    int allowed = allowed(ProcessHandle.current().pid()).bitCount();
    if (usable < allowed) {
      return usable;
    }
    BigInteger all = BigInteger.ZERO;
    for (Peer rank : ranks) {
      all = all.or(allowed(rank.process.pid()));
    }
    return Math.max(usable, all.bitCount());
  }

  /** A bit for each core; see Cpus_allowed in proc(5). */
  private static BigInteger allowed(long pid) {
    String mask = Proc.status(pid).getOrDefault("Cpus_allowed", "0");
    return new BigInteger(mask.replace(",", ""), 16);
  }
}
