package io.crossmem.internal.sys;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which buffers' memory native code may touch with no risk of SIGBUS, which would end the JVM: the
 * private memory of no file, and that of a file which is sealed. Any other mapped file can be
 * truncated by anyone at any moment, and what lay behind its new end is a fault then.
 *
 * <p>Memory behind a buffer that can be reached never changes its kind, but for arenas that can be
 * closed: those are not told to be safe. So what {@code /proc/self/maps} says of a buffer's range
 * holds for good, if the buffer was there before the file was read. The answer is kept by the
 * identity of the buffer, since another may get the same range later.
 */
public final class AnonymousMemory {
  private static final long LEAST_PAUSE_NS = 10_000_000;

  /** A reading may take one part in so many of the time: a process can have 65,000 mappings. */
  private static final int SHARE = 50;

  private static final BufferTable<Known> KNOWN = new BufferTable<>();

  private static final ReentrantLock READING = new ReentrantLock();
  private static final AnonymousRanges.Reader READER = new AnonymousRanges.Reader();
  private static long nextReading = System.nanoTime(); // under the lock
  private static volatile int begun; // readings; changed under the lock
  private static volatile Reading last = new Reading(0, AnonymousRanges.NONE);

  static {
    // Loads what an answer needs while there are descriptors: later there may be none for a class.
    contains(OffHeap.allocate(1));
  }

  private AnonymousMemory() {}

  /** What the maps were like, for whatever was there before the reading of that number began. */
  private record Reading(int number, AnonymousRanges ranges) {}

  /** What is known of a buffer. */
  private static final class Known extends BufferTable.Entry {
    /** Whether {@link #safe} is the answer, for good. */
    final boolean decided;

    final boolean safe;

    /** The readings that had begun when it was first seen: a later one knows it. */
    final int seen;

    Known(ByteBuffer buffer, boolean decided, boolean safe, int seen) {
      super(buffer);
      this.decided = decided;
      this.safe = safe;
      this.seen = seen;
    }
  }

  /**
   * Whether native code may load from and store to all of a direct buffer's memory, whatever its
   * limit is. False also where that is not known yet: one that is asked for again is looked up. In
   * a few ns, and without garbage, once it is known.
   */
  public static boolean contains(ByteBuffer direct) {
    Known known = KNOWN.get(direct);
    return (known != null && known.decided) ? known.safe : find(direct, known);
  }

  private static boolean find(ByteBuffer buffer, Known known) {
    if (!buffer.isDirect()) {
      return false;
    }
    if (BufferLifetime.ofAny(buffer) != BufferLifetime.REACHABILITY) {
      KNOWN.put(buffer, new Known(buffer, true, false, 0));
      return false;
    }
    if (known == null) { // most are used once, and not worth a reading
      KNOWN.put(buffer, new Known(buffer, false, false, begun));
      return false;
    }
    Reading reading = last;
    if (reading.number <= known.seen) {
      reading = readIfTime();
      if (reading == null) {
        return false;
      }
    }
    long start = Syscalls.directAddress(buffer);
    boolean safe = reading.ranges.contain(start, buffer.capacity());
    KNOWN.put(buffer, new Known(buffer, true, safe, 0));
    return safe;
  }

  /** Null if another thread reads, or did a moment ago, or if the file cannot be read. */
  private static Reading readIfTime() {
    if (!READING.tryLock()) {
      return null;
    }
    try {
      long start = System.nanoTime();
      if (start - nextReading < 0) {
        return null;
      }
      int number = begun + 1;
      begun = number;
      AnonymousRanges ranges = READER.read();
      long end = System.nanoTime();
      nextReading = end + Math.max(LEAST_PAUSE_NS, SHARE * (end - start));
      if (ranges == null) {
        return null;
      }
      Reading reading = new Reading(number, ranges);
      last = reading;
      return reading;
    } finally {
      READING.unlock();
    }
  }
}
