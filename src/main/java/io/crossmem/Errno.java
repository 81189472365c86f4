package io.crossmem;

import io.crossmem.internal.sys.Syscalls;

/**
 * The errors of the Linux kernel that can occur in a transfer, with their names in errno(3).
 *
 * <p>Numbers are those of {@code include/uapi/asm-generic/errno-base.h} and {@code errno.h}.
 */
public enum Errno {
  /** Permission denied: {@link ProcessMemory#diagnose} says why. */
  EPERM(Syscalls.EPERM, "not permitted"),
  /** Result of pidfd_open for a thread's id, in newer kernels. */
  ENOENT(Syscalls.ENOENT, "no such entry"),
  /** No such process: it never existed, has ended, is a zombie or a kernel thread. */
  ESRCH(Syscalls.ESRCH, "no such process"),
  /** Interrupted by a signal. */
  EINTR(Syscalls.EINTR, "interrupted"),
  /** Bad file descriptor. */
  EBADF(Syscalls.EBADF, "bad file descriptor"),
  /** The kernel has no memory for its own data. */
  ENOMEM(Syscalls.ENOMEM, "out of memory"),
  /** Permission denied by the mode of a file or by a security module. */
  EACCES(Syscalls.EACCES, "permission denied"),
  /** Memory that is not mapped, or not mapped with that permission. */
  EFAULT(Syscalls.EFAULT, "memory not accessible"),
  /**
   * An argument that the kernel refuses: unknown flags, more than 1024 entries, a length over 2^63.
   */
  EINVAL(Syscalls.EINVAL, "invalid argument"),
  /** This process has too many open files. */
  EMFILE(Syscalls.EMFILE, "too many open files in this process"),
  /** The whole system has too many open files. */
  ENFILE(Syscalls.ENFILE, "too many open files in the system"),
  /** The kernel does not have this call, or a seccomp filter hides it. */
  ENOSYS(Syscalls.ENOSYS, "the kernel has no such call"),
  /** An address or a length of more than 32 bits, used from a 32-bit JVM. */
  EOVERFLOW(Syscalls.EOVERFLOW, "needs more than 32 bits"),
  /** Any other error: {@link ProcessMemoryException#errnoNumber()} returns its number. */
  OTHER(0, "other error");

  private final int number;
  private final String words;

  Errno(int number, String words) {
    this.number = number;
    this.words = words;
  }

  /** {@return the number in the kernel's headers; 0 for {@link #OTHER}} */
  public int number() {
    return number;
  }

  /** {@return what it means for a transfer, in a few words} */
  public String words() {
    return words;
  }

  /**
   * {@return the constant with this number, {@link #OTHER} if there is none}
   *
   * @param number the kernel's error number, above 0
   */
  public static Errno of(int number) {
    for (Errno errno : values()) {
      if (errno.number == number) {
        return errno;
      }
    }
    return OTHER;
  }
}
