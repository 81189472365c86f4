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
 * A descriptor of a file in shared memory.
 *
 * <p>Its space is taken before it is used: where a tmpfs is full, the kernel says so then, while
 * touching a mapped page of it would end the process with SIGBUS.
 *
 * @param folder of the file system, for words and to ask how much is free
 */
record SharedMemoryFile(int fd, Path folder) {
  private static final int ENOSPC = 28; // asm-generic/errno-base.h
  private static final int EOPNOTSUPP = 95; // asm-generic/errno.h
  private static final int STEP = 4 << 20; // bytes: an interrupted step starts again
  private static final int COLLECTIONS = 3;
  private static final long CLEANERS_NS = 50_000_000; // for what was found unreachable

  /**
   * Has the descriptor closed when its owner is unreachable, unless the owner does so before.
   *
   * @return to be set by the owner when it closes the descriptor
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

  /** Groups that were dropped without closing them may hold what is missing. */
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
   * Takes the space of a range.
   *
   * @throws FullException if there is none; the message says how much is needed and free
   */
  void reserve(long start, long bytes) throws IOException {
    File system = folder.toFile();
    if (system.getTotalSpace() > 0 && bytes > system.getUsableSpace()) { // 0: without a limit
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
            "no space can be taken in " + folder + ": errno " + -result + ", of fallocate");
      }
    }
  }

  /** Where the file system does not know how to reserve. */
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
            "not enough shared memory in %s: %d KiB are needed, %d KiB of %d KiB are free; make it larger (docker run --shm-size, or mount -o remount,size=)",
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
