package io.crossmem.internal.protocol;

/**
 * What messages of about one size took by each protocol, and which one the next should take: the
 * fastest, and now and then another one, since machines change from one second to the next. Where
 * many messages are under way at a time, a burst of them stands for one message here.
 *
 * <pre>
 *   BEST  --another one is due--> TRIAL
 *   TRIAL --a few messages------> BEST
 * </pre>
 *
 * <p>A trial of a slower protocol costs time. So the slower a protocol is, the more rarely it is
 * tried: all trials of one protocol together may cost 0.5 % of the time. The first few trials come
 * sooner, since their times are not reliable: the code is not compiled yet. Trials also come sooner
 * when the time of the fastest protocol has changed: the machine is another one then, for example
 * because the host has moved a virtual processor.
 */
@SuppressWarnings("EnumOrdinal") // arrays by protocol, which nothing outlives
final class ProtocolTimes {
  private static final int SAMPLE = 3; // messages, of which the median counts

  /** Messages of a trial. The first is not timed: it moves the rings or the buffers into caches. */
  static final int TRIAL = 1 + SAMPLE;

  private static final int BUDGET = 200; // a trial may cost one part in so many of the time
  private static final int SLOWEST = 4; // times the best: a bound, so that each is tried again
  private static final int LEAST_PERIOD = 100; // messages between two trials of one protocol
  private static final int FIRST_PERIOD = 8; // twice as long after each of the first trials
  private static final int FIRST_TRIALS = 6;
  private static final int SOONER = 4; // times, after the best one's time has changed
  private static final double CHANGE = 0.25; // of the estimate
  private static final int TIMED = 8; // of the best one's messages, one in so many is timed

  private static final Protocol[] ALL = Protocol.values();

  private final long[] estimates = new long[ALL.length]; // ps for a byte; 0 if never timed
  private final long[] times = new long[ALL.length * SAMPLE]; // since the last sample, the same
  private final int[] counts = new int[ALL.length]; // of those
  private final long[] lastTrials = new long[ALL.length]; // message after which it came
  private final int[] trials = new int[ALL.length];
  private long messages;
  private long changed; // message after which the best one's time last changed
  private Protocol trial; // the latest
  private int left; // messages of it
  private boolean timed;

  /** Stands for a protocol in a set of them, without garbage. */
  static int bit(Protocol protocol) {
    return 1 << protocol.ordinal();
  }

  static boolean isIn(int set, Protocol protocol) {
    return (set & bit(protocol)) != 0;
  }

  /**
   * How the next message travels.
   *
   * @param possible the {@link #bit}s of the protocols that can be taken, at least the guess
   * @param guess what is taken as long as nothing is known
   */
  Protocol next(int possible, Protocol guess) {
    messages++;
    if (left > 0 && isIn(possible, trial)) {
      left--;
      timed = true;
      return trial;
    }
    Protocol best = best(possible, guess);
    timed = messages % TIMED == 0;
    if (timed && estimate(best) != 0 && startTrial(possible, best)) {
      timed = false;
      return trial;
    }
    return best;
  }

  /**
   * The peer tries a protocol for what it gets from here, so this side tries it for what comes from
   * there: a protocol may be the best one only where both directions use it.
   */
  void join(int number, int possible) {
    if (number < 0 || number >= ALL.length || left > 0) {
      return;
    }
    Protocol tried = ALL[number];
    boolean isNew = trials[number] == 0 || messages - lastTrials[number] > 2 * TRIAL;
    if (isNew && isIn(possible, tried)) {
      begin(tried);
      left++; // the first of them is still to come
    }
  }

  /** The number of the protocol that is tried now; -1 if it is none. */
  int tried() {
    return left > 0 ? trial.ordinal() : -1;
  }

  private void begin(Protocol due) {
    trial = due;
    left = TRIAL - 1;
    trials[due.ordinal()]++;
    lastTrials[due.ordinal()] = messages;
    counts[due.ordinal()] = 0; // what is left of an older sample
  }

  /** Whether the message that {@link #next} was last asked for is to be timed. */
  boolean isTimed() {
    return timed;
  }

  /** The one with the lowest estimate; the guess as long as that has none. */
  Protocol best(int possible, Protocol guess) {
    Protocol best = guess;
    long lowest = estimate(guess);
    if (lowest == 0) {
      return guess;
    }
    for (Protocol protocol : ALL) {
      long own = estimate(protocol);
      if (own != 0 && own < lowest && isIn(possible, protocol)) {
        best = protocol;
        lowest = own;
      }
    }
    return best;
  }

  /** Of the one that is due for the longest time; false if none is. */
  private boolean startTrial(int possible, Protocol best) {
    Protocol due = null;
    long longest = 0;
    for (Protocol protocol : ALL) {
      long over = messages - lastTrials[protocol.ordinal()] - period(protocol, best);
      if (protocol != best && isIn(possible, protocol) && over >= longest) {
        due = protocol;
        longest = over;
      }
    }
    if (due == null) {
      return false;
    }
    begin(due);
    return true;
  }

  /** Messages from one trial to the next. */
  private long period(Protocol protocol, Protocol best) {
    int before = trials[protocol.ordinal()];
    if (before < FIRST_TRIALS) {
      return (long) FIRST_PERIOD << before;
    }
    double slower = (double) estimate(protocol) / estimate(best) - 1; // part of the best's time
    long period = (long) (TRIAL * Math.min(slower, SLOWEST) * BUDGET);
    boolean isOutdated = changed > lastTrials[protocol.ordinal()];
    return Math.max(LEAST_PERIOD, isOutdated ? period / SOONER : period);
  }

  /**
   * Takes note of a message that is over. Three make a sample, their median: one of them may take a
   * hundred times as long for other reasons, such as another program on the core. Samples of a
   * trial replace the estimate, because the last one may be old.
   */
  void note(Protocol protocol, long bytes, long nanos) {
    int index = protocol.ordinal();
    int count = counts[index];
    times[index * SAMPLE + count] = Math.max(1, Math.round(nanos * 1000.0 / bytes));
    counts[index] = (count + 1) % SAMPLE;
    if (count == SAMPLE - 1) {
      long median = medianOfThree(index * SAMPLE);
      boolean isTrial = protocol == trial && messages - lastTrials[index] <= TRIAL;
      estimates[index] = isTrial ? median : follow(estimates[index], median);
    }
  }

  /** The new estimate of the best one, which is timed all the time. */
  private long follow(long known, long median) {
    if (known == 0) {
      return median;
    }
    if (Math.abs(median - known) > CHANGE * known) {
      changed = messages;
    }
    boolean isMuchFaster = median < known / 2; // as code that has been compiled since
    return isMuchFaster ? median : Math.max(1, (known + median) / 2);
  }

  private long medianOfThree(int from) {
    long first = times[from];
    long second = times[from + 1];
    long third = times[from + 2];
    return Math.max(Math.min(first, second), Math.min(Math.max(first, second), third));
  }

  /** ps for a byte; 0 if never timed. */
  long estimate(Protocol protocol) {
    return estimates[protocol.ordinal()];
  }
}
