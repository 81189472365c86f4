package io.crossmem.internal.protocol;

/**
 * The times of messages of similar size by each protocol, and the choice for the next message: the
 * fastest protocol, and from time to time another one, since the load of a machine changes. If many
 * messages are in progress at the same time, a burst of them counts as one message here.
 *
 * <pre>
 *   BEST  --another one is due--> TRIAL
 *   TRIAL --a few messages------> BEST
 * </pre>
 *
 * <p>A trial of a slower protocol costs time. So the slower a protocol is, the less often it is
 * tried: all trials of one protocol together may cost 0.5 % of the time. The first few trials are
 * more frequent, since their times are not reliable while the code is not compiled. Trials are also
 * more frequent after the time of the fastest protocol has changed. Then the machine has changed,
 * for example because the host has moved a virtual processor.
 */
@SuppressWarnings("EnumOrdinal") // index of arrays, never stored
final class ProtocolTimes {
  private static final int SAMPLE = 3; // messages, of which the median is used

  /** Messages in a trial. The first is not timed: it warms the caches. */
  static final int TRIAL = 1 + SAMPLE;

  private static final int BUDGET = 200; // a trial may cost at most 1/200 of the time
  private static final int SLOWEST = 4; // limit relative to the best, so that each is tried again
  private static final int LEAST_PERIOD = 100; // messages between two trials of a protocol
  private static final int FIRST_PERIOD = 8; // doubled after each of the first trials
  private static final int FIRST_TRIALS = 6;
  private static final int SOONER = 4; // shorter periods after the best one's time has changed
  private static final double CHANGE = 0.25; // relative to the estimate
  private static final int TIMED = 8; // one in 8 messages of the best protocol is timed

  private static final Protocol[] ALL = Protocol.values();

  private final long[] estimates = new long[ALL.length]; // ps per byte; 0 if never timed
  private final long[] times = new long[ALL.length * SAMPLE]; // ps per byte, since the last sample
  private final int[] counts = new int[ALL.length]; // number of those times
  private final long[] lastTrials = new long[ALL.length]; // number of messages before it
  private final int[] trials = new int[ALL.length];
  private long messages;
  private long changed; // number of messages when the best one's time last changed
  private Protocol trial; // the latest trial's protocol
  private int left; // messages left in the trial
  private boolean timed;

  /** A bit for a protocol, for sets without garbage. */
  static int bit(Protocol protocol) {
    return 1 << protocol.ordinal();
  }

  static boolean isIn(int set, Protocol protocol) {
    return (set & bit(protocol)) != 0;
  }

  /**
   * Chooses the protocol of the next message.
   *
   * @param possible the {@link #bit}s of the possible protocols, which include the guess
   * @param guess the protocol to use while nothing is known
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
   * The peer tries a protocol for messages from this rank, so this rank tries it for messages from
   * the peer: a protocol may be the best only if both directions use it.
   */
  void join(int number, int possible) {
    if (number < 0 || number >= ALL.length || left > 0) {
      return;
    }
    Protocol tried = ALL[number];
    boolean isNew = trials[number] == 0 || messages - lastTrials[number] > 2 * TRIAL;
    if (isNew && isIn(possible, tried)) {
      begin(tried);
      left++; // the first message of the trial has not started yet
    }
  }

  /** The number of the protocol that is being tried; -1 if none is. */
  int tried() {
    return left > 0 ? trial.ordinal() : -1;
  }

  private void begin(Protocol due) {
    trial = due;
    left = TRIAL - 1;
    trials[due.ordinal()]++;
    lastTrials[due.ordinal()] = messages;
    counts[due.ordinal()] = 0; // drop the rest of an older sample
  }

  /** Whether the message of the last call of {@link #next} should be timed. */
  boolean isTimed() {
    return timed;
  }

  /** The protocol with the lowest estimate; the guess while that has no estimate. */
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

  /** Starts a trial of the protocol that has been due for longest; false if none is due. */
  private boolean startTrial(int possible, Protocol best) {
    Protocol due = null;
    long longest = 0;
    for (Protocol protocol : ALL) {
      long overdue = messages - lastTrials[protocol.ordinal()] - period(protocol, best);
      if (protocol != best && isIn(possible, protocol) && overdue >= longest) {
        due = protocol;
        longest = overdue;
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
    double slower = (double) estimate(protocol) / estimate(best) - 1; // relative to the best time
    long period = (long) (TRIAL * Math.min(slower, SLOWEST) * BUDGET);
    boolean isOutdated = changed > lastTrials[protocol.ordinal()];
    return Math.max(LEAST_PERIOD, isOutdated ? period / SOONER : period);
  }

  /**
   * Notes the time of a message. A sample is the median of three, since one message may take a
   * hundred times as long for other reasons, such as another program on the core. The sample of a
   * trial replaces the estimate, because the last trial may be long ago.
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

  /** The new estimate of the best protocol, which is timed all the time. */
  private long follow(long known, long median) {
    if (known == 0) {
      return median;
    }
    if (Math.abs(median - known) > CHANGE * known) {
      changed = messages;
    }
    boolean isMuchFaster = median < known / 2; // half the time: the code is now compiled
    return isMuchFaster ? median : Math.max(1, (known + median) / 2);
  }

  private long medianOfThree(int from) {
    long first = times[from];
    long second = times[from + 1];
    long third = times[from + 2];
    return Math.max(Math.min(first, second), Math.min(Math.max(first, second), third));
  }

  /** ps per byte; 0 if never timed. */
  long estimate(Protocol protocol) {
    return estimates[protocol.ordinal()];
  }
}
