package io.crossmem;

/**
 * Whether this process may read and write the memory of another, and if not, why.
 *
 * @param pid the process that was checked
 * @param cause why not; {@link Cause#NONE} if access is allowed
 * @param explanation what was found, in one line
 * @param remedy what to do about it, in one line; empty if access is allowed
 */
public record AccessReport(long pid, Cause cause, String explanation, String remedy) {
  /** Why the kernel denies access; ptrace(2), "Ptrace access mode checking", lists the checks. */
  public enum Cause {
    /** Access is allowed. */
    NONE,
    /** No process has this pid. */
    NO_SUCH_PROCESS,
    /** It has ended, but its parent has not waited for it yet: its memory is gone. */
    ZOMBIE,
    /** It is a kernel thread, which has no memory of its own. */
    KERNEL_THREAD,
    /** It runs as another user or group, or is set-uid or set-gid. */
    OTHER_USER,
    /** It is not dumpable: it set {@code PR_SET_DUMPABLE}, or its program file caused that. */
    NOT_DUMPABLE,
    /** It has capabilities that this process does not have. */
    MORE_CAPABILITIES,
    /** Yama, {@code ptrace_scope} 1: only its ancestors, and the process that it has allowed. */
    YAMA_DESCENDANTS_ONLY,
    /** Yama, {@code ptrace_scope} 2: only with {@code CAP_SYS_PTRACE}. */
    YAMA_ADMIN_ONLY,
    /** Yama, {@code ptrace_scope} 3: no process, until the next boot. */
    YAMA_NO_ATTACH,
    /** It runs in another user namespace, in which this process has no capabilities. */
    USER_NAMESPACE,
    /** The pid is of another pid namespace. */
    PID_NAMESPACE,
    /** A seccomp filter, as containers use them, denies the system call. */
    SECCOMP,
    /** The kernel was built without {@code CONFIG_CROSS_MEMORY_ATTACH}, or is older than 3.2. */
    NO_KERNEL_CALL,
    /**
     * The native library cannot be loaded from any folder: all are noexec, read-only or missing.
     */
    NO_LIBRARY_FOLDER,
    /** {@link ProcessMemory#isSupported()} is false for another reason. */
    UNSUPPORTED_PLATFORM,
    /** None of these; perhaps another security module (SELinux, AppArmor, Landlock). */
    OTHER
  }

  /** {@return whether the kernel would allow a transfer with this process now} */
  public boolean isAllowed() {
    return cause == Cause.NONE;
  }

  /** All of it in one line. */
  @Override
  public String toString() {
    String verdict = "process " + pid + ": " + (isAllowed() ? "allowed" : "denied, " + cause);
    return verdict + ": " + explanation + (remedy.isEmpty() ? "" : "; " + remedy);
  }
}
