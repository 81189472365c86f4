package mpi;

import io.crossmem.ProcessMemory;
import java.nio.ByteBuffer;

/**
 * The state words of a window whose ranks share a node. Each rank has a block of them in memory
 * that all have mapped, so that locks and epochs need no help from the rank that they are about.
 *
 * <pre>
 *    0  int  lock       0: free; n &gt; 0: n ranks share it; -1 - r: rank r has it alone
 *   64  int  combining  0: free; r + 1: rank r combines elements of created memory
 *  128  per other rank r, 16 bytes:
 *         int sharing    rank r shares the lock, or is about to
 *         int posted     exposure epochs that were begun for rank r; counts up
 *         int completed  access epochs that rank r has completed; counts up
 *       then, in a dynamic window, the table of {@link AttachedMemory}
 * </pre>
 */
final class MappedControl implements WindowControl {
  private static final int LOCK = 0;
  private static final int COMBINING = 64;
  private static final int RANKS = 128;
  private static final int RANK_BYTES = 16;
  private static final int SHARING = 0;
  private static final int POSTED = 4;
  private static final int COMPLETED = 8;

  private final int rank;
  private final ByteBuffer[] blocks; // by rank
  private final ProcessMemory[] processes; // by rank
  private final Waiting waiting;

  MappedControl(int rank, ByteBuffer[] blocks, ProcessMemory[] processes, Waiting waiting) {
    this.rank = rank;
    this.blocks = blocks;
    this.processes = processes;
    this.waiting = waiting;
  }

  /** Bytes of a block, a multiple of 64. */
  static int bytes(int ranks) {
    return RANKS + ((ranks * RANK_BYTES + 63) & ~63);
  }

  private static int slot(int of, int word) {
    return RANKS + of * RANK_BYTES + word;
  }

  // ---- who lives

  private void requireAlive(int other) {
    if (other != rank && !processes[other].isAlive()) {
      throw new MPIException(ErrorClass.PROC_FAILED, "rank " + other + " has ended");
    }
  }

  /** Whoever has the lock of a rank must live, and so must the rank. */
  private void requireAliveAround(int target) {
    requireAlive(target);
    int state = AtomicMemory.getInt(blocks[target], LOCK);
    if (state < 0) {
      requireAlive(-1 - state);
    }
    for (int i = 0; state > 0 && i < blocks.length; i++) {
      if (AtomicMemory.getInt(blocks[target], slot(i, SHARING)) != 0) {
        requireAlive(i);
      }
    }
  }

  // ---- locks

  @Override
  public void lockAlone(int target) {
    requireAlive(target);
    if (!tryLockAlone(target)) {
      waiting.await(() -> tryLockAlone(target), () -> requireAliveAround(target));
    }
  }

  private boolean tryLockAlone(int target) {
    return AtomicMemory.replaceInt(blocks[target], LOCK, 0, -1 - rank);
  }

  @Override
  public void unlockAlone(int target) {
    AtomicMemory.setInt(blocks[target], LOCK, 0);
  }

  @Override
  public void lockShared(int target) {
    requireAlive(target);
    AtomicMemory.addInt(blocks[target], slot(rank, SHARING), 1);
    boolean locked = false;
    try {
      if (!tryLockShared(target)) {
        waiting.await(() -> tryLockShared(target), () -> requireAliveAround(target));
      }
      locked = true;
    } finally {
      if (!locked) {
        AtomicMemory.addInt(blocks[target], slot(rank, SHARING), -1);
      }
    }
  }

  private boolean tryLockShared(int target) {
    int state = AtomicMemory.getInt(blocks[target], LOCK);
    while (state >= 0) {
      if (AtomicMemory.replaceInt(blocks[target], LOCK, state, state + 1)) {
        return true;
      }
      state = AtomicMemory.getInt(blocks[target], LOCK);
    }
    return false;
  }

  @Override
  public void unlockShared(int target) {
    AtomicMemory.addInt(blocks[target], LOCK, -1);
    AtomicMemory.addInt(blocks[target], slot(rank, SHARING), -1);
  }

  // ---- combining elements of memory that is not mapped

  @Override
  public void beginCombining(int target) {
    if (!tryCombining(target)) {
      waiting.await(() -> tryCombining(target), () -> requireCombinerAlive(target));
    }
  }

  private boolean tryCombining(int target) {
    return AtomicMemory.replaceInt(blocks[target], COMBINING, 0, rank + 1);
  }

  private void requireCombinerAlive(int target) {
    requireAlive(target);
    int owner = AtomicMemory.getInt(blocks[target], COMBINING);
    if (owner > 0) {
      requireAlive(owner - 1);
    }
  }

  @Override
  public void endCombining(int target) {
    AtomicMemory.setInt(blocks[target], COMBINING, 0);
  }

  // ---- exposure and access epochs

  @Override
  public void post(int origin) {
    AtomicMemory.addInt(blocks[rank], slot(origin, POSTED), 1);
  }

  @Override
  public void awaitPosted(int target, int count) {
    int slot = slot(rank, POSTED);
    waiting.await(
        () -> AtomicMemory.getInt(blocks[target], slot) - count >= 0, () -> requireAlive(target));
  }

  @Override
  public void complete(int target) {
    AtomicMemory.addInt(blocks[target], slot(rank, COMPLETED), 1);
  }

  /** Whether an origin has completed so many access epochs here. */
  boolean isCompleted(int origin, int count) {
    return AtomicMemory.getInt(blocks[rank], slot(origin, COMPLETED)) - count >= 0;
  }

  @Override
  public boolean testCompleted(int origin, int count) {
    if (isCompleted(origin, count)) {
      return true;
    }
    requireAlive(origin);
    return false;
  }

  @Override
  public void awaitCompleted(int origin, int count) {
    waiting.await(() -> isCompleted(origin, count), () -> requireAlive(origin));
  }
}
