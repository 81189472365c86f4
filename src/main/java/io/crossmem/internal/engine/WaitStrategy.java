package io.crossmem.internal.engine;

import static io.crossmem.internal.shm.SegmentDescriptor.LOSSES;

import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * How a thread waits. Where each rank has a core, it looks again and again at first, since an
 * answer may be less than a microsecond away. Then it yields its core between looks, and then it
 * sleeps.
 *
 * <pre>
 *   LOOK --twice as long as a wake-up takes--> YIELD --1 ms--> SLEEP
 *   LOOK --somebody else needs this core-----> YIELD, for a time
 * </pre>
 *
 * <p>Looking goes by time, not by the number of looks: in the interpreter a look takes a hundred
 * times as long. It goes on for twice as long as a sleeper takes to wake, or else two ranks that
 * were slow once would put each other to sleep at every message: each would have fallen asleep
 * before the other, just woken, can answer. What a wake-up takes is measured at each one.
 *
 * <p>Two ranks may share a core though there are enough cores: another program uses one, or the
 * kernel has placed both ranks on one. Then looking is useless, since the other rank cannot run
 * meanwhile, and a yield takes long, since the other rank looks meanwhile. After a few such yields
 * in a row a thread yields from the start for a time, and for longer if it happens again soon.
 *
 * <p>Where there are more ranks than cores, a thread yields from the start, since the one waited
 * for may need this core. Among ranks that do the same this is much cheaper than to sleep and be
 * woken. Beside somebody who never gives the core back it is ruinous: a thread that yields has the
 * kernel's next slice, of milliseconds, taken from it, and one that sleeps has not. If that goes on
 * for a while, all ranks sleep at once instead, for a time.
 */
final class WaitStrategy {
  /** What a thread should do before it looks again. */
  enum Step {
    LOOK,
    SLEEP
  }

  /** Looks, of a few ns each, between two readings of the clock, which take some 25 ns each. */
  private static final int LOOKS_PER_READING = 32;

  /** Of the short wait that {@link #lookFor} is: an operation, which waits longer, comes next. */
  private static final long MOMENT_NS = TimeUnit.MICROSECONDS.toNanos(20);

  /** From here on a few ns more for each look do not matter: the core may rest between two. */
  private static final long EAGER_LOOKS_NS = TimeUnit.MICROSECONDS.toNanos(5);

  private static final long FIRST_GUESS_NS = TimeUnit.MICROSECONDS.toNanos(50); // of a wake-up
  private static final long SLOWEST_WAKE_NS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final int WAKES = 8; // about so many are in the average
  private static final long YIELD_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int FIRST_YIELDS = 4; // in one the other ranks on this core have their turn

  /** If a yield takes longer, another thread used the core: it was looking, or computing. */
  private static final long OTHERS_RAN_NS = TimeUnit.MICROSECONDS.toNanos(20);

  private static final int CROWDED = 3; // such yields, each soon after the one before
  private static final long SOON_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long SHORTEST_SHARE_NS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_SHARE_NS = TimeUnit.MILLISECONDS.toNanos(160);

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
  private volatile int crowded; // yields in which others ran, each soon after the one before
  private volatile long lastCrowded = lastLoss;
  private volatile boolean sharing; // threads yield from the start
  private volatile long sharesUntil = lastLoss - LONGEST_SHARE_NS; // long ago
  private volatile long share = SHORTEST_SHARE_NS; // for how long the next time
  private volatile long wake = FIRST_GUESS_NS; // how long one takes, on average

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

  /** How many looks come between two calls of {@link #next}. */
  int looksPerStep() {
    return oversubscribed ? 1 : LOOKS_PER_READING;
  }

  /**
   * Passes the time before the next looks.
   *
   * @param now by System.nanoTime
   * @param since when something last happened
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
   * Learns what a wake-up takes here.
   *
   * @param nanos from the waker's call until the sleeper ran
   */
  void onWake(long nanos) {
    long sample = Math.max(0, Math.min(nanos, SLOWEST_WAKE_NS));
    long known = wake;
    wake = known + (sample - known) / WAKES;
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
    noteYield(before, after);
    return true;
  }

  /**
   * Takes note of a yield.
   *
   * @param from by System.nanoTime
   * @param to when this thread ran again
   */
  void noteYield(long from, long to) {
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

  /** Looks for news as long as it makes sense to do nothing else; whether there are any. */
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
