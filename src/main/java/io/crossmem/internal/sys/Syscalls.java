package io.crossmem.internal.sys;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * The native methods: one for each function of {@code native/crossmem.c}.
 *
 * <p>They check nothing and throw nothing; each returns the kernel's result or {@code -errno}.
 * {@link NativeLibrary} must have loaded the library.
 *
 * <p>An iovec array is passed as its address and its number of entries. Each entry is two 64-bit
 * words in native byte order, also on 32-bit machines:
 *
 * <pre>
 *   0        8        16
 *   | address | length |      length in bytes
 * </pre>
 *
 * <p>A {@code guard} is an epoll descriptor that watches the process's pidfd, or -1 for none. With
 * a guard, a transfer returns {@code -ESRCH} if the process had ended when the call was complete
 * (for a write also: when it began). If the guard cannot be checked, its error is returned. Until
 * the process has ended, its pid cannot be reused.
 */
public final class Syscalls {
  /** Errors, the same on every architecture (asm-generic/errno-base.h and errno.h). */
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

  /** Most entries of one iovec array (UIO_MAXIOV); with more the kernel returns EINVAL. */
  public static final int IOV_MAX = 1024;

  /** Most bytes that one call copies (MAX_RW_COUNT in include/linux/fs.h): 2 GiB less a page. */
  public static final int MAX_RW_COUNT = 0x7ffff000;

  /** Bytes of one packed entry. */
  public static final int ENTRY_BYTES = 16;

  /** {@code prctl} option: which process may attach under Yama (include/uapi/linux/prctl.h). */
  public static final int PR_SET_PTRACER = 0x59616d61;

  /** {@code prctl} option: descendants whose parent has ended become children of this process. */
  public static final int PR_SET_CHILD_SUBREAPER = 36;

  /** {@link #madvise}: drop the pages; later reads return zeros (asm-generic/mman.h). */
  public static final int MADV_DONTNEED = 4;

  /** {@link #madvise}: drop the pages of a file in memory, in all processes that map it. */
  public static final int MADV_REMOVE = 9;

  /** {@link #madvise}: back the range with huge pages if possible. */
  public static final int MADV_HUGEPAGE = 14;

  /** {@link #madvise}: map every page now, as a read would; EINVAL before Linux 5.14. */
  public static final int MADV_POPULATE_READ = 22;

  /** {@link #madvise}: allocate every page now, as a write would; EINVAL before Linux 5.14. */
  public static final int MADV_POPULATE_WRITE = 23;

  /**
   * {@link #madvise}: move the contents to huge pages now, whatever the system setting for files in
   * memory is, unless it is "deny"; EINVAL before Linux 6.1.
   */
  public static final int MADV_COLLAPSE = 25;

  /** {@link #fcntl}: adds seals to a file in memory (linux/fcntl.h). */
  public static final int F_ADD_SEALS = 1033;

  /** {@link #fcntl}: returns the seals; -EINVAL for files that cannot have any. */
  public static final int F_GET_SEALS = 1034;

  /** No seal may be added. */
  public static final int F_SEAL_SEAL = 1;

  /** The file may not become shorter. */
  public static final int F_SEAL_SHRINK = 2;

  /** The file may not become longer. */
  public static final int F_SEAL_GROW = 4;

  /** {@link #openFile}: an existing file, for reading and writing. */
  public static final int OPEN_FILE = 0;

  /** {@link #openFile}: a new file of mode 0600; -EEXIST if the name exists. */
  public static final int OPEN_NEW_FILE = 1;

  /** {@link #openFile}: an existing folder. */
  public static final int OPEN_FOLDER = 2;

  /** {@link #openFile}: an existing file, for reading; symbolic links are followed. */
  public static final int OPEN_TO_READ = 3;

  /** {@link #lockFile}: shared lock (asm-generic/fcntl.h). */
  public static final int LOCK_SH = 1;

  /** {@link #lockFile}: exclusive lock. */
  public static final int LOCK_EX = 2;

  /** {@link #lockFile}, additional flag: -EAGAIN instead of waiting. */
  public static final int LOCK_NB = 4;

  /** {@link #lockFile}: unlock. */
  public static final int LOCK_UN = 8;

  /** {@link #membarrier}: a full fence in each registered process (linux/membarrier.h). */
  public static final int MEMBARRIER_GLOBAL_EXPEDITED = 2;

  /** {@link #membarrier}: registers this process for that. */
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

  /** process_vm_readv(2), then the guard. Returns the bytes copied. */
  public static native long processVmReadv(
      int pid, int guard, long local, long localCount, long remote, long remoteCount, long flags);

  /** The guard, process_vm_writev(2), then the guard again. Returns the bytes copied. */
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

  /**
   * Reads {@code length} bytes at {@code remote} to {@code local}, in as many calls as needed.
   * Returns the bytes copied; -errno only if there are none.
   */
  public static native long readSpan(int pid, int guard, long local, long length, long remote);

  /** Writes {@code length} bytes at {@code local} to {@code remote}; like {@link #readSpan}. */
  public static native long writeSpan(int pid, int guard, long local, long length, long remote);

  /** Address of a direct buffer's element 0; 0 for a heap buffer. */
  public static native long directAddress(Buffer buffer);

  /** pidfd_open(2), close-on-exec. Returns a file descriptor. */
  public static native int pidfdOpen(int pid);

  /** pidfd_getfd(2): duplicates a file descriptor of another process into this one. */
  public static native int pidfdGetfd(int pidfd, int fd);

  /** epoll_create1(2), close-on-exec. Returns a file descriptor. */
  public static native int epollCreate();

  /**
   * Makes an epoll watch a descriptor for reading; a pidfd is readable once its process has ended.
   */
  public static native int epollAdd(int epoll, int fd);

  /** 1 if an added descriptor is readable, 0 if none is, else -errno. Never blocks. */
  public static native int epollReady(int epoll);

  /** close(2). */
  public static native int close(int fd);

  /** prctl(2) with one argument. */
  public static native int prctl(int option, long argument);

  /** membarrier(2), in Linux 4.16 and later. Returns 0 or -errno. */
  public static native int membarrier(int command);

  /**
   * futex(2), FUTEX_WAIT: sleeps while the word at {@code address} is {@code expected}. The word
   * may be in shared memory.
   *
   * @param timeoutNanos relative; the kernel adds its timer slack, 50 µs. At most 2^31 seconds
   * @return 0 after a wake-up, which may be spurious or meant for another waiter; -EAGAIN if the
   *     word was not {@code expected}, -ETIMEDOUT, -EINTR after a signal
   */
  public static native int futexWait(long address, int expected, long timeoutNanos);

  /** futex(2), FUTEX_WAKE: wakes at most {@code count} waiters. Returns how many it woke. */
  public static native int futexWake(long address, int count);

  /** mmap(2) of private anonymous memory, readable and writable. Returns its address. */
  public static native long mapAnonymous(long bytes);

  /**
   * openat(2), close-on-exec. The last name in the path must not be a symbolic link, except for
   * {@link #OPEN_TO_READ}.
   *
   * @param path address of the absolute path, which ends with a zero byte
   * @param what {@link #OPEN_FILE}, {@link #OPEN_NEW_FILE}, {@link #OPEN_FOLDER} or {@link
   *     #OPEN_TO_READ}
   * @return a file descriptor
   */
  public static native int openFile(long path, int what);

  /** fallocate(2): allocates the space, filled with zeros, and extends the file if needed. */
  public static native int allocateFile(int fd, long offset, long bytes);

  /**
   * lseek(2), SEEK_DATA: the first offset, from the given one on, at which the file has data.
   * -ENXIO if there is none.
   */
  public static native long nextData(int fd, long offset);

  /** lseek(2), SEEK_HOLE: the first offset, from the given one on, at which a hole starts. */
  public static native long nextHole(int fd, long offset);

  /**
   * flock(2). The lock belongs to the open file, not to the process. It ends when its last
   * descriptor is closed, at the latest when the process ends, even if it is killed.
   */
  public static native int lockFile(int fd, int operation);

  /** fcntl(2) with an int argument. */
  public static native int fcntl(int fd, int command, int argument);

  /** memfd_create(2): an empty file in memory that can be sealed. Returns a file descriptor. */
  public static native int memfdCreate();

  /** statx(2): the inode number of an open file. */
  public static native long fileInode(int fd);

  /** statx(2): the length of an open file. */
  public static native long fileSize(int fd);

  /**
   * mmap(2) of a file, shared, readable and writable. Returns its address.
   *
   * @param address the address to map it at, replacing what is mapped there; 0 for any free range
   * @param offset a multiple of 65536, which is a multiple of every page size
   */
  public static native long mapFile(long address, int fd, long offset, long bytes);

  /**
   * mmap(2) over a mapping: in one step its pages are released and replaced by private zeros, which
   * use memory only when they are written.
   */
  public static native int replaceByZeros(long address, long bytes);

  /** munmap(2). */
  public static native int unmap(long address, long bytes);

  /** madvise(2). */
  public static native int madvise(long address, long bytes, int advice);

  /**
   * A direct buffer over memory that the caller must keep; big-endian, like every new buffer.
   *
   * @param bytes at most 2^31 - 1
   */
  public static native ByteBuffer directBuffer(long address, long bytes);

  /**
   * Copies memory that another core is about to read or has just written; {@code native/copy.h}
   * says why this is faster than a copy between two buffers. The ranges must not overlap.
   */
  public static native void copy(long to, long from, long bytes);

  /** The same by stores that bypass the caches, if the processor has them; see there. */
  public static native void copyNonTemporal(long to, long from, long bytes);

  /**
   * Copies blocks with a constant stride on each side. The two sides must not overlap.
   *
   * @param toStride bytes from the start of one block to that of the next; may be negative
   * @param fromStride the same, for the source
   * @param bytes size of a block
   * @param count number of blocks
   */
  public static native void copyBlocks(
      long to, long toStride, long from, long fromStride, long bytes, long count);

  /**
   * {@code result[i] = left[i] op right[i]}, as Java computes it; min and max as {@link Math} does.
   * The result may be the same memory as the left or the right operand, but must not partly overlap
   * either. Addresses need not be aligned. Undefined combinations, such as {@link #AND} of {@link
   * #DOUBLE}, do nothing.
   *
   * @param count number of elements
   */
  public static native void reduce(
      int op, int type, long result, long left, long right, long count);
}
