package io.crossmem.message;

import io.crossmem.internal.protocol.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How many messages this process had sent to the ranks of a communicator, and received from them,
 * when {@link Communicator#statistics} was called. Immutable.
 *
 * <p>Messages of collective operations are counted too, and those of all communicators that were
 * made from the same join. A message is counted for the rank that it was sent to or received from.
 * A sent message is counted when its send is complete, a received message when all of it is in the
 * receive buffer. Messages that failed, were cancelled or did not fit are not counted as received.
 */
@SuppressWarnings("EnumOrdinal") // the ordinal is the index of a count
public final class Statistics {
  /** How a message is transferred. */
  public enum Protocol {
    /** Copied into shared memory when it is sent: small messages. Their time is not measured. */
    EAGER,
    /** Copied through shared memory in parts: two copies that overlap in time. */
    PIPELINE,
    /** The receiver copied it from the sender's memory, by a system call. */
    READ,
    /** The receiver copied it from the sender's memory, which it has mapped. */
    MAPPED,
    /** The sender copied it into the receiver's memory. */
    WRITE,
    /** Both copied parts of it. */
    SPLIT,
    /**
     * The network between nodes carried it from the sender's memory to the receiver's, or up to 256
     * KiB from or to a copy.
     */
    NETWORK
  }

  /**
   * Number, size and time of messages.
   *
   * @param messages number of messages
   * @param bytes of all of them
   * @param time sum for all messages except {@link Protocol#EAGER} ones. For a sent message: from
   *     its announcement until the receiver has it, including the wait for the receive. For a
   *     received message: from when both the message and the receive are there until it is in the
   *     receive buffer. The times of messages that overlap are each counted in full
   */
  public record Count(long messages, long bytes, Duration time) {
    private static final Count NONE = new Count(0, 0, Duration.ZERO);

    /**
     * Checks its arguments.
     *
     * @param messages number of messages
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

  /** From the traffic with each rank. */
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
      case NETWORK -> Traffic.way(io.crossmem.internal.protocol.Protocol.NETWORK);
    };
  }

  /**
   * All messages sent.
   *
   * @return the sum over all ranks and protocols
   */
  public Count sent() {
    return sum(sent);
  }

  /**
   * Messages sent to one rank.
   *
   * @param dest the rank
   * @return the sum over all protocols
   * @throws IndexOutOfBoundsException if there is no such rank
   */
  public Count sent(int dest) {
    return sum(sent[dest]);
  }

  /**
   * Messages sent to one rank by one protocol.
   *
   * @param dest the rank
   * @param protocol the protocol
   * @return the count
   * @throws IndexOutOfBoundsException if there is no such rank
   * @throws NullPointerException if {@code protocol} is null
   */
  public Count sent(int dest, Protocol protocol) {
    return sent[dest][protocol.ordinal()];
  }

  /**
   * All messages received.
   *
   * @return the sum over all ranks and protocols
   */
  public Count received() {
    return sum(received);
  }

  /**
   * Messages received from one rank.
   *
   * @param source the rank
   * @return the sum over all protocols
   * @throws IndexOutOfBoundsException if there is no such rank
   */
  public Count received(int source) {
    return sum(received[source]);
  }

  /**
   * Messages received from one rank by one protocol.
   *
   * @param source the rank
   * @param protocol the protocol
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
