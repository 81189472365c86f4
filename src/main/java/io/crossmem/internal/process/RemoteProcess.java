package io.crossmem.internal.process;

import static io.crossmem.internal.sys.Syscalls.EACCES;
import static io.crossmem.internal.sys.Syscalls.EBADF;
import static io.crossmem.internal.sys.Syscalls.ENOSYS;
import static io.crossmem.internal.sys.Syscalls.ESRCH;

import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Proc;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * The process that a pid meant at some moment: whether it still lives, and a guard for every
 * transfer, so that none is with a process that was given the pid later.
 *
 * <p>The guard is an epoll over a pidfd ({@link Guard}). Kernels before 5.3, and seccomp filters
 * that do not know pidfd_open, leave the start time in {@code /proc/<pid>/stat}: slower, and blind
 * within one clock tick (10 ms). Where neither can be had, as in a process that is out of
 * descriptors, nothing is known, which is not the same as a death; it is tried again each time.
 *
 * <p>Any number of threads may use one.
 */
public final class RemoteProcess implements AutoCloseable {
  /** What is known of a process's life. */
  public enum Liveness {
    /** It lives: at least one of its threads does. */
    ALIVE,
    /** It has ended. Its pid may be another's by now. */
    ENDED,
    /** It cannot be told now, so it must be taken for alive. */
    UNKNOWN
  }

  /** What {@link #enter} returns where the start time stands in for the guard. */
  static final int NO_GUARD = -1;

  private static final Cleaner CLEANER = Guard.newCleaner();

  static {
    // Loads what a look needs while there are descriptors: later there may be none for a class.
    livenessOf(ProcessHandle.current().pid(), 0);
  }

  private final int pid;
  private final MemoryThread thread;
  private final Guard descriptors = new Guard();
  private final Cleaner.Cleanable cleanable = CLEANER.register(this, descriptors);

  /** 0 where it is not known. */
  private volatile long startTime;

  /** The epoll's descriptor, from when it is known to be over the right process; else -1. */
  private volatile int guard = -1;

  private volatile boolean withoutPidfd;
  private volatile boolean ended;
  private volatile boolean closed;

  private RemoteProcess(int pid, long startTime) {
    this.pid = pid;
    this.thread = new MemoryThread(pid);
    this.startTime = startTime;
  }

  /**
   * The process that has a pid now.
   *
   * @throws ErrnoException with ESRCH for what is not a living process: a thread's id (newer
   *     kernels say EINVAL or ENOENT), a zombie, a free pid; with EMFILE or ENFILE if no descriptor
   *     is left
   */
  public static RemoteProcess open(int pid) throws ErrnoException {
    RemoteProcess process = new RemoteProcess(pid, 0);
    int errno = process.meet();
    if (errno != 0) {
      process.close();
      throw new ErrnoException("opening process " + pid, errno);
    }
    process.thread.find();
    return process;
  }

  /** Arms the guard and learns the start time. Returns 0 or an errno. */
  private int meet() {
    int armed = descriptors.arm(pid);
    withoutPidfd = Guard.isUnknownCall(armed);
    if (armed < 0 && !withoutPidfd) {
      return -armed;
    }
    // Read after the pidfd was taken, and before it is asked: so the time is of that very process.
    long start = startTimeOf(pid);
    startTime = Math.max(0, start);
    if (withoutPidfd) {
      return start < 0 ? ESRCH : start == 0 ? shortage() : 0;
    }
    int ready = Syscalls.epollReady(armed);
    if (ready != 0) {
      return ready > 0 ? ESRCH : -ready;
    }
    guard = armed;
    return 0;
  }

  /**
   * The process that was given a pid at a time. Takes descriptors when they are first needed; if
   * there are none then, the start time has to do until there are.
   *
   * @param startTime clock ticks after boot, as {@link #startTimeOf} has it; 0 if it is not known
   */
  public static RemoteProcess of(int pid, long startTime) {
    return new RemoteProcess(pid, startTime);
  }

  /** As it was given. */
  public int pid() {
    return pid;
  }

  /** Clock ticks after boot; 0 if it is not known. */
  public long startTime() {
    return startTime;
  }

  /** Whether it lives; {@link Liveness#UNKNOWN} once this is closed. */
  public Liveness liveness() {
    try {
      boolean known = arm() >= 0;
      if (ended) {
        return Liveness.ENDED;
      }
      // Also one that may be over a later process: if that has ended, ours has as well.
      int epoll = descriptors.epoll();
      Liveness found = epoll >= 0 ? byGuard(epoll, known) : byStartTime();
      return closed ? Liveness.UNKNOWN : found;
    } finally {
      Reference.reachabilityFence(this); // or the cleaner could close the guard meanwhile
    }
  }

  private static Liveness byGuard(int epoll, boolean known) {
    int ready = Syscalls.epollReady(epoll);
    if (ready > 0) {
      return Liveness.ENDED;
    }
    return ready == 0 && known ? Liveness.ALIVE : Liveness.UNKNOWN;
  }

  private Liveness byStartTime() {
    return livenessOf(pid, startTime);
  }

  /**
   * What {@code /proc} tells, without keeping a descriptor.
   *
   * @param startTime clock ticks after boot; 0 for any
   */
  public static Liveness livenessOf(long pid, long startTime) {
    try {
      Optional<Proc.Stat> stat = Proc.statIfThere(pid);
      if (stat.isPresent()) {
        boolean other = startTime != 0 && stat.get().startTime() != startTime;
        return other || stat.get().hasEnded() ? Liveness.ENDED : Liveness.ALIVE;
      }
      return isGone(pid, true) ? Liveness.ENDED : Liveness.UNKNOWN;
    } catch (IOException e) { // no descriptor is left, or it may not be looked at
      return isGone(pid, false) ? Liveness.ENDED : Liveness.UNKNOWN;
    }
  }

  /**
   * When a process was started, in clock ticks after boot.
   *
   * @return -1 if it is gone, or a zombie; 0 if it cannot be told
   */
  public static long startTimeOf(long pid) {
    try {
      Optional<Proc.Stat> stat = Proc.statIfThere(pid);
      if (stat.isPresent()) {
        return stat.get().hasEnded() ? -1 : stat.get().startTime();
      }
      return isGone(pid, true) ? -1 : 0;
    } catch (IOException e) {
      return isGone(pid, false) ? -1 : 0;
    }
  }

  /**
   * Whether the kernel knows no process of that pid either: /proc hides some (hidepid), or may be
   * another pid namespace's. The kernel says so before it looks for a descriptor to give.
   *
   * @param absent whether /proc has none, which has to do where the kernel cannot be asked
   */
  private static boolean isGone(long pid, boolean absent) {
    if (NativeLibrary.unsupportedReason().isPresent()) {
      return absent;
    }
    int result = Syscalls.pidfdOpen((int) pid);
    if (result >= 0) {
      Syscalls.close(result);
      return false;
    }
    return Guard.isUnknownCall(result) ? absent : Guard.isNoProcess(result);
  }

  /**
   * Before a transfer.
   *
   * @return the guard to go with it; {@link #NO_GUARD} where there is none, and the start time says
   *     that it is the process; below that -errno
   */
  int enter() {
    int known = guard;
    return known >= 0 && thread.isFirst() ? known : enterSlowly();
  }

  private int enterSlowly() {
    if (closed) {
      return -EBADF;
    }
    if (!thread.isValid()) {
      thread.find();
    }
    int armed = arm();
    if (armed >= 0) {
      return armed;
    }
    int errno = identify();
    return errno == 0 ? NO_GUARD : -errno;
  }

  /**
   * After a transfer: what its result is worth. A guard that was closed meanwhile told nothing.
   *
   * @param guard what {@link #enter} had returned
   */
  long leave(int guard, long result) {
    if (closed) {
      return -EBADF;
    }
    if (!thread.isValid()) {
      return -ESRCH;
    }
    if (guard >= 0) {
      return result;
    }
    int errno = identify();
    return errno == 0 ? result : -errno;
  }

  /** The id by which a transfer names it to the kernel. */
  int memoryThread() {
    return thread.id();
  }

  /**
   * Opens what the process has open under a number; the permission is that for a transfer. Returns
   * a descriptor for the caller to close, or -errno: -ENOSYS before Linux 5.6, or without a pidfd.
   */
  public int takeDescriptor(int number) {
    try {
      if (arm() >= 0) {
        return descriptors.take(number);
      }
      return withoutPidfd ? -ENOSYS : -EBADF;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** The guard, if it can be had and is over the right process; else -1. */
  private int arm() {
    if (guard >= 0 || ended || withoutPidfd) {
      return guard;
    }
    int armed = descriptors.arm(pid);
    if (armed < 0) {
      withoutPidfd = Guard.isUnknownCall(armed);
      ended = Guard.isNoProcess(armed);
      return -1;
    }
    // With the pidfd in hand, so that the time is of the process that it stands for.
    Liveness found = startTime == 0 ? Liveness.ALIVE : byStartTime();
    if (found == Liveness.ENDED) {
      ended = true;
      cleanable.clean();
    } else if (found == Liveness.ALIVE) {
      guard = armed;
    }
    return guard;
  }

  /** Where there is no guard: 0 if it is the process, ESRCH if not, else why it cannot be told. */
  private int identify() {
    if (ended) {
      return ESRCH;
    }
    // A switch would be one more class, and there may be no descriptor to load it with.
    Liveness found = byStartTime();
    if (found == Liveness.ALIVE) {
      return 0;
    }
    return found == Liveness.ENDED ? ESRCH : shortage();
  }

  /** Why /proc could not be read: no descriptor is left, or else something forbids it. */
  private static int shortage() {
    int descriptor = Syscalls.epollCreate();
    if (descriptor < 0) {
      return -descriptor;
    }
    Syscalls.close(descriptor);
    return EACCES;
  }

  /** Whether it was closed, so that nothing is known any more. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Gives the descriptors back. A transfer in another thread may then ask a guard that is no longer
   * ours: it finds this closed afterwards, and returns -EBADF.
   */
  @Override
  public void close() {
    closed = true;
    cleanable.clean();
  }

  @Override
  public String toString() {
    return "process " + pid + (startTime == 0 ? "" : " started at tick " + startTime);
  }
}
