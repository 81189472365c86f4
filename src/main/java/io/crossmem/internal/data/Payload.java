package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;

/**
 * What is sent or received: a buffer, a part of an array, memory on huge pages, or blocks of these.
 *
 * <p>Any method that touches the memory may throw: the user may have closed its arena, or cut the
 * file that it maps.
 */
public abstract class Payload {
  private final ElementType type;

  Payload(ElementType type) {
    this.type = type;
  }

  public final ElementType type() {
    return type;
  }

  /** Length of a message that holds all of this. */
  public abstract long bytes();

  /** Number of elements. */
  public final long count() {
    return bytes() / type.bytes();
  }

  /** Copies bytes, counted from the message's start, into a view. */
  public abstract void copyOut(long offset, TypedView to, int at, int bytes);

  /** Copies bytes of a view here. */
  public abstract void copyIn(long offset, TypedView from, int at, int bytes);

  /**
   * The address of the first byte if all lie in one piece that never moves and is not freed before
   * {@link #release}; else 0. For the kernel's copies, which report memory that is not there.
   */
  public abstract long address();

  /**
   * The same, if in addition native code may touch the memory: there is nothing behind it, such as
   * a file, that could be taken away. Else 0.
   */
  public abstract long plainAddress();

  /** Whether memory with an address stays mapped for as long as {@link #owner} is reachable. */
  public boolean staysMapped() {
    return true;
  }

  /**
   * The blocks, if there are several of which each has an address, and the kernel copies them well;
   * else null.
   */
  public BlockAddresses blocks() {
    return null;
  }

  /** The memory that other ranks can map, if {@link #address} is of such; else null. */
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

  /** What keeps the memory from being collected. */
  public Object owner() {
    return this;
  }

  /**
   * From here to {@link #release} the memory is not given back.
   *
   * @throws IllegalStateException if it was given back already
   */
  public void retain() {}

  /**
   * The same within a use that goes on, so that the memory may have been closed meanwhile. Ends by
   * a {@link #release} of its own.
   */
  public void retainAgain() {
    retain();
  }

  public void release() {}

  /**
   * To be asked in the thread that starts an operation which goes on after its call has returned.
   *
   * @throws IllegalArgumentException if this memory lives only as long as its thread says
   */
  public void requireShareable() {}
}
