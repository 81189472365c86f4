package io.crossmem.internal.protocol;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Learns from the messages of one peer which protocol is the fastest: it depends on the machine, on
 * the pages, on whether the data was just written, and on what else the cores do. Kept by size (a
 * power of two) and by what is known of the memory.
 *
 * <p>Bursts are timed. A burst begins with a message that comes while no other is under way, and
 * ends when none is under way any more. Where messages come one by one, each is a burst. Where many
 * are under way, the time of one of them says nothing, because it waits for the others. All
 * messages of a burst take the same protocol. A burst of several sizes or kinds is not timed.
 */
final class ProtocolLearner {
  /** Code that is not compiled yet says nothing of how fast it will be. */
  private static final long COLD_NS = TimeUnit.SECONDS.toNanos(1);

  private static final int SIZES = Long.SIZE;

  // The kinds of messages, to be added.

  /** Both ends are on 2 MiB pages. */
  static final int HUGE = 1;

  /** The receiver has the sender's memory mapped. */
  static final int MAPPED = 2;

  /** The receive combines it with what it has. */
  static final int OPERAND = 4;

  private static final int KINDS = 8;

  private final LongSupplier clock; // ns

  private ProtocolTimes[] times = {}; // by kind, then size; empty until it is warm
  private long first; // when the first large message came; 0 before
  private boolean warm;

  // The burst.
  private int underWay; // messages
  private ProtocolTimes burst; // null if it is not timed
  private Protocol protocol;
  private int index; // in the times, of all its messages
  private long bytes;
  private long began; // by the clock

  ProtocolLearner() {
    this(System::nanoTime);
  }

  /** For tests. */
  ProtocolLearner(LongSupplier clock) {
    this.clock = clock;
  }

  /** Whether large messages have come for a while: before that the first guess is kept. */
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
   * How a message travels, once it is warm; it belongs to the burst from here on, until {@link
   * #end}.
   *
   * @param length 1 or more bytes
   * @param guess what is taken as long as nothing is known
   * @param possible the {@link ProtocolTimes#bit}s of the protocols that can be taken
   * @param kind the sum of what is known of it
   * @param triedByPeer the number of the protocol that its sender tries; -1 if none
   */
  Protocol choose(long length, Protocol guess, int possible, int kind, int triedByPeer) {
    int at = kind * SIZES + Long.numberOfLeadingZeros(length);
    ProtocolTimes own = timesOf(at);
    if (underWay == 0) {
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
   * What the peer is told with a message to it: 1 + the number of the protocol that is tried for
   * messages of that length from it; 0 if none is.
   */
  int tried(long length) {
    boolean same = protocol != null && index % SIZES == Long.numberOfLeadingZeros(length);
    return same ? 1 + times[index].tried() : 0;
  }

  /** A message of the burst is over. {@code whole}: as it should be. */
  void end(boolean whole) {
    underWay--;
    if (!whole) {
      burst = null;
    }
    if (underWay == 0 && burst != null) {
      burst.note(protocol, bytes, clock.getAsLong() - began);
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

  /** What was learned, in words, for those who ask; empty if that is nothing. */
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
