package io.crossmem.internal.data;

import static io.crossmem.internal.sys.Syscalls.F_SEAL_GROW;
import static io.crossmem.internal.sys.Syscalls.F_SEAL_SEAL;
import static io.crossmem.internal.sys.Syscalls.F_SEAL_SHRINK;

import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.Syscalls;

/**
 * A file in memory (memfd) whose length can never change, so that a process that maps it never gets
 * SIGBUS. A process that may attach to this one can duplicate the descriptor by its number. It
 * checks by the inode that it is the expected file.
 *
 * @param fd open until {@link #close}
 * @param inode unique among such files, until the kernel reuses numbers
 */
public record SealedFile(int fd, long inode) {
  private static final int NEEDED = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  private static final int STEP = 4 << 20; // bytes; an interrupted step is repeated

  /**
   * Creates an empty file, which is not sealed yet.
   *
   * @throws ErrnoException if the kernel cannot create it
   */
  static SealedFile create() throws ErrnoException {
    int fd = require(Syscalls.memfdCreate());
    long inode = Syscalls.fileInode(fd);
    if (inode < 0) {
      Syscalls.close(fd);
      throw new ErrnoException("reading the inode of shared memory", (int) -inode);
    }
    return new SealedFile(fd, inode);
  }

  /**
   * Sets the length, and allocates one page in each range of {@code range} bytes: the kernel can
   * then turn each range into a huge page, in the time that it takes to clear it.
   *
   * @throws ErrnoException if there is not enough memory
   */
  void takeOnePageOfEach(long range, long length) throws ErrnoException {
    for (long end = range; end <= length; end += range) {
      take(end - 1, 1);
    }
  }

  /**
   * Allocates all missing pages.
   *
   * @throws ErrnoException if there is not enough memory
   */
  void takeAll(long length) throws ErrnoException {
    for (long done = 0; done < length; done += STEP) {
      take(done, Math.min(length - done, STEP));
    }
  }

  private void take(long offset, long bytes) throws ErrnoException {
    int result;
    do {
      result = Syscalls.allocateFile(fd, offset, bytes);
    } while (result == -Syscalls.EINTR);
    require(result);
  }

  /** Seals the file: its length can never change after this. */
  void seal() throws ErrnoException {
    require(Syscalls.fcntl(fd, Syscalls.F_ADD_SEALS, NEEDED));
  }

  private static int require(int result) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException("creating shared memory", -result);
    }
    return result;
  }

  /**
   * The length of the file of a descriptor, if it has this inode and is sealed; else -1. All of
   * such a file can be accessed safely while it is mapped.
   */
  public static long lengthOf(int fd, long inode) {
    int seals = Syscalls.fcntl(fd, Syscalls.F_GET_SEALS, 0);
    return seals >= 0 && (seals & NEEDED) == NEEDED && Syscalls.fileInode(fd) == inode
        ? Syscalls.fileSize(fd)
        : -1;
  }

  void close() {
    Syscalls.close(fd);
  }
}
