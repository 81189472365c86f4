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
 * The process that had a pid at a certain moment, with a guard for every transfer, so that no
 * transfer is with a later process with the same pid.
 *
 * <p>The guard is an epoll that watches a pidfd ({@link Guard}). If pidfds are not available
 * (kernels before 5.3, seccomp filters that do not know pidfd_open), the start time in {@code
 * /proc/<pid>/stat} is compared instead: this is slower, and cannot distinguish processes that
 * started within one clock tick (10 ms). If neither is available, for example because no
 * descriptors are left, the state is unknown, not "has ended"; each call tries again.
 *
 * <p>Safe for use by several threads.
 */
public final class RemoteProcess implements AutoCloseable {
  /** Whether a process lives. */
  public enum Liveness {
    /** At least one of its threads lives. */
    ALIVE,
    /** It has ended. Its pid may have been reused. */
    ENDED,
    /** This cannot be found out now, so it counts as alive. */
    UNKNOWN
  }

  /** The result of {@link #enter} if the start time is used instead of a guard. */
  static final int NO_GUARD = -1;

  private static final Cleaner CLEANER = Guard.newCleaner();

  static {
    // Loads classes while there are file descriptors: later none may be left to open a class file.
    livenessOf(ProcessHandle.current().pid(), 0);
  }

  private final int pid;
  private final MemoryThread thread;
  private final Guard descriptors = new Guard();
  private final Cleaner.Cleanable cleanable = CLEANER.register(this, descriptors);

  /** 0 if it is not known. */
  private volatile long startTime;

  /** The epoll's descriptor, once it is known to watch the right process; else -1. */
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
   * The process that has the pid now.
   *
   * @throws ErrnoException with ESRCH if the pid is not that of a living process: a thread's id
   *     (newer kernels return EINVAL or ENOENT), a zombie, an unused pid; with EMFILE or ENFILE if
   *     no descriptor is left
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

  /** Opens the guard and reads the start time. Returns 0 or an errno. */
  private int meet() {
    int armed = descriptors.arm(pid);
    withoutPidfd = Guard.isUnknownCall(armed);
    if (armed < 0 && !withoutPidfd) {
      return -armed;
    }
    // Read after the pidfd was opened and before it is checked, so it belongs to this process.
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
   * The process that got the pid at the start time. Opens descriptors when they are first needed;
   * while none are available, the start time is used.
   *
   * @param startTime clock ticks after boot, from {@link #startTimeOf}; 0 if it is not known
   */
  public static RemoteProcess of(int pid, long startTime) {
    return new RemoteProcess(pid, startTime);
  }

  public int pid() {
    return pid;
  }

  /** Clock ticks after boot; 0 if it is not known. */
  public long startTime() {
    return startTime;
  }

  /** Whether the process lives; {@link Liveness#UNKNOWN} once this is closed. */
  public Liveness liveness() {
    try {
      boolean known = arm() >= 0;
      if (ended) {
        return Liveness.ENDED;
      }
      // If it watches a later process that has ended, ours has ended as well.
      int epoll = descriptors.epoll();
      Liveness found = epoll >= 0 ? byGuard(epoll, known) : byStartTime();
      return closed ? Liveness.UNKNOWN : found;
    } finally {
      Reference.reachabilityFence(this); // so that the cleaner does not close the guard meanwhile
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
   * Checks {@code /proc}, without keeping a descriptor open.
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
    } catch (IOException e) { // no descriptor is left, or reading is denied
      return isGone(pid, false) ? Liveness.ENDED : Liveness.UNKNOWN;
    }
  }

  /**
   * When a process was started, in clock ticks after boot.
   *
   * @return -1 if it has ended or is a zombie; 0 if this cannot be found out
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
   * Whether the kernel confirms that there is no such process: /proc may hide it (hidepid) or be
   * that of another pid namespace. The kernel checks the pid before it needs a free descriptor.
   *
   * @param absent whether /proc has no entry; this is the answer if the kernel cannot be asked
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
   * Called before a transfer.
   *
   * @return the guard for the transfer; {@link #NO_GUARD} if there is none and the start time
   *     matches; lower values are -errno
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
   * Called after a transfer: returns its result, or -errno if that is not valid.
   *
   * @param guard the result of {@link #enter}
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

  /** The thread id to pass to the kernel in a transfer. */
  int memoryThread() {
    return thread.id();
  }

  /**
   * Duplicates a file descriptor of the process; this needs the same permission as a transfer.
   * Returns a descriptor that the caller must close, or -errno: -ENOSYS before Linux 5.6, or
   * without a pidfd.
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

  /** The guard, if it is available and watches the right process; else -1. */
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
    // Read after the pidfd was opened, so that the time belongs to the process that it refers to.
    Liveness found = startTime == 0 ? Liveness.ALIVE : byStartTime();
    if (found == Liveness.ENDED) {
      ended = true;
      cleanable.clean();
    } else if (found == Liveness.ALIVE) {
      guard = armed;
    }
    return guard;
  }

  /** Without a guard: 0 if it is the same process, ESRCH if not, else why this is unknown. */
  private int identify() {
    if (ended) {
      return ESRCH;
    }
    // A switch would need another class, and there may be no descriptor left to load it.
    Liveness found = byStartTime();
    if (found == Liveness.ALIVE) {
      return 0;
    }
    return found == Liveness.ENDED ? ESRCH : shortage();
  }

  /** Why /proc could not be read: no descriptor is left, or reading is denied. */
  private static int shortage() {
    int descriptor = Syscalls.epollCreate();
    if (descriptor < 0) {
      return -descriptor;
    }
    Syscalls.close(descriptor);
    return EACCES;
  }

  /** Whether this was closed. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Closes the descriptors. A transfer in another thread may then check a descriptor number that
   * was reused; afterwards it finds this closed and returns -EBADF.
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
