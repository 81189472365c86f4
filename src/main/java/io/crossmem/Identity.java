package io.crossmem;

import io.crossmem.internal.sys.Proc;
import io.crossmem.internal.sys.Syscalls;
import java.lang.ref.Cleaner;

/**
 * Which process a pid meant when it was opened.
 *
 * <p>A pidfd becomes readable when its process ends, and only after that can the pid be given out
 * again. An epoll over it tells so in one system call that costs little more than entering the
 * kernel (poll on the pidfd itself takes more than twice as long), so it guards every transfer.
 *
 * <p>Kernels before 5.3, and seccomp filters that do not know pidfd_open, leave the start time in
 * {@code /proc/<pid>/stat}: slower, and blind within one clock tick (10 ms).
 */
final class Identity implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final int EPERM = Errno.EPERM.number();
  private static final int ENOSYS = Errno.ENOSYS.number();

  private final int pid;
  private final long startTime;
  private final Cleaner.Cleanable cleanable;
  private volatile boolean closed;

  /** For the transfers of {@link Syscalls}; -1 where the start time has to do. */
  final int guard;

  private Identity(int pid, Descriptors descriptors, long startTime) {
    this.pid = pid;
    this.guard = descriptors.guard;
    this.startTime = startTime;
    this.cleanable = CLEANER.register(this, descriptors);
  }

  /** Fails with ESRCH for what is not a living process: a thread's id, a zombie, a free pid. */
  static Identity open(int pid) throws ProcessMemoryException {
    Descriptors descriptors = Descriptors.open(pid);
    // Read after the pidfd was taken, and before it is asked: so the time is of that very process.
    long startTime =
        Proc.stat(pid).filter(stat -> stat.state() != 'Z').map(Proc.Stat::startTime).orElse(-1L);
    if (descriptors.guard < 0 ? startTime < 0 : Syscalls.epollReady(descriptors.guard) != 0) {
      descriptors.run();
      throw Failure.open(pid, Errno.ESRCH.number());
    }
    return new Identity(pid, descriptors, startTime);
  }

  /** Whether the process is over, or a zombie; its pid may then be another's. */
  boolean hasEnded() {
    return guard >= 0 ? Syscalls.epollReady(guard) != 0 : isOtherByStartTime();
  }

  /** For a transfer that had no guard to ask. */
  boolean isOtherByStartTime() {
    return Proc.stat(pid)
        .map(stat -> stat.startTime() != startTime || stat.state() == 'Z')
        .orElse(true);
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Gives the descriptors back. A transfer in another thread may then ask a guard that is no longer
   * ours: it finds {@link #isClosed} true afterwards, and reports nothing.
   */
  @Override
  public void close() {
    closed = true;
    cleanable.clean();
  }

  @Override
  public String toString() {
    return "process " + pid + " started at tick " + startTime;
  }

  /** What has to be given back; apart from the identity, so that a cleaner can hold it. */
  private record Descriptors(int pidfd, int guard) implements Runnable {
    static Descriptors open(int pid) throws ProcessMemoryException {
      int pidfd = Syscalls.pidfdOpen(pid);
      if (pidfd == -ENOSYS || pidfd == -EPERM) {
        return new Descriptors(-1, -1);
      }
      if (pidfd < 0) {
        throw Failure.open(pid, -pidfd);
      }
      int guard = guard(pidfd);
      if (guard < 0) {
        Syscalls.close(pidfd);
        throw Failure.open(pid, -guard);
      }
      return new Descriptors(pidfd, guard);
    }

    /** An epoll over the pidfd, or -errno. */
    private static int guard(int pidfd) {
      int epoll = Syscalls.epollCreate();
      int result = epoll < 0 ? epoll : Syscalls.epollAdd(epoll, pidfd);
      if (epoll >= 0 && result < 0) {
        Syscalls.close(epoll);
      }
      return result < 0 ? result : epoll;
    }

    @Override
    public void run() {
      if (pidfd >= 0) {
        Syscalls.close(guard);
        Syscalls.close(pidfd);
      }
    }
  }
}
