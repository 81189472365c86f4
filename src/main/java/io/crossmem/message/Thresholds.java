package io.crossmem.message;

import java.util.Locale;

/**
 * From which sizes on a message takes which way: computed from what copying costs on this machine,
 * unless these system properties say otherwise:
 *
 * <ul>
 *   <li>{@code crossmem.eager}: most bytes of a message that is copied into the ring at once
 *   <li>{@code crossmem.single}: fewest bytes of one on ordinary pages that is copied only once
 *   <li>{@code crossmem.single.huge}: the same, on 2 MiB pages
 *   <li>{@code crossmem.protocol}: {@code pipeline}, {@code read}, {@code write} or {@code split}:
 *       how all that are larger travel, where that is possible
 * </ul>
 *
 * @param eager bytes
 * @param single bytes
 * @param singleHuge bytes
 * @param crowded whether there are more ranks than cores, so that a second copy is not done by a
 *     core that has nothing else to do
 * @param forced null if there is a choice
 */
record Thresholds(int eager, long single, long singleHuge, boolean crowded, Protocol forced) {
  private static final int NEVER = 40; // as a power of two: 1 TiB
  private static final int SMALLEST = 14;
  private static final int CACHED = 21; // what is larger does not stay in the cache
  private static final int LARGEST_EAGER = 16 << 10;
  private static final int LARGEST_EAGER_CROWDED = 64 << 10; // if the ring takes as much
  private static final long ANSWER_NS = 300; // to ask how, and to be told
  private static final double THROUGH_RING = 2; // times a copy within a cache
  private static final int CALLS = 4; // a part or two for each side, and as much to share them out

  /**
   * For this machine.
   *
   * @param crowded whether there are more ranks than cores
   */
  static Thresholds get(boolean crowded) {
    Calibration costs = Calibration.get();
    return new Thresholds(
        Integer.getInteger("crossmem.eager", eager(costs, crowded)),
        Long.getLong("crossmem.single", single(costs, crowded, false)),
        Long.getLong("crossmem.single.huge", single(costs, crowded, true)),
        crowded,
        asked());
  }

  private static Protocol asked() {
    String name = System.getProperty("crossmem.protocol");
    try {
      return name == null ? null : Protocol.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "crossmem.protocol is not pipeline, read, write or split: " + name, e);
    }
  }

  /**
   * As much as can be copied in the time that asking takes. Where the other has no core of its own
   * that is the time until it has had a turn, and this rank another.
   */
  private static int eager(Calibration costs, boolean crowded) {
    if (crowded) {
      return LARGEST_EAGER_CROWDED;
    }
    long bytes = ANSWER_NS * 1000 / costs.copy();
    return (int) Long.highestOneBit(Math.max(4096, Math.min(LARGEST_EAGER, bytes)));
  }

  /** The size from which on a single copy takes no longer than two that overlap. */
  private static long single(Calibration costs, boolean crowded, boolean huge) {
    int power = NEVER;
    while (power > SMALLEST && singleIsFaster(costs, crowded, huge, 1L << (power - 1))) {
      power--;
    }
    return 1L << power;
  }

  /**
   * Two cores copy at a time, either the two copies or a half each; one core does all alone. A copy
   * through the ring takes at least twice as long as one within a cache, for each line has to come
   * over from the other core, or goes there: up to five times was seen.
   */
  private static boolean singleIsFaster(
      Calibration costs, boolean crowded, boolean huge, long bytes) {
    boolean far = bytes > 1L << CACHED;
    long reach =
        huge
            ? (far ? costs.reachHugeFar() : costs.reachHuge())
            : (far ? costs.reachFar() : costs.reach());
    double twoCopies = THROUGH_RING * costs.copy() * (crowded ? 2.0 : 1.0) * bytes / 1000;
    double oneCopy = reach * (crowded ? 1.0 : 0.5) * bytes / 1000 + CALLS * costs.call();
    return oneCopy <= twoCopies;
  }

  /** Bytes of the parts that one message is cut into for those who copy it. */
  static int partBytes(long length) {
    return (int) Math.max(128 << 10, Math.min(1 << 20, Long.highestOneBit(length) / 4));
  }

  /**
   * How a large message travels.
   *
   * @param length bytes
   * @param read whether the receiver can copy it
   * @param write whether the sender can copy it
   * @param huge whether both ends are on 2 MiB pages
   * @param preferred by the operation that it belongs to; null if by none
   */
  Protocol choose(long length, boolean read, boolean write, boolean huge, Protocol preferred) {
    Protocol best = forced;
    if (best == null) {
      best = length < (huge ? singleHuge : single) ? Protocol.PIPELINE : preferred;
    }
    if (best == null) {
      best = crowded ? Protocol.READ : Protocol.SPLIT;
    }
    return switch (best) {
      case PIPELINE -> best;
      case READ -> read ? best : write ? Protocol.WRITE : Protocol.PIPELINE;
      case WRITE -> write ? best : read ? Protocol.READ : Protocol.PIPELINE;
      case SPLIT ->
          read && write ? best : read ? Protocol.READ : write ? Protocol.WRITE : Protocol.PIPELINE;
    };
  }
}
