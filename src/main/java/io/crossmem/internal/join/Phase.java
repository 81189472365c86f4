package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.PHASE;

import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.sys.Syscalls;

/**
 * The state of a joining group; a word in its segment that ranks sleep on.
 *
 * <pre>
 *   GATHERING --the last rank has joined---> FULL --the name is removed--> OPEN --all have granted--> GRANTED
 *   GATHERING --a rank gives up------------> OVER
 * </pre>
 *
 * <p>Any rank can make any step, and only one makes it. So no step depends on a rank that may die.
 */
enum Phase {
  /** Ranks are joining. */
  GATHERING(0),

  /** All ranks have joined, and the file still has its name. */
  FULL(1),

  /** The file's name is removed: a new process creates another file. */
  OPEN(2),

  /** If Yama requires it: all ranks have allowed access to the others, or have tried. */
  GRANTED(3),

  /** A rank died or waited for too long, or all died: this file can no longer be joined. */
  OVER(4);

  /** The value in the segment; a new file has 0. */
  final int number;

  Phase(int number) {
    this.number = number;
  }

  /** An invalid value counts as OVER. */
  static Phase of(Segment segment) {
    int number = SharedAtomics.getInt(segment.memory(), PHASE);
    for (Phase phase : values()) {
      if (phase.number == number) {
        return phase;
      }
    }
    return OVER;
  }

  /** Steps to the next phase and wakes all ranks; false if the group was not in this phase. */
  boolean stepTo(Phase next, Segment segment) {
    if (!SharedAtomics.replaceInt(segment.memory(), PHASE, number, next.number)) {
      return false;
    }
    Syscalls.futexWake(segment.address() + PHASE, Integer.MAX_VALUE);
    return true;
  }
}
