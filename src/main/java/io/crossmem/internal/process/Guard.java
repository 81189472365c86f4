package io.crossmem.internal.process;

import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Cleaner;

/**
 * A pidfd and an epoll that watches it, once they could be opened. It is separate from {@link
 * RemoteProcess}, so that a cleaner can hold it.
 *
 * <p>A pidfd becomes readable when the last thread of its process has ended. The pid can be reused
 * only after that. An epoll checks this in one system call that costs little more than entering the
 * kernel (poll on the pidfd itself takes more than twice as long).
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
   * The cleaner for the descriptors of all processes. It is made early, which also loads this
   * class: later there may be no file descriptor left to open the class file.
   */
  static Cleaner newCleaner() {
    return Cleaner.create();
  }

  /**
   * For the result of {@link #arm}: pidfds are not available here: the kernel is older, or a
   * seccomp filter denies the call.
   */
  static boolean isUnknownCall(int result) {
    return result == -Syscalls.ENOSYS || result == -Syscalls.EPERM;
  }

  /**
   * For the result of {@link #arm}: there is no such process. Newer kernels return the last two for
   * the id of a thread.
   */
  static boolean isNoProcess(int result) {
    return result == -Syscalls.ESRCH || result == -Syscalls.EINVAL || result == -Syscalls.ENOENT;
  }

  /** An epoll that watches a pidfd, or -errno. */
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

  /** The epoll's descriptor; -1 if it is not open. */
  synchronized int epoll() {
    return epoll;
  }

  /** A duplicate of the process's descriptor with a number, or -errno. */
  synchronized int take(int number) {
    return pidfd < 0 ? -Syscalls.EBADF : Syscalls.pidfdGetfd(pidfd, number);
  }

  /** Closes the descriptors permanently. */
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
