package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.CAUSE;
import static io.crossmem.internal.shm.SegmentDescriptor.PID;
import static io.crossmem.internal.shm.SegmentDescriptor.rank;

import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import java.util.Locale;

/**
 * Why a group was given up, for the other ranks: the first who gives up writes it into the segment,
 * with a number.
 */
enum Cause {
  /** Nobody wrote it. */
  UNKNOWN(0),

  /** The rank of that number did. */
  DIED(1),

  /** So many had come. */
  TIMED_OUT(2),

  /** The rank of that number could not go on. */
  FAILED(3),

  /** The group meets in another file. */
  MOVED(4);

  private final int kind; // in the segment

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

  /** What was written, in the words of a rank that learns it from another. */
  static String words(Segment segment) {
    int number = (int) SharedAtomics.getLong(segment.memory(), CAUSE);
    return switch (of(segment)) {
      case DIED -> died(segment, number);
      case TIMED_OUT ->
          String.format(
              Locale.ROOT,
              "another rank gave up waiting: only %d of %d had come",
              number,
              segment.size());
      case FAILED -> "rank " + number + " gave up: it could not join, and says why";
      case UNKNOWN, MOVED -> "another rank gave up waiting, or died";
    };
  }

  static String died(Segment segment, int rank) {
    boolean isRank = rank >= 0 && rank < segment.size();
    return String.format(
        Locale.ROOT,
        "rank %d (pid %d) died while the others were joining",
        rank,
        isRank ? segment.memory().getInt(rank(rank) + PID) : 0);
  }
}
