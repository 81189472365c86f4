package io.crossmem.internal.network;

import java.util.concurrent.TimeUnit;

/**
 * How often to poll the network. A poll takes about 1 us, ten times as long as polling all rings.
 * So the network is polled continuously while messages arrive and for some time after, since an
 * answer takes a few us. Otherwise it is polled only so often that polls take a small part of the
 * time.
 */
final class LookRate {
  private static final int SHARE = 32; // polls without result take at most one part in so many
  private static final int LOOKS_PER_TURN = 32; // at rings, by a caller that reads no clock
  private static final long LIVELY_NS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final int COSTS = 8; // about this many are in the average
  private static final long FIRST_GUESS_NS = 1000;
  private static final long LARGEST_NS = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long SHORTEST_NAP_NS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long DOUBLED_NAP_NS = TimeUnit.MILLISECONDS.toNanos(1); // slower beyond
  private static final long LONGEST_NAP_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int SLOW_GROWTH = 64; // a nap is this part longer: 5 ms after 0.3 s

  // Volatile to be read whole in 32 bits; written under the engine's lock.
  private volatile long next = System.nanoTime();
  private long cost = FIRST_GUESS_NS; // of a poll without result, in ns
  private long livelyUntil = next;
  private volatile boolean lively; // polls are continuous
  private long interval; // between polls without result, in ns
  private long nap = SHORTEST_NAP_NS;
  private int looks;

  /** Under the lock. */
  boolean isTurn() {
    return ++looks % LOOKS_PER_TURN == 0;
  }

  /** Whether something has just arrived, so that each look should include a poll. */
  boolean isLively() {
    return lively;
  }

  boolean isDue(long now) {
    return now - next >= 0;
  }

  /**
   * Called after a poll.
   *
   * @param began by System.nanoTime
   */
  void onLook(long began, boolean found) {
    long now = System.nanoTime();
    if (found) {
      interval = 0;
      livelyUntil = now + LIVELY_NS;
      lively = true;
      nap = SHORTEST_NAP_NS;
    } else {
      long sample = Math.min(now - began, LARGEST_NS);
      cost += (sample - cost) / COSTS;
      lively = lively && now - livelyUntil < 0;
      interval = lively ? 0 : Math.min(interval + cost, SHARE * cost);
    }
    next = now + interval;
  }

  /** Longer each time, as long as nothing arrives. */
  long nap() {
    long taken = nap;
    nap = Math.min(nap + (nap < DOUBLED_NAP_NS ? nap : nap / SLOW_GROWTH), LONGEST_NAP_NS);
    return taken;
  }
}
