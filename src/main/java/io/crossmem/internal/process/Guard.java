package io.crossmem.internal.process;

import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Cleaner;

/**
 * A pidfd and an epoll over it, once they could be had. Apart from {@link RemoteProcess}, so that a
 * cleaner can hold it.
 *
 * <p>A pidfd becomes readable when the last thread of its process has ended, and only after that
 * can the pid be given out again. An epoll over it tells so in one system call that costs little
 * more than entering the kernel (poll on the pidfd itself takes more than twice as long).
 */
final class Guard implements Runnable {
  private int pidfd = -1;
  private int epoll = -1;
  private boolean released;

  /** Opens what is not open yet. Returns the epoll's descriptor, or -errno. */
  synchronized int arm(int pid) {
    if (released) {
      return -Syscalls.EBADF;
    }
    if (epoll < 0) {
      int newPidfd = Syscalls.pidfdOpen(pid);
      if (newPidfd < 0) {
        return newPidfd;
      }
      int newEpoll = epollOver(newPidfd);
      if (newEpoll < 0) {
        Syscalls.close(newPidfd);
        return newEpoll;
      }
      pidfd = newPidfd;
      epoll = newEpoll;
    }
    return epoll;
  }

  /**
   * For the descriptors of all processes. It is made as soon as processes are dealt with, and this
   * class is loaded by that: later there may be no file descriptor left to load it with.
   */
  static Cleaner newCleaner() {
    return Cleaner.create();
  }

  /**
   * Of {@link #arm}: no pidfd can be had here, ever: the kernel is older, or a seccomp filter
   * forbids it.
   */
  static boolean isUnknownCall(int result) {
    return result == -Syscalls.ENOSYS || result == -Syscalls.EPERM;
  }

  /**
   * Of {@link #arm}: there is no such process. The last two are said, by newer kernels, of an id
   * that is a thread's.
   */
  static boolean isNoProcess(int result) {
    return result == -Syscalls.ESRCH || result == -Syscalls.EINVAL || result == -Syscalls.ENOENT;
  }

  /** An epoll over a pidfd, or -errno. */
  private static int epollOver(int pidfd) {
    int epoll = Syscalls.epollCreate();
    if (epoll < 0) {
      return epoll;
    }
    int result = Syscalls.epollAdd(epoll, pidfd);
    if (result < 0) {
      Syscalls.close(epoll);
      return result;
    }
    return epoll;
  }

  /** The epoll's descriptor; -1 where it is not open. */
  synchronized int epoll() {
    return epoll;
  }

  /** A descriptor for what the process has open under a number, or -errno. */
  synchronized int take(int number) {
    return pidfd < 0 ? -Syscalls.EBADF : Syscalls.pidfdGetfd(pidfd, number);
  }

  /** Gives the descriptors back, for good. */
  @Override
  public synchronized void run() {
    released = true;
    if (epoll >= 0) {
      Syscalls.close(epoll);
      Syscalls.close(pidfd);
      epoll = -1;
      pidfd = -1;
    }
  }
}
