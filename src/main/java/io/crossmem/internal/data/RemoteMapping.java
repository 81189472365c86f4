package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Shared memory of another rank's that is mapped here too, with a count of the messages that use
 * it. In pieces, since no ByteBuffer spans more than 2 GiB; each goes on a little into the next, so
 * that no part of a message is cut. Used by one thread at a time.
 */
public final class RemoteMapping {
  /** Most bytes of a {@link #view} that can be relied on. */
  public static final int LONGEST_PART = 1 << 20;

  private static final int PIECE_SHIFT = 30;
  private static final int CHUNK_SHIFT = 21; // pages are mapped in chunks of a huge page

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
   * Maps all of a file that is sealed.
   *
   * @param rank whose it is
   * @param descriptor the number that the rank has it open under
   * @param inode the file's
   * @param fd this process's descriptor of it, which is not needed afterwards
   * @param length of the file in bytes, above 0
   * @throws ErrnoException if it cannot be mapped
   * @throws OutOfMemoryError if there are no addresses for it
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

  /** Whether a rank had it open under this number when it was mapped. */
  public boolean isOf(int owner, int number) {
    return rank == owner && descriptor == number;
  }

  public int rank() {
    return rank;
  }

  public long inode() {
    return inode;
  }

  /** Bytes. */
  public long length() {
    return length;
  }

  public boolean contains(long offset, long bytes) {
    return offset >= 0 && bytes >= 0 && bytes <= length && offset <= length - bytes;
  }

  /** A message uses it until its {@link #release}. */
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
   * Maps the pages of a range now, which takes less time than a fault for each.
   *
   * @return 0, or an errno if some of them cannot be had: then they must not be touched
   */
  public int populate(long offset, int bytes) {
    int last = (int) ((offset + bytes - 1) >>> CHUNK_SHIFT);
    for (int chunk = (int) (offset >>> CHUNK_SHIFT); chunk <= last; chunk++) {
      if (!populated.get(chunk)) {
        long from = (long) chunk << CHUNK_SHIFT;
        long size = Math.min(1L << CHUNK_SHIFT, length - from);
        int result = Syscalls.madvise(mapping.address + from, size, Syscalls.MADV_POPULATE_READ);
        if (result < 0 && result != -Syscalls.EINVAL) { // not known before Linux 5.14
          return -result;
        }
        populated.set(chunk);
      }
    }
    return 0;
  }

  /** Where bytes from an offset on lie: at {@link #index} in this view. */
  public TypedView view(long offset) {
    return pieces[(int) (offset >>> PIECE_SHIFT)];
  }

  public static int index(long offset) {
    return (int) offset & (1 << PIECE_SHIFT) - 1;
  }

  /** Gives the addresses back; nobody may use any view from here on. */
  public void close() {
    mapping.unmap();
  }
}
