package io.crossmem.internal.shm;

import static io.crossmem.internal.shm.SegmentDescriptor.BELL;
import static io.crossmem.internal.shm.SegmentDescriptor.NO_MEMBARRIER;
import static io.crossmem.internal.shm.SegmentDescriptor.RUNG;
import static io.crossmem.internal.shm.SegmentDescriptor.SLEEPERS;

import io.crossmem.internal.sys.AsymmetricFence;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;

/**
 * Wakes ranks: each rank has a futex and a count of the threads that sleep on it.
 *
 * <p>A sender writes an entry, then reads the count. A thread that goes to sleep increments the
 * count, then looks for entries. With a full fence between the two steps on both sides, at least
 * one side sees the other. Messages are frequent and sleeps are rare, so the sleeping thread pays
 * for both fences if all ranks support this ({@link AsymmetricFence}).
 */
public final class Doorbell {
  /** No rank. */
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

  /** The value to pass to {@link #sleep}; must be read before the last check for entries. */
  public int before() {
    return SharedAtomics.getInt(memory, own + BELL);
  }

  /** Counts this thread as sleeping. Later checks see everything that was sent before. */
  public void raise() {
    SharedAtomics.addInt(memory, own + SLEEPERS, 1);
    fence.heavy();
  }

  /** For a thread that sleeps without being counted here, such as a virtual thread. */
  public void fenceBeforeLook() {
    fence.heavy();
  }

  public void lower() {
    SharedAtomics.addInt(memory, own + SLEEPERS, -1);
  }

  /**
   * Sleeps until the bell is rung or the time is over. Returns at once if the bell was rung since
   * {@link #before}.
   *
   * @return how long the wake-up took, in ns; -1 if the bell was not rung
   */
  public long sleep(int before, long nanos) {
    int result = Syscalls.futexWait(address + own + BELL, before, nanos);
    return result == 0 ? System.nanoTime() - SharedAtomics.getLong(memory, own + RUNG) : -1;
  }

  /** Notes a rank to wake later, after an entry for it was written under the engine's lock. */
  public void note(int rank) {
    if (noted != NOBODY && noted != rank) {
      ring(noted);
    }
    noted = rank;
  }

  /** Returns the rank to {@link #wake} after the lock is released. */
  public int takeNoted() {
    int rank = noted;
    noted = NOBODY;
    return rank;
  }

  public void ring(int rank) {
    fenceBeforeWake();
    wake(rank);
  }

  /** Must be called between writing something for a rank and {@link #wake}. */
  public void fenceBeforeWake() {
    fence.light();
  }

  /** Wakes a rank if it is asleep. */
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
