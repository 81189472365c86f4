package io.crossmem.internal.data;

import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory on huge pages where the kernel gives them, with a count of those who use it: it is given
 * back when it is closed and nobody uses it any more. Other ranks can map it if it is shared.
 *
 * <pre>
 *   OPEN, n users  --close, n = 0-->  GIVEN BACK
 *   OPEN, n users  --close, n > 0-->  CLOSING, n users  --last release-->  GIVEN BACK
 * </pre>
 *
 * <p>The state and the count are one number, so that they change together.
 */
public final class HugePageMemory {
  /** The bit that says closed: with it the number is negative. */
  private static final int CLOSED = Integer.MIN_VALUE;

  private final long size;
  private final Mapping mapping;
  private final AtomicInteger users = new AtomicInteger(); // and CLOSED
  private volatile Boolean onHugePages; // null until asked

  private HugePageMemory(long size, Mapping mapping) {
    this.size = size;
    this.mapping = mapping;
    mapping.keepFor(this);
  }

  /**
   * Zeroed memory of this process alone.
   *
   * @throws OutOfMemoryError if the kernel does not give as much
   */
  public static HugePageMemory allocatePrivate(long bytes) {
    return new HugePageMemory(bytes, Mapping.anonymous(bytes));
  }

  /**
   * Zeroed memory that other ranks can map. It holds a file descriptor until it is given back.
   *
   * @throws ErrnoException if the kernel makes no such memory, or does not give as much
   * @throws OutOfMemoryError if there are no addresses for it
   */
  public static HugePageMemory allocateShared(long bytes) throws ErrnoException {
    return new HugePageMemory(bytes, Mapping.shared(bytes));
  }

  /** The file that other ranks can map, from its start; null if it is private, or given back. */
  public SealedFile file() {
    return mapping.file();
  }

  public long size() {
    return size;
  }

  /** Where it begins: good for as long as this can be reached. */
  public long address() {
    return mapping.address;
  }

  public boolean isClosed() {
    return users.get() < 0;
  }

  /**
   * A new buffer over a part, in the byte order of the machine. It reads zeros after the close.
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
   * Whether all of it lies on huge pages; looked up once, in /proc/self/smaps.
   *
   * @throws IllegalStateException if it was closed before it was first asked
   */
  public boolean onHugePages() {
    Boolean known = onHugePages;
    if (known == null) {
      retain(); // a close now would drop the pages that are being counted
      try {
        known = lookUpHugePages();
      } finally {
        release();
      }
    }
    return known;
  }

  /** The same by somebody who uses it, for whom a close does not matter. */
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
   * Begins a use: until its {@link #release} the memory is not given back.
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

  /** Begins a use within one that goes on: so this may be closed. Ends by a release of its own. */
  void retainAgain() {
    users.getAndIncrement();
  }

  /** Ends a use. The last one after {@link #close} gives the memory back. */
  public void release() {
    if (users.decrementAndGet() == CLOSED) {
      giveBack();
    }
  }

  /** Gives the memory back; if it is in use, once it is not. A second call does nothing. */
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
