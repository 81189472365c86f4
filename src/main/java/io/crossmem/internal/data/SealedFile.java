package io.crossmem.internal.data;

import static io.crossmem.internal.sys.Syscalls.F_SEAL_GROW;
import static io.crossmem.internal.sys.Syscalls.F_SEAL_SEAL;
import static io.crossmem.internal.sys.Syscalls.F_SEAL_SHRINK;

import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.Syscalls;

/**
 * A file in memory, without a name, whose length can never change: so whoever maps it meets no
 * SIGBUS. Another process that may attach to this one takes it over by its descriptor's number, and
 * tells by the inode whether it is still the file that was meant.
 *
 * @param fd open until {@link #close}
 * @param inode unlike that of any other such file, until the kernel has given out all numbers
 */
public record SealedFile(int fd, long inode) {
  private static final int NEEDED = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  private static final int STEP = 4 << 20; // bytes: an interrupted step starts again

  /**
   * A new one, empty, and not sealed yet.
   *
   * @throws ErrnoException if the kernel makes none
   */
  static SealedFile create() throws ErrnoException {
    int fd = require(Syscalls.memfdCreate());
    long inode = Syscalls.fileInode(fd);
    if (inode < 0) {
      Syscalls.close(fd);
      throw new ErrnoException("telling memory by its number", (int) -inode);
    }
    return new SealedFile(fd, inode);
  }

  /**
   * Gives it a length, and takes one page in each range of so many bytes: the kernel makes a huge
   * page of a range that has any, and takes no longer than to clear it.
   *
   * @throws ErrnoException if the kernel does not give as much
   */
  void takeOnePageOfEach(long range, long length) throws ErrnoException {
    for (long end = range; end <= length; end += range) {
      take(end - 1, 1);
    }
  }

  /**
   * Takes all pages that are not there yet.
   *
   * @throws ErrnoException if the kernel does not give as much
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

  /** From here on its length can never change. */
  void seal() throws ErrnoException {
    require(Syscalls.fcntl(fd, Syscalls.F_ADD_SEALS, NEEDED));
  }

  private static int require(int result) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException("making memory that can be shared", -result);
    }
    return result;
  }

  /**
   * The length of what a descriptor stands for, if it is the file of that inode, and sealed; else
   * -1. Of such a file, all of the length can be touched for as long as it is mapped.
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
