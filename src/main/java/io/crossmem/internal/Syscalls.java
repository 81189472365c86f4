package io.crossmem.internal;

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
 * <p>A {@code guard} is what {@link #guardOpen} returned, or -1 for none. With a guard, a transfer
 * returns {@code -ESRCH} if the process behind it had ended when the call was over (and, for a
 * write, when it began). While that process has not ended its pid cannot be anyone else's.
 */
public final class Syscalls {
  /** Most entries of one iovec array (UIO_MAXIOV); with more the kernel says EINVAL. */
  public static final int IOV_MAX = 1024;

  /** Most bytes that one call moves (MAX_RW_COUNT in include/linux/fs.h): 2 GiB less a page. */
  public static final int MAX_RW_COUNT = 0x7ffff000;

  /** Bytes of one packed entry. */
  public static final int ENTRY_BYTES = 16;

  /** {@code prctl} option that names who may attach under Yama (include/uapi/linux/prctl.h). */
  public static final int PR_SET_PTRACER = 0x59616d61;

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

  /** Address of a direct buffer's byte 0; 0 for a heap buffer. */
  public static native long directAddress(ByteBuffer buffer);

  /** pidfd_open(2), close-on-exec. Returns a file descriptor. */
  public static native int pidfdOpen(int pid);

  /** An epoll(7) over a pidfd, close-on-exec: a guard for the transfers above. */
  public static native int guardOpen(int pidfd);

  /** 1 if the process has ended (a zombie has), 0 if it lives. Never blocks. */
  public static native int guardEnded(int guard);

  /** close(2). */
  public static native int close(int fd);

  /** prctl(2) with one argument. */
  public static native int prctl(int option, long argument);
}
