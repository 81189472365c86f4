package mpi;

/**
 * Which epochs of a window are open in this process.
 *
 * <pre>
 *   access:    NONE --fence--> FENCED --fence(NOSUCCEED), start, lock--> ...
 *              NONE, FENCED --start--> STARTED --complete--> NONE
 *              NONE, FENCED --lock, lockAll--> LOCKED --last unlock, unlockAll--> NONE
 *   exposure:  none --post--> exposed to some ranks --wait, test--> none
 * </pre>
 *
 * <p>The calls that change it are made by one thread at a time.
 */
final class Epochs {
  /** Of access to others' memory. */
  private enum Access {
    NONE,
    FENCED,
    STARTED,
    LOCKED,
    LOCKED_ALL
  }

  /** How one target is locked; the unlock has to fit. */
  enum Lock {
    NONE,
    ALONE,
    SHARED,
    /** The program asserts that there is no conflicting lock. */
    UNCHECKED
  }

  /** Of a window that was freed. */
  static final Epochs NONE = new Epochs();

  private final Lock[] locks; // by target
  private final Target[] all; // by rank
  private final Target[] some; // those that are locked or started one by one; else null
  private Target[] reachable; // all or some; null where no epoch is open
  private int[] exposed; // origins; null if there is no exposure epoch
  private int[] started; // targets of STARTED
  private int locked; // how many targets
  private Access access = Access.NONE;
  private boolean checksLocks; // of LOCKED_ALL

  Epochs(Target... targets) {
    locks = new Lock[targets.length];
    java.util.Arrays.fill(locks, Lock.NONE);
    all = targets;
    some = new Target[targets.length];
    reachable = some;
  }

  /**
   * For each access to a rank of the window.
   *
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for the target
   */
  Target requireAccess(int target) {
    Target reached = reachable[target];
    if (reached == null) {
      throw error("no epoch is open for an access to rank " + target);
    }
    return reached;
  }

  /** Null if no epoch is open for it, or the window has no such rank. */
  Target find(int target) {
    Target[] open = reachable;
    return target >= 0 && target < open.length ? open[target] : null;
  }

  private void set(Access now) {
    access = now;
    reachable = now == Access.FENCED || now == Access.LOCKED_ALL ? all : some;
  }

  /** For what may be called between lock and unlock only. */
  void requireLocked(int target) {
    if (access != Access.LOCKED_ALL && locks[target] == Lock.NONE) {
      throw error("rank " + target + " is not locked");
    }
  }

  void requireAnyLock() {
    if (access != Access.LOCKED_ALL && access != Access.LOCKED) {
      throw error("no rank is locked");
    }
  }

  void requireNoneButFence() {
    if (access != Access.NONE && access != Access.FENCED) {
      throw error("an access epoch is open: " + access);
    }
    requireNotExposed();
  }

  private void requireNotExposed() {
    if (exposed != null) {
      throw error("an exposure epoch is open");
    }
  }

  void fenced(boolean opens) {
    set(opens ? Access.FENCED : Access.NONE);
  }

  // ---- start and complete

  void requireStart() {
    if (access != Access.NONE && access != Access.FENCED) {
      throw error("an access epoch is open: " + access);
    }
  }

  void start(int... ranks) {
    started = ranks;
    for (int rank : ranks) {
      some[rank] = all[rank];
    }
    set(Access.STARTED);
  }

  /** The targets of the epoch that is over. */
  int[] complete() {
    if (access != Access.STARTED) {
      throw error("no epoch was started");
    }
    for (int rank : started) {
      some[rank] = null;
    }
    set(Access.NONE);
    return started;
  }

  // ---- post and wait

  void requirePost() {
    requireNotExposed();
  }

  void post(int... origins) {
    exposed = origins;
    if (access == Access.FENCED) {
      set(Access.NONE);
    }
  }

  int[] requireExposed() {
    if (exposed == null) {
      throw error("no exposure epoch was posted");
    }
    return exposed;
  }

  void endExposure() {
    exposed = null;
  }

  // ---- lock and unlock

  void requireLockable(int target) {
    boolean fits = access == Access.NONE || access == Access.FENCED || access == Access.LOCKED;
    if (!fits || locks[target] != Lock.NONE) {
      throw error(
          fits ? "rank " + target + " is locked already" : "an access epoch is open: " + access);
    }
  }

  void locked(int target, Lock lock) {
    locks[target] = lock;
    some[target] = all[target];
    locked++;
    set(Access.LOCKED);
  }

  /** How it was locked. */
  Lock unlock(int target) {
    Lock lock = locks[target];
    if (lock == Lock.NONE) {
      throw error("rank " + target + " is not locked");
    }
    locks[target] = Lock.NONE;
    some[target] = null;
    locked--;
    if (locked == 0) {
      set(Access.NONE);
    }
    return lock;
  }

  void lockedAll(boolean checks) {
    checksLocks = checks;
    set(Access.LOCKED_ALL);
  }

  /** Whether the locks were taken. */
  boolean unlockAll() {
    if (access != Access.LOCKED_ALL) {
      throw error("not all ranks are locked");
    }
    set(Access.NONE);
    return checksLocks;
  }

  private static MPIException error(String message) {
    return new MPIException(ErrorClass.RMA_SYNC, message);
  }
}
