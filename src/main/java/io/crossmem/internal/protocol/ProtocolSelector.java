package io.crossmem.internal.protocol;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.sys.Setting;

/**
 * From which sizes on a message takes which way. Computed from what copies out of the peer's memory
 * cost, it is the first guess; from then on {@link ProtocolLearner} goes by what messages take.
 * Unless these system properties say otherwise:
 *
 * <ul>
 *   <li>{@code crossmem.eager}: most bytes of a message that is copied into the ring at once
 *   <li>{@code crossmem.single}: fewest bytes of one on ordinary pages that is copied only once
 *   <li>{@code crossmem.single.huge}: the same, on 2 MiB pages
 *   <li>{@code crossmem.protocol}: {@code pipeline}, {@code read}, {@code mapped}, {@code write} or
 *       {@code split}: how all that are larger travel, where that is possible
 * </ul>
 *
 * @param eager bytes
 * @param single bytes, or MEASURED
 * @param singleHuge bytes, or MEASURED
 * @param oversubscribed whether there are more ranks than cores, so that a second copy is not done
 *     by a core that has nothing else to do
 * @param forced null if there is a choice
 * @param leastPart fewest bytes of a part, of a message that one side copies
 * @param leastSharedPart fewest bytes of a part, of a message that both copy
 * @param learns whether this is only the first guess
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
  /** In place of bytes: by what copies out of the peer's memory cost. */
  public static final long MEASURED = -1;

  private static final int LEAST_PART = 128 << 10;
  private static final int LEAST_SHARED_PART = 16 << 10;
  private static final int LEAST_PART_MAPPED = 32 << 10;
  private static final int LEAST_SPLIT_MAPPED = 128 << 10;
  private static final int LARGEST_PART = 1 << 20;
  private static final int MANY_PARTS = 256 << 10; // a message of fewer bytes has two
  private static final long PAGE = 4096; // so that no page is copied by both
  private static final int LARGEST_EAGER = 16 << 10;
  private static final int LARGEST_EAGER_OVERSUBSCRIBED = 64 << 10; // if the ring takes as much
  private static final long ANSWER_NS = 300; // to ask how, and to be told

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
   * As much as can be copied in the time that asking takes. Where the other has no core of its own
   * that is the time until it has had a turn, and this rank another.
   */
  private static int eager(boolean oversubscribed) {
    if (oversubscribed) {
      return LARGEST_EAGER_OVERSUBSCRIBED;
    }
    long bytes = ANSWER_NS * 1000 / CopyCosts.within();
    return (int) Long.highestOneBit(Math.max(4096, Math.min(LARGEST_EAGER, bytes)));
  }

  /**
   * Most bytes of a message that is sent at once if its receiver says so; no more than {@link
   * #eager} where that is for good.
   *
   * @param maxPayload of an entry of a ring, bytes
   */
  public int mostEager(int maxPayload) {
    return learns && !Setting.EAGER.isSet() ? maxPayload : eager;
  }

  /** Bytes of the parts of a message that one side copies: the lock is held for one of them. */
  public int partBytes(long length) {
    return (int) Math.max(leastPart, Math.min(LARGEST_PART, Long.highestOneBit(length) / 4));
  }

  /**
   * Bytes of the parts of a message that both copy. Each part costs a system call: so a small
   * message has two, one for each. A large one has more, since one may come late.
   */
  public int sharedPartBytes(long length) {
    boolean hasTwo = length >= 2 * PAGE && length < MANY_PARTS;
    long part = hasTwo ? ((length + 1) / 2 + PAGE - 1) & -PAGE : Long.highestOneBit(length) / 4;
    return (int) Math.max(leastSharedPart, Math.min(LARGEST_PART, part));
  }

  /** Bytes of the parts of a message that is copied without the kernel, by one side or both. */
  public int mappedPartBytes(long length) {
    int least = Math.min(leastPart, LEAST_PART_MAPPED);
    return (int) Math.max(least, Math.min(LARGEST_PART, Long.highestOneBit(length) / 4));
  }

  /** Whether memory that one rank can map of another's is to be used. */
  public boolean maps() {
    return forced == null || forced == Protocol.MAPPED;
  }

  /**
   * Measures copies out of the sender's memory, if that is needed to choose.
   *
   * @param receive whose memory has an address
   * @param huge whether both ends are on 2 MiB pages
   * @throws RuntimeException what the user's memory throws
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
   * How a message travels that was announced to this process, and whose memory is not mapped here.
   *
   * @param get whether the receiver can copy it
   * @param put whether the sender can copy it
   * @param huge whether both ends are on 2 MiB pages
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
   * How a message travels whose memory the receiver has mapped: a plain copy costs less than the
   * kernel's.
   *
   * @param put whether the sender can copy it as well
   */
  public Protocol chooseMapped(IncomingMessage message, Operation receive, boolean put) {
    boolean both = put && forced == null && receive.preferred() == null && !oversubscribed;
    Protocol guess =
        both && message.length >= LEAST_SPLIT_MAPPED ? Protocol.SPLIT : Protocol.MAPPED;
    int possible = bit(Protocol.MAPPED) | bit(Protocol.PIPELINE) | (put ? bit(Protocol.SPLIT) : 0);
    return isAlone(receive) ? learned(message, guess, possible, ProtocolLearner.MAPPED) : guess;
  }

  /**
   * The same for a receive that combines: out of the sender's memory where it lies, by this process
   * alone; or part by part, in the cache, while the sender copies the next part into the ring.
   */
  public Protocol chooseMappedOperand(IncomingMessage message) {
    int possible = bit(Protocol.MAPPED) | bit(Protocol.PIPELINE);
    int kind = ProtocolLearner.MAPPED | ProtocolLearner.OPERAND;
    return learned(message, Protocol.MAPPED, possible, kind);
  }

  /** In a collective operation what is faster for one message may hold up the others. */
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

  /** What is to be tried first. {@code preferred}: by the operation; null if by none. */
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
      case PIPELINE -> best;
      case GET -> get ? best : put ? Protocol.PUT : Protocol.PIPELINE;
      case PUT -> put ? best : get ? Protocol.GET : Protocol.PIPELINE;
      case SPLIT, MAPPED ->
          get && put ? Protocol.SPLIT : get ? Protocol.GET : put ? Protocol.PUT : Protocol.PIPELINE;
    };
  }
}
