package io.crossmem.internal.protocol;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Learns from the messages of one peer which protocol is the fastest. This depends on the machine,
 * the page size, whether the data was just written, and the load of the cores. The times are stored
 * by size (a power of two) and kind of memory.
 *
 * <p>The unit of timing is a burst. It begins with a message that starts while no other is in
 * progress, and ends when none is in progress any more. If messages arrive one by one, each is a
 * burst. If many are in progress, the time of a single one is useless, because it waits for the
 * others. All messages of a burst use the same protocol. A burst with several sizes or kinds is not
 * timed.
 *
 * <p>The time from the end of a burst to the start of the next one counts as well, up to a limit.
 * If a protocol leaves the data in the cache of the other core, the program that reads or writes it
 * is slower.
 */
final class ProtocolLearner {
  /** Times are not representative until the code is compiled. */
  private static final long COLD_NS = TimeUnit.SECONDS.toNanos(1);

  /** The most that counts of the time after a burst, relative to the burst. */
  private static final int MOST_AFTER = 4;

  private static final int SIZES = Long.SIZE;

  // The kinds of messages; the values can be added.

  /** The memory of both sides is on 2 MiB pages. */
  static final int HUGE = 1;

  /** The receiver has mapped the sender's memory. */
  static final int MAPPED = 2;

  /** The receive combines the message with other data. */
  static final int OPERAND = 4;

  private static final int KINDS = 8;

  private final LongSupplier clock; // ns

  private ProtocolTimes[] times = {}; // by kind, then size; empty until it is warm
  private long first; // time of the first large message; 0 before
  private boolean warm;

  // The current burst, or the last one.
  private int underWay; // messages
  private ProtocolTimes burst; // null if the burst is not timed
  private Protocol protocol;
  private int index; // in the times; the same for all its messages
  private long bytes;
  private long began; // by the clock
  private long ended;

  ProtocolLearner() {
    this(System::nanoTime);
  }

  /** For tests. */
  ProtocolLearner(LongSupplier clock) {
    this.clock = clock;
  }

  /** Whether large messages have been received for long enough; before that the guess is used. */
  boolean isWarm() {
    if (!warm) {
      long now = clock.getAsLong();
      first = first == 0 ? now : first;
      if (now - first > COLD_NS) {
        times = new ProtocolTimes[KINDS * SIZES];
        warm = true;
      }
    }
    return warm;
  }

  /**
   * Chooses the protocol of a message after warm-up. The message belongs to the burst until {@link
   * #end}.
   *
   * @param length 1 or more bytes
   * @param guess the protocol to use while nothing is known
   * @param possible the {@link ProtocolTimes#bit}s of the possible protocols
   * @param kind the sum of the kinds that apply
   * @param triedByPeer the number of the protocol that its sender tries; -1 if none
   */
  Protocol choose(long length, Protocol guess, int possible, int kind, int triedByPeer) {
    int at = kind * SIZES + Long.numberOfLeadingZeros(length);
    ProtocolTimes own = timesOf(at);
    if (underWay == 0) {
      noteBurst();
      own.join(triedByPeer, possible);
      beginBurst(own, at, own.next(possible, guess));
    }
    boolean fits = at == index && ProtocolTimes.isIn(possible, protocol);
    if (!fits) {
      burst = null;
    }
    underWay++;
    bytes += length;
    return fits ? protocol : own.best(possible, guess);
  }

  private void beginBurst(ProtocolTimes own, int at, Protocol chosen) {
    protocol = chosen;
    index = at;
    bytes = 0;
    burst = own.isTimed() ? own : null;
    began = burst == null ? 0 : clock.getAsLong();
  }

  /**
   * The value to send to the peer with a message: 1 + the number of the protocol that is tried for
   * messages of that length from it; 0 if none is.
   */
  int tried(long length) {
    boolean same = protocol != null && index % SIZES == Long.numberOfLeadingZeros(length);
    return same ? 1 + times[index].tried() : 0;
  }

  /** A message of the burst has ended. {@code whole}: it was received completely. */
  void end(boolean whole) {
    underWay--;
    if (!whole) {
      burst = null;
    }
    if (underWay == 0 && burst != null) {
      ended = clock.getAsLong();
    }
  }

  /** Notes the time of the last burst when the next one begins. */
  private void noteBurst() {
    if (burst != null) {
      long took = ended - began;
      long after = Math.min(clock.getAsLong() - ended, MOST_AFTER * took);
      burst.note(protocol, bytes, took + after);
    }
  }

  private ProtocolTimes timesOf(int at) {
    ProtocolTimes known = times[at];
    if (known == null) {
      known = new ProtocolTimes();
      times[at] = known;
    }
    return known;
  }

  /** The learned times as text; empty if there are none. */
  String words() {
    StringBuilder words = new StringBuilder();
    ProtocolTimes[] all = times;
    for (int kind = 0; kind < all.length / SIZES; kind++) {
      for (int zeros = SIZES - 1; zeros >= 0; zeros--) {
        ProtocolTimes known = all[kind * SIZES + zeros];
        if (known != null) {
          describe(words, known, 1L << (SIZES - 1 - zeros), kind);
        }
      }
    }
    return words.toString();
  }

  private static void describe(StringBuilder words, ProtocolTimes known, long bytes, int kind) {
    String separator = words.isEmpty() ? "" : "; ";
    StringBuilder each = new StringBuilder();
    for (Protocol protocol : Protocol.values()) {
      long picoseconds = known.estimate(protocol);
      if (picoseconds != 0) {
        double micros = picoseconds * (double) bytes / 1e6;
        each.append(String.format(Locale.ROOT, " %s %.1f µs", protocol.propertyName(), micros));
      }
    }
    if (each.length() > 0) {
      words.append(separator).append("from ").append(bytes).append(" bytes on");
      words.append((kind & HUGE) != 0 ? ", huge pages" : "");
      words.append((kind & MAPPED) != 0 ? ", mapped" : "");
      words.append((kind & OPERAND) != 0 ? ", combined" : "").append(':').append(each);
    }
  }
}
