package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.SegmentDescriptor.LOSSES;

import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * How a thread waits. Where each rank has a core, it looks again and again for a moment, since an
 * answer may be less than a microsecond away; then it sleeps.
 *
 * <p>Where there are more ranks than cores, it lets others run before each look, since the one
 * waited for may need this core. Among ranks that do the same this is much cheaper than to sleep
 * and be woken. Beside somebody who never gives the core back it is ruinous: a thread that yields
 * has the kernel's next slice, of milliseconds, taken from it, and one that sleeps has not. If that
 * goes on for a while, all ranks sleep at once instead, for a time.
 */
final class WaitStrategy {
  /** What a thread should do before it looks again. */
  enum Step {
    LOOK,
    SLEEP
  }

  private static final int LOOKS = 2000; // a few ns each
  private static final int PAUSES = 500; // some 30 ns each
  private static final int YIELDS = 1000; // about a µs each, if nobody else wants the core
  private static final int FIRST_YIELDS = 4; // in one the other ranks on this core have their turn

  /** More than a rank needs before it waits itself, and less than a slice. */
  private static final long LOSS_NS = TimeUnit.MILLISECONDS.toNanos(1);

  /** What one rank may lose before all sleep: a JVM that compiles takes as much when it starts. */
  private static final long MOST_LOST_NS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final int BEARABLE = 4; // one part in so many of the time
  private static final long SLEEPY_NS = TimeUnit.SECONDS.toNanos(1);

  private final boolean oversubscribed;
  private final ByteBuffer memory;

  // Volatile to be read whole in 32 bits; if threads overwrite each other's, no harm is done.
  private volatile long lost; // by yielding, beyond what is bearable
  private volatile long lastLoss = System.nanoTime();
  private volatile long sleepyUntil = lastLoss;
  private volatile int losses; // of all ranks, as last seen

  /**
   * How to wait.
   *
   * @param oversubscribed whether there are more ranks than cores
   * @param segment where ranks tell each other what they lose: one that yields holds up all
   */
  WaitStrategy(boolean oversubscribed, Segment segment) {
    this.oversubscribed = oversubscribed;
    this.memory = segment.memory();
    this.losses = SharedAtomics.getInt(memory, LOSSES);
  }

  /**
   * Passes the time before a look.
   *
   * @param looks in vain since something last happened
   */
  Step next(int looks) {
    if (oversubscribed) {
      return looks <= YIELDS && yieldCore() ? Step.LOOK : Step.SLEEP;
    }
    if (looks <= LOOKS) {
      return Step.LOOK;
    }
    if (looks <= LOOKS + PAUSES) {
      Thread.onSpinWait();
      return Step.LOOK;
    }
    return Step.SLEEP;
  }

  /** Lets others run; false if it did not, since that costs too much at present. */
  @SuppressWarnings("ThreadPriorityCheck") // it helps, and nothing relies on it
  private boolean yieldCore() {
    long before = System.nanoTime();
    int seen = SharedAtomics.getInt(memory, LOSSES);
    if (seen != losses) {
      losses = seen;
      lost = 0;
      sleepyUntil = before + SLEEPY_NS;
    }
    if (before - sleepyUntil < 0) {
      return false;
    }
    Thread.yield();
    long after = System.nanoTime();
    if (after - before > LOSS_NS) {
      lose(before, after);
    }
    return true;
  }

  private void lose(long from, long to) {
    lost = Math.max(0, lost - (from - lastLoss) / BEARABLE) + to - from;
    lastLoss = to;
    if (lost > MOST_LOST_NS) {
      SharedAtomics.addInt(memory, LOSSES, 1);
    }
  }

  /** Looks for news as long as it makes sense to do nothing else; whether there are any. */
  boolean lookFor(Connections connections) {
    int most = oversubscribed ? FIRST_YIELDS : LOOKS;
    for (int looks = 0; looks < most; looks++) {
      if (connections.hasNews()) {
        return true;
      }
      if (oversubscribed && !yieldCore()) {
        return false;
      }
    }
    return false;
  }
}
