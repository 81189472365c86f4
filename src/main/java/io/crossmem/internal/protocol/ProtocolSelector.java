package io.crossmem.internal.protocol;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.sys.Setting;

/**
 * Chooses the protocol of a message by its size. It makes the first guess from the cost of copies
 * from the peer's memory; later {@link ProtocolLearner} decides by the times of messages. These
 * system properties override it:
 *
 * <ul>
 *   <li>{@code crossmem.eager}: the largest eager message, in bytes
 *   <li>{@code crossmem.single}: the smallest message on ordinary pages that is copied once, in
 *       bytes
 *   <li>{@code crossmem.single.huge}: the same, on 2 MiB pages
 *   <li>{@code crossmem.protocol}: {@code pipeline}, {@code read}, {@code mapped}, {@code write} or
 *       {@code split}: the protocol of all larger messages, if possible
 * </ul>
 *
 * @param eager bytes
 * @param single bytes, or MEASURED
 * @param singleHuge bytes, or MEASURED
 * @param oversubscribed whether there are more ranks than cores, so that a second copy is not made
 *     by an idle core
 * @param forced the forced protocol; null if there is none
 * @param leastPart smallest part of a message that one side copies, in bytes
 * @param leastSharedPart smallest part of a message that both sides copy, in bytes
 * @param learns whether {@link ProtocolLearner} decides later
 */
public record ProtocolSelector(
    int eager,
    long single,
    long singleHuge,
    boolean oversubscribed,
    Protocol forced,
    int leastPart,
    int leastSharedPart,
    boolean learns) {
  /** Instead of a number of bytes: computed from the cost of copies from the peer's memory. */
  public static final long MEASURED = -1;

  private static final int LEAST_PART = 128 << 10;
  private static final int LEAST_SHARED_PART = 16 << 10;
  private static final int LEAST_PART_MAPPED = 32 << 10;
  private static final int LEAST_SPLIT_MAPPED = 128 << 10;
  private static final int LARGEST_PART = 1 << 20;
  private static final int MANY_PARTS = 256 << 10; // a smaller message has two parts
  private static final long PAGE = 4096; // so that no page is copied by both sides
  private static final int LARGEST_EAGER = 16 << 10;
  private static final int LARGEST_EAGER_OVERSUBSCRIBED = 64 << 10; // if it fits into the ring
  private static final long ANSWER_NS = 300; // to announce a message and get the answer

  /**
   * For this machine.
   *
   * @param oversubscribed whether there are more ranks than cores
   */
  public static ProtocolSelector get(boolean oversubscribed) {
    Protocol forced = asked();
    boolean fixed = forced != null || Setting.SINGLE.isSet() || Setting.SINGLE_HUGE.isSet();
    return new ProtocolSelector(
        (int) Setting.EAGER.number(eager(oversubscribed)),
        Setting.SINGLE.number(MEASURED),
        Setting.SINGLE_HUGE.number(MEASURED),
        oversubscribed,
        forced,
        LEAST_PART,
        LEAST_SHARED_PART,
        !fixed && !oversubscribed);
  }

  private static Protocol asked() {
    String name = Setting.PROTOCOL.word();
    return name == null ? null : Protocol.of(name);
  }

  /**
   * The number of bytes that can be copied in the time of an announcement. With more ranks than
   * cores this is the time until both the other rank and this rank have got a core again.
   */
  private static int eager(boolean oversubscribed) {
    if (oversubscribed) {
      return LARGEST_EAGER_OVERSUBSCRIBED;
    }
    long bytes = ANSWER_NS * 1000 / CopyCosts.within();
    return (int) Long.highestOneBit(Math.max(4096, Math.min(LARGEST_EAGER, bytes)));
  }

  /**
   * Largest eager message that a receiver can allow, in bytes; {@link #eager} if that is fixed.
   *
   * @param maxPayload of a ring entry, in bytes
   */
  public int mostEager(int maxPayload) {
    return learns && !Setting.EAGER.isSet() ? maxPayload : eager;
  }

  /**
   * Size in bytes of the parts of a message that one side copies: the lock is held for one part.
   */
  public int partBytes(long length) {
    return (int) Math.max(leastPart, Math.min(LARGEST_PART, Long.highestOneBit(length) / 4));
  }

  /**
   * Size in bytes of the parts of a message that both sides copy. Each part costs a system call, so
   * a small message has two parts, one for each side. A large one has more, since one side may
   * start late.
   */
  public int sharedPartBytes(long length) {
    boolean hasTwo = length >= 2 * PAGE && length < MANY_PARTS;
    long part = hasTwo ? ((length + 1) / 2 + PAGE - 1) & -PAGE : Long.highestOneBit(length) / 4;
    return (int) Math.max(leastSharedPart, Math.min(LARGEST_PART, part));
  }

  /** Size in bytes of the parts of a message that is copied without the kernel. */
  public int mappedPartBytes(long length) {
    int least = Math.min(leastPart, LEAST_PART_MAPPED);
    return (int) Math.max(least, Math.min(LARGEST_PART, Long.highestOneBit(length) / 4));
  }

  /** Whether memory of other ranks should be mapped. */
  public boolean maps() {
    return forced == null || forced == Protocol.MAPPED;
  }

  /**
   * Measures copies from the sender's memory, if that is needed for the choice.
   *
   * @param receive its memory must have an address
   * @param huge whether the memory of both sides is on 2 MiB pages
   * @throws RuntimeException the exception of the user's memory
   */
  public void measure(RemoteCopy copy, IncomingMessage message, Operation receive, boolean huge) {
    Peer peer = message.peer;
    if (asked(huge) == MEASURED && forced == null && peer.costs.isWanted(message.length, huge)) {
      Payload payload = receive.payload();
      peer.refused(
          peer.costs.measure(
              bytes -> copy.read(peer, payload, receive.offset(), message.address, bytes),
              message.length,
              huge));
    }
  }

  private long asked(boolean huge) {
    return huge ? singleHuge : single;
  }

  /**
   * Chooses the protocol of an announced message whose memory is not mapped here.
   *
   * @param get whether the receiver can copy it
   * @param put whether the sender can copy it
   * @param huge whether the memory of both sides is on 2 MiB pages
   */
  public Protocol choose(
      IncomingMessage message, Operation receive, boolean get, boolean put, boolean huge) {
    Protocol guess = guess(message, receive.preferred(), get, put, huge);
    int possible = bit(guess) | bit(Protocol.PIPELINE);
    possible |= get ? bit(Protocol.GET) : 0;
    possible |= get && put ? bit(Protocol.SPLIT) : 0;
    int kind = huge ? ProtocolLearner.HUGE : 0;
    return isAlone(receive) ? learned(message, guess, possible, kind) : guess;
  }

  /**
   * Chooses the protocol of a message whose memory is mapped here: a plain copy costs less than the
   * kernel's.
   *
   * @param put whether the sender can also copy it
   */
  public Protocol chooseMapped(IncomingMessage message, Operation receive, boolean put) {
    boolean both = put && forced == null && receive.preferred() == null && !oversubscribed;
    Protocol guess =
        both && message.length >= LEAST_SPLIT_MAPPED ? Protocol.SPLIT : Protocol.MAPPED;
    int possible = bit(Protocol.MAPPED) | bit(Protocol.PIPELINE) | (put ? bit(Protocol.SPLIT) : 0);
    return isAlone(receive) ? learned(message, guess, possible, ProtocolLearner.MAPPED) : guess;
  }

  /**
   * The same for a receive that combines. Either this process alone reads the operand in the
   * sender's memory, or it combines part by part, in the cache, while the sender copies the next
   * part into the ring.
   */
  public Protocol chooseMappedOperand(IncomingMessage message) {
    int possible = bit(Protocol.MAPPED) | bit(Protocol.PIPELINE);
    int kind = ProtocolLearner.MAPPED | ProtocolLearner.OPERAND;
    return learned(message, Protocol.MAPPED, possible, kind);
  }

  /** In a collective operation the fastest protocol for one message may delay the others. */
  private static boolean isAlone(Operation receive) {
    return receive.preferred() == null && !receive.context().isCollective();
  }

  private static int bit(Protocol protocol) {
    return ProtocolTimes.bit(protocol);
  }

  private Protocol learned(IncomingMessage message, Protocol guess, int possible, int kind) {
    ProtocolLearner learner = message.peer.learner;
    if (!learns || !learner.isWarm()) {
      return guess;
    }
    message.learned = true;
    return learner.choose(message.length, guess, possible, kind, message.triedByPeer());
  }

  /** The protocol to try first. {@code preferred}: of the operation; null if none. */
  private Protocol guess(
      IncomingMessage message, Protocol preferred, boolean get, boolean put, boolean huge) {
    Protocol best = forced == Protocol.MAPPED ? null : forced;
    if (best == null) {
      long from = asked(huge);
      from = from == MEASURED ? message.peer.costs.single(huge, oversubscribed) : from;
      best = message.length < from ? Protocol.PIPELINE : preferred;
    }
    if (best == null) {
      best = oversubscribed ? Protocol.GET : Protocol.SPLIT;
    }
    return switch (best) {
      case PIPELINE, NETWORK -> best;
      case GET -> get ? best : put ? Protocol.PUT : Protocol.PIPELINE;
      case PUT -> put ? best : get ? Protocol.GET : Protocol.PIPELINE;
      case SPLIT, MAPPED ->
          get && put ? Protocol.SPLIT : get ? Protocol.GET : put ? Protocol.PUT : Protocol.PIPELINE;
    };
  }
}
