package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.SegmentDescriptor.LOSSES;

import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How a thread waits. If each rank has a core, the thread first polls continuously, since an answer
 * may take less than a microsecond. Then it yields its core between polls, and then it sleeps.
 *
 * <pre>
 *   LOOK --twice as long as a wake-up takes--> YIELD --1 ms--> SLEEP
 *   LOOK --another thread needs this core----> YIELD, for a time
 * </pre>
 *
 * <p>Polling is limited by time, not by a number, since a poll takes a hundred times as long in the
 * interpreter. It lasts twice as long as a wake-up. Otherwise two ranks that were slow once would
 * sleep at every message: each would fall asleep before the other one, which has just woken up, can
 * answer. The time of each wake-up is measured.
 *
 * <p>Two ranks may share a core even if there are enough cores: another program uses one, or the
 * kernel has placed both ranks on the same core. Then polling is useless, since the other rank
 * cannot run meanwhile, and a yield takes long, since the other rank polls meanwhile. After a few
 * such yields in a row a thread yields from the start for some time, and for longer if it happens
 * again soon.
 *
 * <p>With more ranks than cores a thread yields from the start, since the rank that it waits for
 * may need this core. If all ranks do so, this costs much less than sleeping and waking up. But if
 * another program never yields the core, it is very expensive: after a yield the kernel gives the
 * core to that program for a time slice of milliseconds, while a sleeping thread gets the core back
 * immediately. If this continues for a while, all ranks sleep immediately instead, for some time.
 */
final class WaitStrategy {
  /** What a thread should do before the next poll. */
  enum Step {
    LOOK,
    SLEEP
  }

  /** Polls, of a few ns each, between two readings of the clock, which take about 25 ns each. */
  private static final int LOOKS_PER_READING = 32;

  /** Limit of the short wait in {@link #lookFor}; after it an operation waits for longer. */
  private static final long MOMENT_NS = TimeUnit.MICROSECONDS.toNanos(20);

  /** After this time a few ns more per poll do not matter: the core may pause between polls. */
  private static final long EAGER_LOOKS_NS = TimeUnit.MICROSECONDS.toNanos(5);

  private static final long FIRST_GUESS_NS = TimeUnit.MICROSECONDS.toNanos(50); // for a wake-up
  private static final long SLOWEST_WAKE_NS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final int WAKES = 8; // about the number of wake-ups in the average
  private static final long YIELD_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int FIRST_YIELDS = 4; // each gives the other ranks on this core a turn

  /** If a yield takes longer, another thread used the core: it was polling or computing. */
  private static final long OTHERS_RAN_NS = TimeUnit.MICROSECONDS.toNanos(20);

  private static final int CROWDED = 3; // such yields, each soon after the previous one
  private static final long SOON_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long SHORTEST_SHARE_NS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_SHARE_NS = TimeUnit.MILLISECONDS.toNanos(160);

  /** More than a rank usually runs before it waits again, and less than a time slice. */
  private static final long LOSS_NS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Loss of one rank before all sleep: a starting JVM takes as much for its compilation. */
  private static final long MOST_LOST_NS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final int BEARABLE = 4; // a loss of 1/4 of the time is acceptable
  private static final long SLEEPY_NS = TimeUnit.SECONDS.toNanos(1);

  private final boolean oversubscribed;
  private final ByteBuffer memory;
  private final LongSupplier clock; // of yields, in ns

  // Volatile, so that 32-bit machines read them atomically; lost updates do no harm.
  private volatile long lost; // ns lost by yielding, beyond the acceptable part
  private volatile long lastLoss = System.nanoTime();
  private volatile long sleepyUntil = lastLoss;
  private volatile int losses; // of all ranks, when last read
  private volatile int crowded; // yields in which others ran, each soon after the previous one
  private volatile long lastCrowded = lastLoss;
  private volatile boolean sharing; // threads yield from the start
  private volatile long sharesUntil = lastLoss - LONGEST_SHARE_NS; // long ago
  private volatile long share = SHORTEST_SHARE_NS; // how long the next time
  private volatile long wake = FIRST_GUESS_NS; // the average duration of a wake-up

  /**
   * Makes the strategy of a rank.
   *
   * @param oversubscribed whether there are more ranks than cores
   * @param segment for the count of losses of all ranks: a rank that yields delays all
   */
  WaitStrategy(boolean oversubscribed, Segment segment) {
    this(oversubscribed, segment, System::nanoTime);
  }

  /** For tests: a yield takes as long as this clock says. */
  WaitStrategy(boolean oversubscribed, Segment segment, LongSupplier clock) {
    this.oversubscribed = oversubscribed;
    this.memory = segment.memory();
    this.clock = clock;
    this.losses = SharedAtomics.getInt(memory, LOSSES);
  }

  /** Number of polls between two calls of {@link #next}. */
  int looksPerStep() {
    return oversubscribed ? 1 : LOOKS_PER_READING;
  }

  /**
   * Decides what to do before the next polls, and does it.
   *
   * @param now by System.nanoTime
   * @param since time of the last event
   */
  Step next(long now, long since) {
    long waited = now - since;
    long looking = yieldsAtOnce(now) ? 0 : 2 * wake;
    if (waited < looking) {
      if (waited > EAGER_LOOKS_NS) {
        Thread.onSpinWait();
      }
      return Step.LOOK;
    }
    return waited < looking + YIELD_NS && yieldCore() ? Step.LOOK : Step.SLEEP;
  }

  private boolean yieldsAtOnce(long now) {
    if (sharing && now - sharesUntil > 0) {
      sharing = false;
    }
    return oversubscribed || sharing;
  }

  /**
   * Notes the duration of a wake-up.
   *
   * @param nanos from the waker's call until the sleeper ran
   */
  void onWake(long nanos) {
    long sample = Math.max(0, Math.min(nanos, SLOWEST_WAKE_NS));
    long known = wake;
    wake = known + (sample - known) / WAKES;
  }

  /** Yields the core; false if it did not, since that costs too much at present. */
  @SuppressWarnings("ThreadPriorityCheck") // only an optimisation
  private boolean yieldCore() {
    long before = clock.getAsLong();
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
    long after = clock.getAsLong();
    if (after - before > LOSS_NS) {
      lose(before, after);
    }
    recordYield(before, after);
    return true;
  }

  /**
   * Notes a yield.
   *
   * @param from by System.nanoTime
   * @param to when this thread ran again
   */
  void recordYield(long from, long to) {
    if (to - from < OTHERS_RAN_NS || yieldsAtOnce(from)) {
      return;
    }
    crowded = from - lastCrowded < SOON_NS ? crowded + 1 : 1;
    lastCrowded = to;
    if (crowded >= CROWDED) {
      crowded = 0;
      share =
          from - sharesUntil < SOON_NS ? Math.min(2 * share, LONGEST_SHARE_NS) : SHORTEST_SHARE_NS;
      sharesUntil = to + share;
      sharing = true;
    }
  }

  private void lose(long from, long to) {
    lost = Math.max(0, lost - (from - lastLoss) / BEARABLE) + to - from;
    lastLoss = to;
    if (lost > MOST_LOST_NS) {
      SharedAtomics.addInt(memory, LOSSES, 1);
    }
  }

  /** Polls for new entries for a short time; returns whether there are any. */
  boolean lookFor(Connections connections) {
    boolean yields = oversubscribed || (sharing && yieldsAtOnce(System.nanoTime()));
    return yields ? yieldFor(connections) : spinFor(connections);
  }

  private static boolean spinFor(Connections connections) {
    long end = 0;
    for (int looks = 0; !connections.hasNews(); looks++) {
      if (looks % LOOKS_PER_READING == LOOKS_PER_READING - 1) {
        long now = System.nanoTime();
        if (end == 0) {
          end = now + MOMENT_NS;
        } else if (now - end > 0) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean yieldFor(Connections connections) {
    for (int looks = 0; looks < FIRST_YIELDS; looks++) {
      if (connections.hasNews()) {
        return true;
      }
      if (!yieldCore()) {
        return false;
      }
    }
    return false;
  }
}
