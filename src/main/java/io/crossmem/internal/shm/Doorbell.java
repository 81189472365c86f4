package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.SegmentDescriptor.BELL;
import static io.crossmem.internal.shm.SegmentDescriptor.NO_MEMBARRIER;
import static io.crossmem.internal.shm.SegmentDescriptor.RUNG;
import static io.crossmem.internal.shm.SegmentDescriptor.SLEEPERS;

import io.crossmem.internal.sys.AsymmetricFence;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;

/**
 * How ranks wake each other: a futex a rank, and a count of the threads that sleep on it.
 *
 * <p>Who sends something writes it, then looks at the count; who goes to sleep raises the count,
 * then looks for something to do. With a fence between the two on both sides, at least one of them
 * sees the other. Messages are many and sleeps are few: so the sleeper pays for both fences, where
 * all ranks can do so.
 */
public final class Doorbell {
  /** In place of a rank. */
  public static final int NOBODY = -1;

  private final ByteBuffer memory;
  private final long address;
  private final int own;
  private final AsymmetricFence fence;
  private int noted = NOBODY;

  public Doorbell(Segment segment, int rank) {
    memory = segment.memory();
    address = segment.address();
    own = SegmentDescriptor.rank(rank);
    fence = new AsymmetricFence(SharedAtomics.getInt(memory, NO_MEMBARRIER) == 0);
  }

  /** To be read before the last look for something to do. */
  public int before() {
    return SharedAtomics.getInt(memory, own + BELL);
  }

  /** Counts this thread among those that sleep. Looks that follow see what was sent before. */
  public void raise() {
    SharedAtomics.addInt(memory, own + SLEEPERS, 1);
    fence.heavy();
  }

  /** For one that sleeps without being counted here, as a virtual thread does. */
  public void fenceBeforeLook() {
    fence.heavy();
  }

  public void lower() {
    SharedAtomics.addInt(memory, own + SLEEPERS, -1);
  }

  /**
   * Sleeps until the bell is rung, was rung since {@link #before}, or the time is over.
   *
   * @return how long the wake-up took, in ns; -1 if there was none
   */
  public long sleep(int before, long nanos) {
    int result = Syscalls.futexWait(address + own + BELL, before, nanos);
    return result == 0 ? System.nanoTime() - SharedAtomics.getLong(memory, own + RUNG) : -1;
  }

  /**
   * Remembers to wake whoever sleeps in a rank, after something was written for it under the
   * engine's lock.
   */
  public void note(int rank) {
    if (noted != NOBODY && noted != rank) {
      ring(noted);
    }
    noted = rank;
  }

  /** Whom to {@link #wake} after the lock is given back. */
  public int takeNoted() {
    int rank = noted;
    noted = NOBODY;
    return rank;
  }

  public void ring(int rank) {
    fenceBeforeWake();
    wake(rank);
  }

  /** Comes between what a rank is to see and {@link #wake}. */
  public void fenceBeforeWake() {
    fence.light();
  }

  /** Wakes a rank if it sleeps. */
  public void wake(int rank) {
    if (rank == NOBODY) {
      return;
    }
    int block = SegmentDescriptor.rank(rank);
    if (SharedAtomics.getInt(memory, block + SLEEPERS) != 0) {
      SharedAtomics.setLong(memory, block + RUNG, System.nanoTime());
      SharedAtomics.addInt(memory, block + BELL, 1);
      Syscalls.futexWake(address + block + BELL, Integer.MAX_VALUE);
    }
  }
}
