package io.crossmem.internal.protocol;

import io.crossmem.internal.shm.RingWrite;
import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * The cost of copies from one peer. The kernel's copies from its memory are measured with the first
 * messages that the peer announces, which are copied into the receive buffer a few times. The
 * result decides how messages are transferred until {@link ProtocolLearner} knows how long whole
 * messages take, and permanently if there are more ranks than cores. Copies through the peer's ring
 * are timed repeatedly; they decide which messages are sent eagerly, and how the peer writes them.
 */
final class CopyCosts {
  /** More bytes than any message has. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int LEAST = 4096; // bytes of a message that is worth measuring
  private static final int MOST = 256 << 10; // bytes of it that are copied; fit into a cache
  private static final int WORD = 8; // bytes
  private static final int TIMES = 5;
  private static final int TIMES_WITHIN = 20;
  private static final long SMALLEST = 16 << 10;
  private static final double THROUGH_RING = 2; // relative to a copy within a cache
  private static final long ASK_NS = 500; // to announce a message and to acknowledge it
  private static final int OUTLIER = 4; // relative to the current value
  private static final int SLOWLY = 8;
  private static final int CALLS = 4; // one or two parts for each side, and their distribution

  private final long[] reach = new long[2]; // picoseconds per byte; 0 if not known
  private long call; // ns for a copy of a few bytes
  private long ring; // picoseconds per byte into the ring and out of it; 0 if not known
  private final WriteTimes[] writes = new WriteTimes[RingWrite.SIZES];
  private int wishes; // how the peer should write, see RingWrite

  /** Picoseconds per byte for a copy within the cache; measured once per process. */
  private static final class Within {
    static final long PICOSECONDS = measure();

    private static long measure() {
      ByteBuffer from = ByteBuffer.allocateDirect(MOST);
      ByteBuffer to = ByteBuffer.allocateDirect(MOST);
      long source = OffHeap.addressOfRemaining(from, "from");
      long sink = OffHeap.addressOfRemaining(to, "to");
      try {
        return Math.max(
            1, fastest(bytes -> copy(sink, source, bytes), MOST, TIMES_WITHIN) * 1000 / MOST);
      } finally {
        Reference.reachabilityFence(from);
        Reference.reachabilityFence(to);
      }
    }

    private static int copy(long sink, long source, int bytes) {
      Syscalls.copy(sink, source, bytes);
      return 0;
    }
  }

  /** Picoseconds per byte for a copy within the cache. */
  static long within() {
    return Within.PICOSECONDS;
  }

  /** Whether a message on such pages should be measured. */
  boolean isWanted(long length, boolean huge) {
    return reach[huge ? 1 : 0] == 0 && length >= LEAST;
  }

  /** A copy that is measured. */
  interface Copy {
    /** Copies a number of bytes. Returns 0, or the errno if the kernel refuses it. */
    int copy(int bytes);
  }

  /**
   * Measures copies of a message into its receive buffer. If a copy is refused, nothing is stored:
   * an immediate error is not a fast copy.
   *
   * @return 0, or the errno
   */
  int measure(Copy copy, long length, boolean huge) {
    int bytes = (int) Math.min(length, MOST);
    long least = fastest(copy, WORD, TIMES);
    long whole = least < 0 ? least : fastest(copy, bytes, TIMES);
    if (whole < 0) {
      return (int) -whole;
    }
    call = Math.max(1, least);
    reach[huge ? 1 : 0] = Math.max(1, (whole - least) * 1000 / bytes);
    return 0;
  }

  /** The fastest copy in ns, or -errno: the delay on a busy machine is not part of the cost. */
  private static long fastest(Copy copy, int bytes, int times) {
    long best = NEVER;
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      int errno = copy.copy(bytes);
      if (errno != 0) {
        return -errno;
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }

  /**
   * Notes a payload that came through the ring.
   *
   * @param used how it was written
   * @param nanos for both copies. A slow copy may have been disturbed, so it has less weight.
   */
  void noteRing(int bytes, RingWrite used, long nanos) {
    long sample = Math.max(1, nanos * 1000 / bytes);
    int size = RingWrite.size(bytes);
    WriteTimes times = writes[size];
    if (times == null) {
      times = new WriteTimes(RingWrite.usual(bytes));
      writes[size] = times;
    }
    times.note(used, sample);
    wishes = RingWrite.with(wishes, size, times.asked());
    if (!times.isTrial(used)) {
      follow(sample);
    }
  }

  private void follow(long sample) {
    if (ring == 0 || sample < ring) {
      ring = sample;
    } else {
      ring += (Math.min(sample, OUTLIER * ring) - ring) / SLOWLY;
    }
  }

  /** How the peer should write long payloads, by size; see {@link RingWrite}. */
  int writeWishes() {
    return wishes;
  }

  /**
   * Largest message that the peer should send eagerly, in bytes: its two copies through the ring,
   * one after the other, take no longer than an announcement plus a copy by the kernel.
   *
   * @param least the result while nothing is known
   * @param most upper bound, in bytes
   */
  int eagerLimit(int least, int most) {
    int limit = least;
    while (2L * limit <= most && reach[0] != 0 && isEagerFaster(2L * limit)) {
      limit *= 2;
    }
    return limit;
  }

  private boolean isEagerFaster(long bytes) {
    return ring * bytes / 1000 <= ASK_NS + call + reach[0] * bytes / 1000;
  }

  /**
   * The message size in bytes from which a single copy takes no longer than two copies that
   * overlap.
   *
   * <p>With two cores both copy at the same time, either the two copies or half of the message
   * each; with one core everything is sequential. A copy through the ring takes at least twice as
   * long as one within a cache, since each cache line has to move between the cores; up to five
   * times was measured.
   */
  long single(boolean huge, boolean oversubscribed) {
    long one = reach[huge ? 1 : 0];
    double two = THROUGH_RING * within() * (oversubscribed ? 2.0 : 1.0);
    double gain = two - one * (oversubscribed ? 1.0 : 0.5); // picoseconds per byte
    return one == 0 || gain <= 0 ? NEVER : Math.max(SMALLEST, (long) (CALLS * call * 1000 / gain));
  }
}
