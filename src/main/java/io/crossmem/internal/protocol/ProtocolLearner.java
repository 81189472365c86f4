package io.crossmem.internal.protocol;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Learns from the messages of one peer which protocol is the fastest: it depends on the machine, on
 * the pages, on whether the data was just written, and on what else the cores do. Kept by size (a
 * power of two) and by what is known of the memory.
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

  private ProtocolTimes[] times = {}; // by kind, then size; empty until it is warm
  private long first; // when the first large message came; 0 before
  private boolean warm;

  /** Whether large messages have come for a while: before that the first guess is kept. */
  boolean isWarm() {
    if (!warm) {
      long now = System.nanoTime();
      first = first == 0 ? now : first;
      if (now - first > COLD_NS) {
        times = new ProtocolTimes[KINDS * SIZES];
        warm = true;
      }
    }
    return warm;
  }

  /**
   * For messages of about one length.
   *
   * @param length 1 or more bytes
   * @param kind the sum of what is known of it
   */
  ProtocolTimes timesOf(long length, int kind) {
    int index = kind * SIZES + Long.numberOfLeadingZeros(length);
    ProtocolTimes known = times[index];
    if (known == null) {
      known = new ProtocolTimes();
      times[index] = known;
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
