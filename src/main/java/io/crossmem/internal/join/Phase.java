package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.PHASE;

import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.sys.Syscalls;

/**
 * How far a group has come; a word of its segment that ranks sleep on.
 *
 * <pre>
 *   GATHERING --the last counts itself in--> FULL --the name is gone--> OPEN --all have granted--> GRANTED
 *   GATHERING --somebody gives up----------> OVER
 * </pre>
 *
 * <p>Any rank may make any step, and only one makes it: none depends on one that may die.
 */
enum Phase {
  /** Ranks come. */
  GATHERING(0),

  /** All are there, and the file still has its name. */
  FULL(1),

  /** The file has no name any more: whoever comes makes another. */
  OPEN(2),

  /** Where Yama asks for it: all have let the others reach into them, or tried. */
  GRANTED(3),

  /** A rank died or waited for too long, or all died: nobody may join this file. */
  OVER(4);

  /** In the segment: 0 is how a file begins. */
  final int number;

  Phase(int number) {
    this.number = number;
  }

  /** What a damaged file says counts as OVER. */
  static Phase of(Segment segment) {
    int number = SharedAtomics.getInt(segment.memory(), PHASE);
    for (Phase phase : values()) {
      if (phase.number == number) {
        return phase;
      }
    }
    return OVER;
  }

  /** Makes the step to the next phase, and wakes all; false if the group was not in this one. */
  boolean stepTo(Phase next, Segment segment) {
    if (!SharedAtomics.replaceInt(segment.memory(), PHASE, number, next.number)) {
      return false;
    }
    Syscalls.futexWake(segment.address() + PHASE, Integer.MAX_VALUE);
    return true;
  }
}
