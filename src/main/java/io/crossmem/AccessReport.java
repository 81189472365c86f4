package io.crossmem;

/**
 * Whether this process may read and write the memory of another, and if not, why.
 *
 * @param pid the process that was asked about
 * @param cause why not; {@link Cause#NONE} where access is allowed
 * @param explanation what was found, in one line
 * @param remedy what to do about it, in one line; empty where access is allowed
 */
public record AccessReport(long pid, Cause cause, String explanation, String remedy) {
  /** Why the kernel refuses; ptrace(2), "Ptrace access mode checking", lists the checks. */
  public enum Cause {
    /** Access is allowed. */
    NONE,
    /** No process has this pid. */
    NO_SUCH_PROCESS,
    /** It has ended and waits for its parent to take note: its memory is gone. */
    ZOMBIE,
    /** It is part of the kernel and has no memory of its own. */
    KERNEL_THREAD,
    /** It runs, wholly or in part (set-uid, set-gid), as another user or group. */
    OTHER_USER,
    /** It declared itself, or its program made it, not dumpable: {@code PR_SET_DUMPABLE}. */
    NOT_DUMPABLE,
    /** It holds capabilities that this process has not. */
    MORE_CAPABILITIES,
    /** Yama, {@code ptrace_scope} 1: only descendants, and whoever it has named. */
    YAMA_DESCENDANTS_ONLY,
    /** Yama, {@code ptrace_scope} 2: only with {@code CAP_SYS_PTRACE}. */
    YAMA_ADMIN_ONLY,
    /** Yama, {@code ptrace_scope} 3: nobody, until the next boot. */
    YAMA_NO_ATTACH,
    /** It lives in another user namespace, where this process has no capability. */
    USER_NAMESPACE,
    /** The number is a pid of another pid namespace. */
    PID_NAMESPACE,
    /** A seccomp filter, as containers have, refuses the call. */
    SECCOMP,
    /** The kernel was built without {@code CONFIG_CROSS_MEMORY_ATTACH}, or is older than 3.2. */
    NO_KERNEL_CALL,
    /** No folder lets the native library be loaded: all are noexec, read-only or not there. */
    NO_LIBRARY_FOLDER,
    /** {@link ProcessMemory#isSupported()} is false for another reason. */
    UNSUPPORTED_PLATFORM,
    /** None of these: another security module (SELinux, AppArmor, Landlock) perhaps. */
    OTHER
  }

  /** {@return whether a transfer with this process would pass the kernel's check now} */
  public boolean isAllowed() {
    return cause == Cause.NONE;
  }

  /** One line. */
  @Override
  public String toString() {
    String verdict = "process " + pid + ": " + (isAllowed() ? "allowed" : "refused, " + cause);
    return verdict + ": " + explanation + (remedy.isEmpty() ? "" : "; " + remedy);
  }
}
