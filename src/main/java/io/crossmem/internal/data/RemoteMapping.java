package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Objects;

/**
 * Shared memory of another rank that is also mapped here, with a count of the messages that use it.
 * It has several pieces, since a ByteBuffer is limited to 2 GiB. Each piece overlaps the next, so
 * that no part of a message is split. Only one thread at a time may use it.
 */
public final class RemoteMapping {
  /** Number of bytes that any {@link #view} has at least. */
  public static final int LONGEST_PART = 1 << 20;

  private static final int PIECE_SHIFT = 30;
  private static final int CHUNK_SHIFT = 21; // pages are mapped in chunks of one huge page

  private final int rank;
  private final int descriptor;
  private final long inode;
  private final long length;
  private final Mapping mapping;
  private final TypedView[] pieces;
  private final BitSet populated = new BitSet(); // by chunk
  private int users;

  private RemoteMapping(int rank, int descriptor, long inode, long length, Mapping mapping) {
    this.rank = rank;
    this.descriptor = descriptor;
    this.inode = inode;
    this.length = length;
    this.mapping = mapping;
    pieces = new TypedView[(int) (((length - 1) >>> PIECE_SHIFT) + 1)];
    for (int i = 0; i < pieces.length; i++) {
      long from = (long) i << PIECE_SHIFT;
      long bytes = Math.min((1L << PIECE_SHIFT) + LONGEST_PART, length - from);
      ByteBuffer buffer = Syscalls.directBuffer(mapping.address + from, bytes);
      pieces[i] = new TypedView(buffer, mapping.address + from);
    }
    mapping.keepFor(this);
  }

  /**
   * Maps all of a sealed file.
   *
   * @param rank the owner
   * @param descriptor the owner's descriptor number
   * @param inode of the file
   * @param fd this process's descriptor, which is not needed afterwards
   * @param length of the file in bytes, above 0
   * @throws ErrnoException if it cannot be mapped
   * @throws OutOfMemoryError if no address range is free
   */
  public static RemoteMapping of(int rank, int descriptor, long inode, int fd, long length)
      throws ErrnoException {
    Mapping mapping = Mapping.ofFile(fd, length);
    try {
      return new RemoteMapping(rank, descriptor, inode, length, mapping);
    } catch (OutOfMemoryError e) {
      mapping.unmap();
      throw e;
    }
  }

  /** Whether this is the memory that the rank announced under this descriptor number. */
  public boolean isOf(int owner, int number) {
    return rank == owner && descriptor == number;
  }

  public int rank() {
    return rank;
  }

  public long inode() {
    return inode;
  }

  /** Length in bytes. */
  public long length() {
    return length;
  }

  public boolean contains(long offset, long bytes) {
    return offset >= 0 && bytes >= 0 && bytes <= length && offset <= length - bytes;
  }

  /** Begins a use by a message, until {@link #release}. */
  public void retain() {
    users++;
  }

  public void release() {
    users--;
  }

  public boolean isInUse() {
    return users > 0;
  }

  /**
   * Maps the pages of a range now, which is faster than a page fault for each.
   *
   * @return 0, or an errno if some pages are not available: then they must not be accessed
   */
  public int populate(long offset, int bytes) {
    int last = (int) ((offset + bytes - 1) >>> CHUNK_SHIFT);
    for (int chunk = (int) (offset >>> CHUNK_SHIFT); chunk <= last; chunk++) {
      if (!populated.get(chunk)) {
        long from = (long) chunk << CHUNK_SHIFT;
        long size = Math.min(1L << CHUNK_SHIFT, length - from);
        int result = Syscalls.madvise(mapping.address + from, size, Syscalls.MADV_POPULATE_READ);
        if (result < 0 && result != -Syscalls.EINVAL) { // EINVAL before Linux 5.14
          return -result;
        }
        populated.set(chunk);
      }
    }
    return 0;
  }

  /** The view that contains the bytes at an offset, at its {@link #index}. */
  public TypedView view(long offset) {
    return pieces[(int) (offset >>> PIECE_SHIFT)];
  }

  public static int index(long offset) {
    return (int) offset & (1 << PIECE_SHIFT) - 1;
  }

  /** A new buffer over a part, in the native byte order. It stays mapped while the buffer lives. */
  public ByteBuffer buffer(long offset, int bytes) {
    Objects.checkFromIndexSize(offset, bytes, length);
    ByteBuffer buffer = Syscalls.directBuffer(mapping.address + offset, bytes);
    mapping.keepFor(buffer);
    return buffer.order(ByteOrder.nativeOrder());
  }

  /** Unmaps the memory; no view may be used after this. */
  public void close() {
    mapping.unmap();
  }
}
