package io.crossmem.message;

import static io.crossmem.message.SegmentDescriptor.BELL;
import static io.crossmem.message.SegmentDescriptor.SLEEPERS;

import io.crossmem.internal.sys.Syscalls;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * How ranks wake each other: a futex a rank, and a count of the threads that sleep on it.
 *
 * <p>Who sends something writes it, then looks at the count; who goes to sleep raises the count,
 * then looks for something to do. With a full fence between the two on both sides, at least one of
 * them sees the other.
 */
final class Bell {
  /** In place of a rank. */
  static final int NOBODY = -1;

  private final ByteBuffer memory;
  private final long address;
  private final int own;
  private int noted = NOBODY;

  Bell(Segment segment, int rank) {
    memory = segment.memory;
    address = segment.address;
    own = SegmentDescriptor.rank(rank);
  }

  /** To be read before the last look for something to do. */
  int before() {
    return Shared.getInt(memory, own + BELL);
  }

  void raise() {
    Shared.addInt(memory, own + SLEEPERS, 1);
  }

  void lower() {
    Shared.addInt(memory, own + SLEEPERS, -1);
  }

  /** Until the bell is rung, was rung since {@link #before}, or the time is over. */
  void sleep(int before, long nanos) {
    Syscalls.futexWait(address + own + BELL, before, nanos);
  }

  /**
   * Remembers to wake whoever sleeps in a rank, after something was written for it under the
   * engine's lock.
   */
  void note(int rank) {
    if (noted != NOBODY && noted != rank) {
      ring(noted);
    }
    noted = rank;
  }

  /** Whom to {@link #wake} after the lock is given back. */
  int takeNoted() {
    int rank = noted;
    noted = NOBODY;
    return rank;
  }

  void ring(int rank) {
    VarHandle.fullFence();
    wake(rank);
  }

  /** Wakes a rank, if something volatile was written after what it is to see: it is the fence. */
  void wake(int rank) {
    if (rank == NOBODY) {
      return;
    }
    int block = SegmentDescriptor.rank(rank);
    if (Shared.getInt(memory, block + SLEEPERS) != 0) {
      Shared.addInt(memory, block + BELL, 1);
      Syscalls.futexWake(address + block + BELL, Integer.MAX_VALUE);
    }
  }
}
