package io.crossmem.internal.protocol;

import io.crossmem.internal.shm.RingWrite;

/**
 * The times of copies through a ring, of payloads of similar size, by each {@link RingWrite}: the
 * sender's copy plus the receiver's. They decide how the sender should write the next ones: in the
 * fastest way, and from time to time in another one, since a virtual machine's cores may move.
 *
 * <pre>
 *   BEST  --another one is due--------------> TRIAL
 *   TRIAL --three payloads, or none in time-> BEST
 * </pre>
 *
 * <p>A payload that was already in the ring was written as was asked for before. So each comes with
 * the way in which it was written.
 */
@SuppressWarnings("EnumOrdinal") // index of arrays, never stored
final class WriteTimes {
  private static final RingWrite[] ALL = RingWrite.values();
  private static final int SAMPLE = 3; // payloads, of which the median is used
  private static final int PATIENCE = 64; // timed payloads; the sender may not be able to do it
  private static final int FIRST_PERIOD = 2; // timed payloads; doubled after each trial
  private static final int FIRST_TRIALS = 5;

  /**
   * Timed payloads between two trials, for each time that the tried way takes relative to the best.
   * One payload in 16 is timed, so a trial of four costs about 1/1000 of the time; if the ring is
   * full of the smallest payloads, which are then all written in that way, up to 1/50.
   */
  private static final int BUDGET = 200;

  private static final int SLOWEST = 8; // limit relative to the best, so that each is tried again
  private static final int SLOWLY = 4;
  private static final double CHANGE = 0.5; // relative to the estimate

  private enum State {
    BEST,
    TRIAL
  }

  private final RingWrite usual;
  private final long[] estimates = new long[ALL.length]; // ps per byte; 0 if never timed
  private final long[] sample = new long[SAMPLE]; // ps per byte, of the trial
  private State state = State.BEST;
  private RingWrite best;
  private RingWrite tried; // in the latest trial
  private int inSample;
  private int left; // timed payloads until the next trial, or until the trial is given up
  private int trials;

  /**
   * Knows no times.
   *
   * @param usual the way without a wish
   */
  WriteTimes(RingWrite usual) {
    this.usual = usual;
    best = usual;
    tried = usual;
    left = FIRST_PERIOD;
  }

  /** The way to ask for. */
  RingWrite asked() {
    return state == State.TRIAL ? tried : best;
  }

  /** Notes the time of a payload. */
  void note(RingWrite used, long picoseconds) {
    left--;
    if (state == State.TRIAL) {
      if (used == tried) {
        sample[inSample++] = picoseconds;
      }
      if (inSample == SAMPLE || left <= 0) {
        endTrial();
      }
    } else {
      if (used == best) {
        follow(picoseconds);
      }
      if (left <= 0) {
        beginTrial();
      }
    }
  }

  /** Whether the payload's way is one that only a trial uses. */
  boolean isTrial(RingWrite used) {
    return used == tried && used != best;
  }

  private void follow(long picoseconds) {
    long known = estimates[best.ordinal()];
    if (known == 0) {
      estimates[best.ordinal()] = picoseconds;
      return;
    }
    if (picoseconds > (1 + CHANGE) * known) {
      left /= 2; // the cores may have moved
    }
    long limited = Math.min(picoseconds, 2 * known);
    estimates[best.ordinal()] = Math.max(1, known + (limited - known) / SLOWLY);
  }

  private void beginTrial() {
    do {
      tried = ALL[(tried.ordinal() + 1) % ALL.length];
    } while (tried == best || (tried == RingWrite.JVM && usual != RingWrite.JVM));
    state = State.TRIAL;
    inSample = 0;
    left = PATIENCE;
    trials++;
  }

  private void endTrial() {
    if (inSample == SAMPLE) {
      long low = Math.min(sample[0], sample[1]);
      long high = Math.max(sample[0], sample[1]);
      estimates[tried.ordinal()] = Math.max(low, Math.min(high, sample[2]));
    }
    state = State.BEST;
    left = period();
    if (isKnown(tried) && isKnown(best) && cost(tried) < cost(best)) {
      RingWrite faster = tried;
      tried = best;
      best = faster;
    }
  }

  /** Times are not exact, so another way than the usual one must be faster by an eighth. */
  private long cost(RingWrite write) {
    return estimates[write.ordinal()] * (write == usual ? 7 : 8);
  }

  private boolean isKnown(RingWrite write) {
    return estimates[write.ordinal()] != 0;
  }

  /** Timed payloads until the next trial: the slower the tried way, the more. */
  private int period() {
    if (trials <= FIRST_TRIALS || !isKnown(best)) {
      return FIRST_PERIOD << Math.min(trials, FIRST_TRIALS);
    }
    double slower = (double) estimates[tried.ordinal()] / estimates[best.ordinal()];
    return (int) (BUDGET * Math.max(1, Math.min(SLOWEST, slower)));
  }
}
