package io.crossmem.internal.shm;

import io.crossmem.Errno;
import io.crossmem.internal.sys.Syscalls;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The descriptor of a shared memory file.
 *
 * <p>Space is allocated before it is used: if a tmpfs is full, the allocation fails, while
 * accessing a mapped page without space would end the process with SIGBUS.
 *
 * @param folder of the file system, for messages and to find out the free space
 */
record SharedMemoryFile(int fd, Path folder) {
  private static final int ENOSPC = 28; // asm-generic/errno-base.h
  private static final int EOPNOTSUPP = 95; // asm-generic/errno.h
  private static final int STEP = 4 << 20; // bytes; an interrupted step is repeated
  private static final int COLLECTIONS = 3;
  private static final long CLEANERS_NS = 50_000_000; // for cleaners of unreachable objects to run

  /**
   * Closes the descriptor when its owner is unreachable, unless the owner has closed it before.
   *
   * @return a flag that the owner must set when it closes the descriptor
   */
  AtomicBoolean closeWith(Object owner) {
    AtomicBoolean closed = new AtomicBoolean();
    int number = fd;
    FileMapping.cleaner()
        .register(
            owner,
            () -> {
              if (closed.compareAndSet(false, true)) {
                Syscalls.close(number);
              }
            });
    return closed;
  }

  /** Groups that are unreachable but were not closed may hold the missing space. */
  void reserveOrCollect(long start, long bytes) throws IOException {
    for (int collections = 0; ; collections++) {
      try {
        reserve(start, bytes);
        return;
      } catch (FullException e) {
        if (collections == COLLECTIONS) {
          throw e;
        }
        System.gc();
        LockSupport.parkNanos(CLEANERS_NS);
      }
    }
  }

  /**
   * Allocates the space of a range.
   *
   * @throws FullException if there is not enough; the message says how much is needed and free
   */
  void reserve(long start, long bytes) throws IOException {
    File system = folder.toFile();
    if (system.getTotalSpace() > 0 && bytes > system.getUsableSpace()) { // 0 means no limit
      throw full(bytes);
    }
    for (long done = 0; done < bytes; ) {
      long step = Math.min(bytes - done, STEP);
      int result = Syscalls.allocateFile(fd, start + done, step);
      if (result == 0) {
        done += step;
      } else if (result == -EOPNOTSUPP) {
        writeZeros(start, bytes);
        return;
      } else if (result == -ENOSPC || result == -Errno.ENOMEM.number()) {
        throw full(bytes);
      } else if (result != -Errno.EINTR.number()) {
        throw new IOException(
            "cannot allocate space in " + folder + ": fallocate failed with errno " + -result);
      }
    }
  }

  /** For file systems without fallocate. */
  private void writeZeros(long start, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile("/proc/self/fd/" + fd, "rw")) {
      byte[] zeros = new byte[(int) Math.min(bytes, 1 << 16)];
      file.seek(start);
      for (long done = 0; done < bytes; done += zeros.length) {
        file.write(zeros, 0, (int) Math.min(bytes - done, zeros.length));
      }
    } catch (IOException e) {
      throw (IOException) full(bytes).initCause(e);
    }
  }

  private FullException full(long bytes) {
    File system = folder.toFile();
    return new FullException(
        String.format(
            Locale.ROOT,
            "not enough shared memory in %s: %d KiB are needed, %d KiB of %d KiB are free; make it"
                + " larger (docker run --shm-size, or mount -o remount,size=)",
            folder,
            bytes >> 10,
            system.getUsableSpace() >> 10,
            system.getTotalSpace() >> 10));
  }

  private static final class FullException extends IOException {
    private static final long serialVersionUID = 1;

    FullException(String message) {
      super(message);
    }
  }
}
