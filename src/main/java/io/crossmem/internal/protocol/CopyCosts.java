package io.crossmem.internal.protocol;

import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * What copies from one peer cost. The kernel's copies out of its memory are measured with the first
 * messages that the peer announces: they are copied to where they belong, a few times. It decides
 * how messages travel until {@link ProtocolLearner} knows how long whole messages take, and for
 * good where there are more ranks than cores. Copies out of its ring are timed again and again;
 * they decide which messages are sent at once.
 */
final class CopyCosts {
  /** More bytes than any message has. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int LEAST = 4096; // bytes of a message that tells something
  private static final int MOST = 256 << 10; // bytes of it that are copied, which stay in a cache
  private static final int WORD = 8; // bytes
  private static final int TIMES = 5;
  private static final int TIMES_WITHIN = 20;
  private static final long SMALLEST = 16 << 10;
  private static final double THROUGH_RING = 2; // times a copy within a cache
  private static final long ASK_NS = 500; // to announce a message, and to acknowledge it
  private static final int OUTLIER = 4; // times what is known
  private static final int SLOWLY = 8;
  private static final int CALLS = 4; // a part or two for each side, and as much to share them out

  private final long[] reach = new long[2]; // picoseconds for a byte; 0 if not known
  private long call; // ns for a copy of next to nothing
  private long ring; // picoseconds for a byte out of the ring; 0 if not known

  /** Picoseconds for a byte that the processor copies within its cache; once for a process. */
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

  /** Picoseconds for a byte that the processor copies within its cache. */
  static long within() {
    return Within.PICOSECONDS;
  }

  /** Whether a message from such pages should be measured. */
  boolean isWanted(long length, boolean huge) {
    return reach[huge ? 1 : 0] == 0 && length >= LEAST;
  }

  /** A copy that is measured. */
  interface Copy {
    /** Copies so many bytes. Returns 0, or the errno if the kernel refuses it. */
    int copy(int bytes);
  }

  /**
   * Measures copies of a message to where it belongs. If one is refused nothing is known: an error
   * that comes at once is not a fast copy.
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

  /** In ns, or -errno. The fastest: what a busy machine adds is not the copy's cost. */
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

  /** A copy out of the ring. What was slow may have been disturbed, so it counts less. */
  void noteRing(int bytes, long nanos) {
    long sample = Math.max(1, nanos * 1000 / bytes);
    if (ring == 0 || sample < ring) {
      ring = sample;
    } else {
      ring += (Math.min(sample, OUTLIER * ring) - ring) / SLOWLY;
    }
  }

  /**
   * Most bytes of a message that the peer should send at once: its two copies through the ring, one
   * after the other, take no longer than to ask and to be read by the kernel.
   *
   * @param least the answer while nothing is known
   * @param most bytes
   */
  int eagerLimit(int least, int most) {
    int limit = least;
    while (2L * limit <= most && reach[0] != 0 && isEagerFaster(2L * limit)) {
      limit *= 2;
    }
    return limit;
  }

  private boolean isEagerFaster(long bytes) {
    return 2 * ring * bytes / 1000 <= ASK_NS + call + reach[0] * bytes / 1000;
  }

  /**
   * The bytes from which on a single copy takes no longer than two that overlap.
   *
   * <p>Two cores copy at a time, either the two copies or a half each; one core does all alone. A
   * copy through the ring takes at least twice as long as one within a cache, for each line has to
   * come over from the other core, or goes there: up to five times was seen.
   */
  long single(boolean huge, boolean oversubscribed) {
    long one = reach[huge ? 1 : 0];
    double two = THROUGH_RING * within() * (oversubscribed ? 2.0 : 1.0);
    double gain = two - one * (oversubscribed ? 1.0 : 0.5); // picoseconds for a byte
    return one == 0 || gain <= 0 ? NEVER : Math.max(SMALLEST, (long) (CALLS * call * 1000 / gain));
  }
}
