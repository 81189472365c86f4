package io.crossmem.internal.data;

import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory on huge pages, if the kernel provides them, with a use count. It is freed when it is
 * closed and no longer in use. Other ranks can map it if it is shared.
 *
 * <pre>
 *   OPEN, n users  --close, n = 0-->  FREED
 *   OPEN, n users  --close, n > 0-->  CLOSING, n users  --last release-->  FREED
 * </pre>
 *
 * <p>The state and the count are in one number, so that they change together.
 */
public final class HugePageMemory {
  /** The bit for closed; with it the number is negative. */
  private static final int CLOSED = Integer.MIN_VALUE;

  private final long size;
  private final Mapping mapping;
  private final AtomicInteger users = new AtomicInteger(); // the count, and CLOSED
  private volatile Boolean onHugePages; // null until looked up

  private HugePageMemory(long size, Mapping mapping) {
    this.size = size;
    this.mapping = mapping;
    mapping.keepFor(this);
  }

  /**
   * Allocates zeroed private memory.
   *
   * @throws OutOfMemoryError if there is not enough memory
   */
  public static HugePageMemory allocatePrivate(long bytes) {
    return new HugePageMemory(bytes, Mapping.anonymous(bytes));
  }

  /**
   * Allocates zeroed memory that other ranks can map. It uses a file descriptor until it is freed.
   *
   * @throws ErrnoException if the kernel does not provide such memory, or there is not enough
   * @throws OutOfMemoryError if no address range is free
   */
  public static HugePageMemory allocateShared(long bytes) throws ErrnoException {
    return new HugePageMemory(bytes, Mapping.shared(bytes));
  }

  /** The file that other ranks can map; null if the memory is private or freed. */
  public SealedFile file() {
    return mapping.file();
  }

  public long size() {
    return size;
  }

  /** Address of the first byte; valid while this object is reachable. */
  public long address() {
    return mapping.address;
  }

  public boolean isClosed() {
    return users.get() < 0;
  }

  /**
   * A new buffer over a part, in native byte order. It reads zeros after the memory is closed.
   *
   * @throws IllegalStateException if this is closed
   */
  public ByteBuffer buffer(long offset, int length) {
    Objects.checkFromIndexSize(offset, length, size);
    try {
      requireOpen(users.get());
      ByteBuffer buffer = Syscalls.directBuffer(mapping.address + offset, length);
      mapping.keepFor(buffer);
      return buffer.order(ByteOrder.nativeOrder());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Whether all of the memory is on huge pages; read once, from /proc/self/smaps.
   *
   * @throws IllegalStateException if it was closed before the first call
   */
  public boolean onHugePages() {
    Boolean known = onHugePages;
    if (known == null) {
      retain(); // otherwise a close could drop the pages that are being counted
      try {
        known = lookUpHugePages();
      } finally {
        release();
      }
    }
    return known;
  }

  /** The same for a caller that holds a use, so that a close has no effect. */
  boolean onHugePagesInUse() {
    Boolean known = onHugePages;
    return known == null ? lookUpHugePages() : known;
  }

  private boolean lookUpHugePages() {
    boolean found = mapping.isOnHugePages();
    onHugePages = found;
    return found;
  }

  /**
   * Begins a use: the memory is not freed until the matching {@link #release}.
   *
   * @throws IllegalStateException if this is closed
   */
  public void retain() {
    int before = users.getAndIncrement();
    if (before < 0) {
      release();
    }
    requireOpen(before);
  }

  /** Begins another use during a use, so this may be closed already. Needs its own release. */
  void retainAgain() {
    users.getAndIncrement();
  }

  /** Ends a use. The last release after {@link #close} frees the memory. */
  public void release() {
    if (users.decrementAndGet() == CLOSED) {
      giveBack();
    }
  }

  /** Frees the memory when it is no longer in use. A second call does nothing. */
  public void close() {
    if (users.getAndUpdate(state -> state | CLOSED) == 0) {
      giveBack();
    }
  }

  private void giveBack() {
    try {
      mapping.empty();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private static void requireOpen(int users) {
    if (users < 0) {
      throw new IllegalStateException("the MessageBuffer is closed");
    }
  }
}
