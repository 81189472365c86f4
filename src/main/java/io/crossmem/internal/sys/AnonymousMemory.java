package io.crossmem.internal.sys;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds out whether native code may access a buffer's memory without the risk of SIGBUS, which
 * would end the JVM. This is the case for private anonymous memory and for sealed files. Any other
 * mapped file can be truncated by another process at any moment, and accessing pages after its new
 * end is a fault.
 *
 * <p>The kind of a buffer's memory never changes while the buffer is reachable, except in arenas
 * that can be closed, which are never reported as safe. So the answer in {@code /proc/self/maps}
 * stays valid if the buffer existed before the file was read. The answer is stored by the identity
 * of the buffer, since another buffer may get the same range later.
 */
public final class AnonymousMemory {
  private static final long LEAST_PAUSE_NS = 10_000_000;

  /** Reading may take at most 1/50 of the time: a process can have 65,000 mappings. */
  private static final int SHARE = 50;

  private static final BufferTable<Known> KNOWN = new BufferTable<>();

  private static final ReentrantLock READING = new ReentrantLock();
  private static final AnonymousRanges.Reader READER = new AnonymousRanges.Reader();
  private static long nextReading = System.nanoTime(); // under the lock
  private static volatile int begun; // number of readings begun; changed under the lock
  private static volatile Reading last = new Reading(0, AnonymousRanges.NONE);

  static {
    // Loads classes while there are file descriptors: later none may be left to open a class file.
    contains(OffHeap.allocate(1));
  }

  private AnonymousMemory() {}

  /** The ranges, valid for buffers that existed before the reading with this number began. */
  private record Reading(int number, AnonymousRanges ranges) {}

  /** What is known about a buffer. */
  private static final class Known extends BufferTable.Entry {
    /** Whether {@link #safe} is the final answer. */
    final boolean decided;

    final boolean safe;

    /** Number of readings begun when the buffer was first seen: a later reading includes it. */
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
   * limit is. Also false while this is not known: the answer is looked up when the same buffer is
   * asked for again. Once it is known, this takes a few ns and makes no garbage.
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
    if (known == null) { // most buffers are used once and not worth reading the file
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

  /** Null if another thread reads the file or has just read it, or if it cannot be read. */
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
