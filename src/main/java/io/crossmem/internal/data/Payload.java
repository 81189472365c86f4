package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;

/**
 * The data of a send or receive: a buffer, a part of an array, huge page memory, or blocks of
 * these.
 *
 * <p>Any method that accesses the memory may throw: the user may have closed its arena, or a mapped
 * file may have been truncated.
 */
public abstract class Payload {
  private final ElementType type;

  Payload(ElementType type) {
    this.type = type;
  }

  public final ElementType type() {
    return type;
  }

  /** Length of a message with all of this. */
  public abstract long bytes();

  /** Number of elements. */
  public final long count() {
    return bytes() / type.bytes();
  }

  /** Copies bytes, from an offset in the message on, into a view. */
  public abstract void copyOut(long offset, TypedView to, int at, int bytes);

  /** Copies bytes from a view to an offset in the message. */
  public abstract void copyIn(long offset, TypedView from, int at, int bytes);

  /**
   * The address of the first byte if all bytes are contiguous, do not move, and are not freed
   * before {@link #release}; else 0. For copies by the kernel, which reports unmapped memory.
   */
  public abstract long address();

  /**
   * The same, if native code may also access the memory, because it is not, for example, a file
   * that can be truncated. Else 0.
   */
  public abstract long plainAddress();

  /** Whether memory with an address stays mapped while {@link #owner} is reachable. */
  public boolean staysMapped() {
    return true;
  }

  /**
   * The blocks, if there are several, each has an address, and the kernel copies them efficiently;
   * else null.
   */
  public BlockAddresses blocks() {
    return null;
  }

  /** The memory that other ranks can map, if {@link #address} is in such memory; else null. */
  public HugePageMemory shared() {
    return null;
  }

  /** Whether all of it is on 2 MiB pages. */
  public boolean onHugePages() {
    return false;
  }

  public boolean isReadOnly() {
    return false;
  }

  /** The object that keeps the memory reachable. */
  public Object owner() {
    return this;
  }

  /**
   * Keeps the memory from being freed until {@link #release}.
   *
   * @throws IllegalStateException if it was already freed
   */
  public void retain() {}

  /**
   * The same during another use, so the memory may have been closed already. Needs its own {@link
   * #release}.
   */
  public void retainAgain() {
    retain();
  }

  public void release() {}

  /**
   * Must be called in the thread that starts an operation which continues after its call has
   * returned.
   *
   * @throws IllegalArgumentException if this is the memory of a confined arena
   */
  public void requireShareable() {}
}
