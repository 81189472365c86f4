package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.CAUSE;
import static io.crossmem.internal.shm.SegmentDescriptor.PID;
import static io.crossmem.internal.shm.SegmentDescriptor.rank;

import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import java.util.Locale;

/**
 * Why joining failed, for the other ranks: the first rank that gives up writes it into the segment,
 * with a number.
 */
enum Cause {
  /** No cause was written. */
  UNKNOWN(0),

  /** The rank with this number died. */
  DIED(1),

  /** A rank waited too long; this number of ranks had joined. */
  TIMED_OUT(2),

  /** The rank with this number could not join. */
  FAILED(3),

  /** The group uses another file. */
  MOVED(4);

  private final int kind; // its number in the segment

  Cause(int kind) {
    this.kind = kind;
  }

  void write(Segment segment, int number) {
    SharedAtomics.replaceLong(segment.memory(), CAUSE, 0, (long) kind << Integer.SIZE | number);
  }

  static Cause of(Segment segment) {
    long written = SharedAtomics.getLong(segment.memory(), CAUSE) >>> Integer.SIZE;
    for (Cause cause : values()) {
      if (cause.kind == written) {
        return cause;
      }
    }
    return UNKNOWN;
  }

  /** The message about the written cause, for the other ranks. */
  static String words(Segment segment) {
    int number = (int) SharedAtomics.getLong(segment.memory(), CAUSE);
    return switch (of(segment)) {
      case DIED -> died(segment, number);
      case TIMED_OUT ->
          String.format(
              Locale.ROOT,
              "another rank gave up waiting: only %d of %d had joined",
              number,
              segment.size());
      case FAILED -> "rank " + number + " could not join; its own exception says why";
      case UNKNOWN, MOVED -> "another rank gave up waiting, or died";
    };
  }

  static String died(Segment segment, int rank) {
    boolean isRank = rank >= 0 && rank < segment.size();
    return String.format(
        Locale.ROOT,
        "rank %d (pid %d) died while the group was joining",
        rank,
        isRank ? segment.memory().getInt(rank(rank) + PID) : 0);
  }
}
