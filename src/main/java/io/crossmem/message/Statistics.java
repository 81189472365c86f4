package io.crossmem.message;

import io.crossmem.internal.protocol.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How many messages this process has sent to the ranks of a communicator, and received from them,
 * as it was when {@link Communicator#statistics} was called. Immutable.
 *
 * <p>Messages of collective operations count, and so do those of all communicators that were made
 * from the same join: a message counts for the rank that it went to or came from. A sent message
 * counts once its send is over, a received one once all of it is in its place. What failed, was
 * cancelled or did not fit does not count as received.
 */
@SuppressWarnings("EnumOrdinal") // the index of a count
public final class Statistics {
  /** The ways in which messages travel. */
  public enum Protocol {
    /** Copied into shared memory at once; small messages do so. Their time is not taken. */
    EAGER,
    /** In parts through shared memory: two copies that overlap. */
    PIPELINE,
    /** The receiver copied it out of the sender's memory. */
    READ,
    /** The receiver copied it out of the sender's memory, which it has mapped. */
    MAPPED,
    /** The sender copied it into the receiver's memory. */
    WRITE,
    /** Both copied parts of it. */
    SPLIT
  }

  /**
   * Some messages.
   *
   * @param messages how many
   * @param bytes of all of them
   * @param time of all of them but the {@link Protocol#EAGER} ones, added up: of a sent message
   *     from its announcement until the receiver had it, which includes the wait for the receive;
   *     of a received one from when both the message and the receive were there until it was in its
   *     place. Messages that were under way at the same time each count in full
   */
  public record Count(long messages, long bytes, Duration time) {
    private static final Count NONE = new Count(0, 0, Duration.ZERO);

    /**
     * Checks its arguments.
     *
     * @param messages how many
     * @param bytes of all of them
     * @param time of the large ones
     * @throws NullPointerException if {@code time} is null
     */
    public Count {
      Objects.requireNonNull(time, "time");
    }

    private Count plus(Count other) {
      return new Count(messages + other.messages, bytes + other.bytes, time.plus(other.time));
    }

    @Override
    public String toString() {
      String words = messages + (messages == 1 ? " message, " : " messages, ") + bytes + " bytes";
      return time.isZero()
          ? words
          : words + String.format(Locale.ROOT, " in %.3f ms", time.toNanos() / 1e6);
    }
  }

  private final Count[][] sent; // by rank, then protocol
  private final Count[][] received;

  /** Of the traffic with each rank. */
  Statistics(Traffic[] sent, Traffic[] received) {
    this.sent = counts(sent);
    this.received = counts(received);
  }

  private static Count[][] counts(Traffic... traffic) {
    Count[][] counts = new Count[traffic.length][Protocol.values().length];
    for (int rank = 0; rank < traffic.length; rank++) {
      for (Protocol protocol : Protocol.values()) {
        int way = way(protocol);
        counts[rank][protocol.ordinal()] =
            new Count(
                traffic[rank].messages(way),
                traffic[rank].bytes(way),
                Duration.ofNanos(traffic[rank].nanos(way)));
      }
    }
    return counts;
  }

  private static int way(Protocol protocol) {
    return switch (protocol) {
      case EAGER -> Traffic.EAGER;
      case PIPELINE -> Traffic.way(io.crossmem.internal.protocol.Protocol.PIPELINE);
      case READ -> Traffic.way(io.crossmem.internal.protocol.Protocol.GET);
      case MAPPED -> Traffic.way(io.crossmem.internal.protocol.Protocol.MAPPED);
      case WRITE -> Traffic.way(io.crossmem.internal.protocol.Protocol.PUT);
      case SPLIT -> Traffic.way(io.crossmem.internal.protocol.Protocol.SPLIT);
    };
  }

  /**
   * All that was sent.
   *
   * @return the sum over all ranks and protocols
   */
  public Count sent() {
    return sum(sent);
  }

  /**
   * What was sent to one rank.
   *
   * @param dest the rank
   * @return the sum over all protocols
   * @throws IndexOutOfBoundsException if there is no such rank
   */
  public Count sent(int dest) {
    return sum(sent[dest]);
  }

  /**
   * What was sent to one rank in one way.
   *
   * @param dest the rank
   * @param protocol the way
   * @return the count
   * @throws IndexOutOfBoundsException if there is no such rank
   * @throws NullPointerException if {@code protocol} is null
   */
  public Count sent(int dest, Protocol protocol) {
    return sent[dest][protocol.ordinal()];
  }

  /**
   * All that was received.
   *
   * @return the sum over all ranks and protocols
   */
  public Count received() {
    return sum(received);
  }

  /**
   * What was received from one rank.
   *
   * @param source the rank
   * @return the sum over all protocols
   * @throws IndexOutOfBoundsException if there is no such rank
   */
  public Count received(int source) {
    return sum(received[source]);
  }

  /**
   * What was received from one rank in one way.
   *
   * @param source the rank
   * @param protocol the way
   * @return the count
   * @throws IndexOutOfBoundsException if there is no such rank
   * @throws NullPointerException if {@code protocol} is null
   */
  public Count received(int source, Protocol protocol) {
    return received[source][protocol.ordinal()];
  }

  private static Count sum(Count[]... all) {
    Count sum = Count.NONE;
    for (Count[] some : all) {
      for (Count count : some) {
        sum = sum.plus(count);
      }
    }
    return sum;
  }

  /** A line for each rank and direction in which there were messages. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    for (int rank = 0; rank < sent.length; rank++) {
      addLine(lines, "sent to rank " + rank, sent[rank]);
      addLine(lines, "received from rank " + rank, received[rank]);
    }
    return lines.isEmpty() ? "no messages" : String.join("\n", lines);
  }

  private static void addLine(List<String> lines, String what, Count... counts) {
    List<String> words = new ArrayList<>();
    for (Protocol protocol : Protocol.values()) {
      Count count = counts[protocol.ordinal()];
      if (count.messages() > 0) {
        words.add(protocol.name().toLowerCase(Locale.ROOT) + ' ' + count);
      }
    }
    if (!words.isEmpty()) {
      lines.add(what + ": " + String.join("; ", words));
    }
  }
}
