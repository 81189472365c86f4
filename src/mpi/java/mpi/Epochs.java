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

  private final Lock[] locks; // by target
  private final boolean[] started; // by target
  private int[] exposed; // origins; null if there is no exposure epoch
  private int[] targets; // of STARTED
  private int locked; // how many targets
  private Access access = Access.NONE;
  private boolean checksLocks; // of LOCKED_ALL

  Epochs(int ranks) {
    locks = new Lock[ranks];
    java.util.Arrays.fill(locks, Lock.NONE);
    started = new boolean[ranks];
  }

  /**
   * Before each access.
   *
   * @throws MPIException of class {@link MPI#ERR_RMA_SYNC} if no epoch is open for the target
   */
  void requireAccess(int target) {
    Access open = access;
    boolean isOpen =
        open == Access.FENCED
            || open == Access.LOCKED_ALL
            || (open == Access.LOCKED && locks[target] != Lock.NONE)
            || (open == Access.STARTED && started[target]);
    if (!isOpen) {
      throw error("no epoch is open for an access to rank " + target);
    }
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
    access = opens ? Access.FENCED : Access.NONE;
  }

  // ---- start and complete

  void requireStart() {
    if (access != Access.NONE && access != Access.FENCED) {
      throw error("an access epoch is open: " + access);
    }
  }

  void start(int... ranks) {
    targets = ranks;
    for (int rank : ranks) {
      started[rank] = true;
    }
    access = Access.STARTED;
  }

  /** The targets of the epoch that is over. */
  int[] complete() {
    if (access != Access.STARTED) {
      throw error("no epoch was started");
    }
    for (int rank : targets) {
      started[rank] = false;
    }
    access = Access.NONE;
    return targets;
  }

  // ---- post and wait

  void requirePost() {
    requireNotExposed();
  }

  void post(int... origins) {
    exposed = origins;
    if (access == Access.FENCED) {
      access = Access.NONE;
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
    locked++;
    access = Access.LOCKED;
  }

  /** How it was locked. */
  Lock unlock(int target) {
    Lock lock = locks[target];
    if (lock == Lock.NONE) {
      throw error("rank " + target + " is not locked");
    }
    locks[target] = Lock.NONE;
    locked--;
    if (locked == 0) {
      access = Access.NONE;
    }
    return lock;
  }

  void lockedAll(boolean checks) {
    checksLocks = checks;
    access = Access.LOCKED_ALL;
  }

  /** Whether the locks were taken. */
  boolean unlockAll() {
    if (access != Access.LOCKED_ALL) {
      throw error("not all ranks are locked");
    }
    access = Access.NONE;
    return checksLocks;
  }

  private static MPIException error(String message) {
    return new MPIException(ErrorClass.RMA_SYNC, message);
  }
}
