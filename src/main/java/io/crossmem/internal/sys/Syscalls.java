package io.crossmem.internal.sys;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * The native methods: one for one the functions of {@code native/crossmem.c}.
 *
 * <p>Nothing is checked here; each returns what the kernel returns, a result or {@code -errno}, and
 * none throws. {@link NativeLibrary} must have loaded the library.
 *
 * <p>An iovec array is given by its address and its count of entries. Every entry is two 64-bit
 * words in native byte order, on 32-bit machines too:
 *
 * <pre>
 *   0        8        16
 *   | address | length |      length in bytes
 * </pre>
 *
 * <p>A {@code guard} is an epoll over the process's pidfd, or -1 for none. With a guard, a transfer
 * returns {@code -ESRCH} if the process behind it had ended when the call was over (and, for a
 * write, when it began), and the error of a guard that cannot be asked. While that process has not
 * ended its pid cannot be anyone else's.
 */
public final class Syscalls {
  /** Errors, as every architecture has them (asm-generic/errno-base.h and errno.h). */
  public static final int EPERM = 1;

  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOSYS = 38;
  public static final int EOVERFLOW = 75;
  public static final int ETIMEDOUT = 110;

  /** Most entries of one iovec array (UIO_MAXIOV); with more the kernel says EINVAL. */
  public static final int IOV_MAX = 1024;

  /** Most bytes that one call moves (MAX_RW_COUNT in include/linux/fs.h): 2 GiB less a page. */
  public static final int MAX_RW_COUNT = 0x7ffff000;

  /** Bytes of one packed entry. */
  public static final int ENTRY_BYTES = 16;

  /** {@code prctl} option that names who may attach under Yama (include/uapi/linux/prctl.h). */
  public static final int PR_SET_PTRACER = 0x59616d61;

  /** {@code prctl} option: descendants whose parent has ended become children of this process. */
  public static final int PR_SET_CHILD_SUBREAPER = 36;

  /** {@link #madvise}: drop the pages; what is read afterwards is zero (asm-generic/mman.h). */
  public static final int MADV_DONTNEED = 4;

  /** {@link #madvise}: drop the pages of a file in memory, for all who have it mapped. */
  public static final int MADV_REMOVE = 9;

  /** {@link #madvise}: back the range with huge pages where it can be. */
  public static final int MADV_HUGEPAGE = 14;

  /** {@link #madvise}: map every page now, as if read; EINVAL before Linux 5.14. */
  public static final int MADV_POPULATE_READ = 22;

  /** {@link #madvise}: take every page now, as if written; EINVAL before Linux 5.14. */
  public static final int MADV_POPULATE_WRITE = 23;

  /**
   * {@link #madvise}: move what is there to huge pages now, whatever the administrator set for
   * files in memory, unless that is "deny"; EINVAL before Linux 6.1.
   */
  public static final int MADV_COLLAPSE = 25;

  /** {@link #fcntl}: adds seals to a file in memory (linux/fcntl.h). */
  public static final int F_ADD_SEALS = 1033;

  /** {@link #fcntl}: the seals; -EINVAL of what can have none. */
  public static final int F_GET_SEALS = 1034;

  /** No seal may be added. */
  public static final int F_SEAL_SEAL = 1;

  /** The file may not become shorter. */
  public static final int F_SEAL_SHRINK = 2;

  /** The file may not become longer. */
  public static final int F_SEAL_GROW = 4;

  /** {@link #openFile}: a file that is there, to be read and written. */
  public static final int OPEN_FILE = 0;

  /** {@link #openFile}: a new file of mode 0600; -EEXIST if anything has that name. */
  public static final int OPEN_NEW_FILE = 1;

  /** {@link #openFile}: a folder that is there. */
  public static final int OPEN_FOLDER = 2;

  /** {@link #lockFile}: together with others that do so (asm-generic/fcntl.h). */
  public static final int LOCK_SH = 1;

  /** {@link #lockFile}: alone. */
  public static final int LOCK_EX = 2;

  /** {@link #lockFile}, added: -EAGAIN instead of waiting. */
  public static final int LOCK_NB = 4;

  /** {@link #lockFile}: no more. */
  public static final int LOCK_UN = 8;

  /** {@link #membarrier}: a full fence in each registered process (linux/membarrier.h). */
  public static final int MEMBARRIER_GLOBAL_EXPEDITED = 2;

  /** {@link #membarrier}: registers this process for the former. */
  public static final int MEMBARRIER_REGISTER_GLOBAL_EXPEDITED = 4;

  /** Types of elements, for {@link #reduce}. */
  public static final int BYTE = 0;

  public static final int SHORT = 1;
  public static final int INT = 2;
  public static final int LONG = 3;
  public static final int FLOAT = 4;
  public static final int DOUBLE = 5;

  /** Operations, for {@link #reduce}. */
  public static final int SUM = 0;

  public static final int PRODUCT = 1;
  public static final int MIN = 2;
  public static final int MAX = 3;
  public static final int AND = 4;
  public static final int OR = 5;
  public static final int XOR = 6;

  private Syscalls() {}

  /** process_vm_readv(2), then the guard. Returns the bytes moved. */
  public static native long processVmReadv(
      int pid, int guard, long local, long localCount, long remote, long remoteCount, long flags);

  /** The guard, process_vm_writev(2), then the guard again. Returns the bytes moved. */
  public static native long processVmWritev(
      int pid, int guard, long local, long localCount, long remote, long remoteCount, long flags);

  /**
   * Reads {@code length} bytes at {@code address} into a direct buffer, from {@code position} on.
   */
  public static native long readDirect(
      int pid, int guard, ByteBuffer buffer, int position, int length, long address);

  /**
   * Writes {@code length} bytes of a direct buffer, from {@code position} on, to {@code address}.
   */
  public static native long writeDirect(
      int pid, int guard, ByteBuffer buffer, int position, int length, long address);

  /** Address of a direct buffer's element 0; 0 for a heap buffer. */
  public static native long directAddress(Buffer buffer);

  /** pidfd_open(2), close-on-exec. Returns a file descriptor. */
  public static native int pidfdOpen(int pid);

  /** pidfd_getfd(2): what another process has open, as a descriptor of this one's. */
  public static native int pidfdGetfd(int pidfd, int fd);

  /** epoll_create1(2), close-on-exec. Returns a file descriptor. */
  public static native int epollCreate();

  /** Has an epoll watch for a descriptor that may be read; a pidfd is so once its process ended. */
  public static native int epollAdd(int epoll, int fd);

  /** 1 if anything added may be read, 0 if nothing, else -errno. Never blocks. */
  public static native int epollReady(int epoll);

  /** close(2). */
  public static native int close(int fd);

  /** prctl(2) with one argument. */
  public static native int prctl(int option, long argument);

  /** membarrier(2), from Linux 4.16 on. Returns 0 or -errno. */
  public static native int membarrier(int command);

  /**
   * futex(2), FUTEX_WAIT: sleeps while the word at {@code address} is {@code expected}. The word
   * may be in memory that processes share.
   *
   * @param timeoutNanos from now; the kernel adds its slack, 50 µs. At most 2^31 seconds count
   * @return 0 after a wake, which may have been another's or spurious; -EAGAIN if the word was not
   *     {@code expected}, -ETIMEDOUT, -EINTR after a signal
   */
  public static native int futexWait(long address, int expected, long timeoutNanos);

  /** futex(2), FUTEX_WAKE: wakes at most {@code count} that wait. Returns how many. */
  public static native int futexWake(long address, int count);

  /** mmap(2) of private anonymous memory, to be read and written. Returns its address. */
  public static native long mapAnonymous(long bytes);

  /**
   * openat(2), close-on-exec. The last name in the path may not be a symbolic link.
   *
   * @param path address of the absolute path, which ends with a zero byte
   * @param what {@link #OPEN_FILE}, {@link #OPEN_NEW_FILE} or {@link #OPEN_FOLDER}
   * @return a file descriptor
   */
  public static native int openFile(long path, int what);

  /** fallocate(2): takes the space, as zeros, and lengthens a file that ends before. */
  public static native int allocateFile(int fd, long offset, long bytes);

  /**
   * flock(2). The lock belongs to what was opened, not to the process, and ends when the last
   * descriptor of it is closed: at the latest when its process ends, however that happens.
   */
  public static native int lockFile(int fd, int operation);

  /** fcntl(2) with a number as its argument. */
  public static native int fcntl(int fd, int command, int argument);

  /** memfd_create(2): an empty file in memory that can be sealed. Returns a file descriptor. */
  public static native int memfdCreate();

  /** statx(2): the number by which its file system knows an open file. */
  public static native long fileInode(int fd);

  /** statx(2): the length of an open file. */
  public static native long fileSize(int fd);

  /**
   * mmap(2) of a file, shared, to be read and written. Returns its address.
   *
   * @param address to map it over what is mapped there; 0 for wherever there is room
   * @param offset a multiple of 65536, which every page size divides
   */
  public static native long mapFile(long address, int fd, long offset, long bytes);

  /**
   * mmap(2) over a mapping: in one step its pages are let go, and private zeros are there instead,
   * which take memory only if they are written.
   */
  public static native int replaceByZeros(long address, long bytes);

  /** munmap(2). */
  public static native int unmap(long address, long bytes);

  /** madvise(2). */
  public static native int madvise(long address, long bytes, int advice);

  /**
   * A direct buffer over memory that is the caller's to keep, in big-endian order as every new one.
   *
   * @param bytes at most 2^31 - 1
   */
  public static native ByteBuffer directBuffer(long address, long bytes);

  /**
   * Copies memory that another core is about to read, or has just written; {@code native/copy.h}
   * says what is better about it than a copy between two buffers. The two may not overlap.
   */
  public static native void copy(long to, long from, long bytes);

  /**
   * Copies blocks that lie at one distance on each side. No part of the one side may lie in the
   * other.
   *
   * @param toStride bytes from the start of one block to that of the next; may be negative
   * @param fromStride the same
   * @param bytes of a block
   * @param count of blocks
   */
  public static native void copyBlocks(
      long to, long toStride, long from, long fromStride, long bytes, long count);

  /**
   * {@code result[i] = left[i] op right[i]}, as Java computes it; min and max as {@link Math} does.
   * The result may be in the place of the left or the right, or apart from both, but not overlap
   * one by a part. No address needs to be aligned. What is not defined, such as {@link #AND} of
   * {@link #DOUBLE}, does nothing.
   *
   * @param count of elements
   */
  public static native void reduce(
      int op, int type, long result, long left, long right, long count);
}
