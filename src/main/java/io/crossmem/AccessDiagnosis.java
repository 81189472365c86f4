package io.crossmem;

import static io.crossmem.AccessReport.Cause.KERNEL_THREAD;
import static io.crossmem.AccessReport.Cause.MORE_CAPABILITIES;
import static io.crossmem.AccessReport.Cause.NONE;
import static io.crossmem.AccessReport.Cause.NOT_DUMPABLE;
import static io.crossmem.AccessReport.Cause.NO_KERNEL_CALL;
import static io.crossmem.AccessReport.Cause.NO_LIBRARY_FOLDER;
import static io.crossmem.AccessReport.Cause.NO_SUCH_PROCESS;
import static io.crossmem.AccessReport.Cause.OTHER;
import static io.crossmem.AccessReport.Cause.OTHER_USER;
import static io.crossmem.AccessReport.Cause.PID_NAMESPACE;
import static io.crossmem.AccessReport.Cause.SECCOMP;
import static io.crossmem.AccessReport.Cause.UNSUPPORTED_PLATFORM;
import static io.crossmem.AccessReport.Cause.USER_NAMESPACE;
import static io.crossmem.AccessReport.Cause.YAMA_ADMIN_ONLY;
import static io.crossmem.AccessReport.Cause.YAMA_DESCENDANTS_ONLY;
import static io.crossmem.AccessReport.Cause.YAMA_NO_ATTACH;
import static io.crossmem.AccessReport.Cause.ZOMBIE;

import io.crossmem.internal.process.SingleCopy;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Proc;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the kernel whether a process may be accessed, and finds the reason in /proc if not.
 *
 * <p>The kernel's answer decides. The search for the reason follows the order of the kernel's own
 * checks ({@code __ptrace_may_access} in kernel/ptrace.c, then {@code security/commoncap.c}, then
 * Yama), so that the first difference found is the reason for the refusal. The only exception: the
 * user namespace is checked before the ids, because a different namespace makes the ids differ as
 * well.
 */
final class AccessDiagnosis {
  private static final String INITIAL_PID_NAMESPACE = "pid:[4026531836]"; // include/linux/proc_ns.h
  private static final String INITIAL_USER_NAMESPACE = "user:[4026531837]"; // the same
  private static final long CAP_SYS_PTRACE = 1 << 19; // include/uapi/linux/capability.h
  private static final String CAPABILITY_REMEDY = "give this process CAP_SYS_PTRACE";

  private final long pid;
  private final Map<String, String> own = Proc.ownStatus();
  private final Map<String, String> target;

  private AccessDiagnosis(long pid) {
    this.pid = pid;
    this.target = Proc.status(pid);
  }

  static AccessReport of(int pid) {
    Optional<NativeLibrary.Refusal> refusal = NativeLibrary.refusal();
    if (refusal.isPresent()) {
      return notLoaded(pid, refusal.get());
    }
    AccessDiagnosis diagnosis = new AccessDiagnosis(pid);
    int self = SingleCopy.probe((int) ProcessHandle.current().pid());
    if (self != 0) {
      return diagnosis.callRefused(Errno.of(self));
    }
    int errno = SingleCopy.probe((int) Proc.livingThread(pid));
    return switch (errno) {
      case 0 -> diagnosis.report(NONE, "this process may read and write its memory", "");
      case Syscalls.ESRCH -> diagnosis.noMemory();
      case Syscalls.EPERM -> diagnosis.notPermitted();
      default ->
          diagnosis.report(
              OTHER, "the kernel answers a harmless probe with " + Errno.of(errno), "");
    };
  }

  private static AccessReport notLoaded(int pid, NativeLibrary.Refusal refusal) {
    return new AccessReport(
        pid,
        switch (refusal.cause()) {
          case NO_LIBRARY_FOLDER -> NO_LIBRARY_FOLDER;
          case PLATFORM -> UNSUPPORTED_PLATFORM;
        },
        refusal.explanation(),
        refusal.remedy().isEmpty() ? "use another transport on this machine" : refusal.remedy());
  }

  /**
   * Why no process can be accessed from here; empty if the call works on this process itself, as it
   * always does unless the call is not available.
   */
  static Optional<String> unsupportedReason() {
    Optional<String> reason = NativeLibrary.unsupportedReason();
    if (reason.isPresent()) {
      return reason;
    }
    long self = ProcessHandle.current().pid();
    int errno = SingleCopy.probe((int) self);
    if (errno == 0) {
      return Optional.empty();
    }
    AccessReport report = new AccessDiagnosis(self).callRefused(Errno.of(errno));
    return Optional.of(report.explanation() + "; " + report.remedy());
  }

  private AccessReport report(AccessReport.Cause cause, String explanation, String remedy) {
    return new AccessReport(pid, cause, explanation, remedy);
  }

  private AccessReport callRefused(Errno errno) {
    String says = "process_vm_readv on this process itself fails with " + errno;
    if (!own.getOrDefault("Seccomp", "0").equals("0")) {
      return report(
          SECCOMP,
          says + ": a seccomp filter refuses the call",
          "allow process_vm_readv and process_vm_writev in the container's seccomp profile,"
              + " or start it with CAP_SYS_PTRACE (docker run --cap-add=SYS_PTRACE)");
    }
    return report(
        NO_KERNEL_CALL,
        says + ": the kernel has no cross memory attach",
        "use Linux 3.2 or later, built with CONFIG_CROSS_MEMORY_ATTACH");
  }

  private AccessReport noMemory() {
    Optional<Proc.Stat> stat = Proc.stat(pid);
    if (stat.isEmpty()) {
      return noEntry();
    }
    if (stat.get().hasEnded()) {
      return report(
          ZOMBIE, "it has ended and its parent has not waited for it yet", "start it again");
    }
    if (stat.get().kernelThread()) {
      return report(
          KERNEL_THREAD,
          "it is a kernel thread, which has no memory of its own",
          "use another process");
    }
    if (!isProcOfOurPids()) {
      return report(
          PID_NAMESPACE,
          "/proc shows the pids of another pid namespace than this process's",
          "mount a /proc for this process's namespace, or share one pid namespace (docker run"
              + " --pid=container:NAME)");
    }
    return report(NO_SUCH_PROCESS, "it has just ended", "start it again");
  }

  private AccessReport noEntry() {
    for (long outer : Proc.pids()) {
      String[] pids = Proc.status(outer).getOrDefault("NSpid", "").split("\\s+");
      if (pids.length > 1 && pids[pids.length - 1].equals(Long.toString(pid))) {
        return report(
            PID_NAMESPACE,
            "no process has this pid here, but process "
                + outer
                + " has it in its own pid namespace",
            "use pid " + outer);
      }
    }
    boolean inContainer =
        link(Path.of("/proc/self/ns/pid"))
            .filter(name -> !name.equals(INITIAL_PID_NAMESPACE))
            .isPresent();
    return report(
        NO_SUCH_PROCESS,
        "no process has this pid" + (inContainer ? " in this process's pid namespace" : ""),
        inContainer
            ? "check the pid; a pid of another container is not valid here, unless both share a"
                + " pid namespace (docker run --pid=container:NAME)"
            : "check the pid");
  }

  private AccessReport notPermitted() {
    // Scope 3 always denies access, so no other remedy would help.
    if (passesIdsByCapability() || Proc.readIfPossible(Yama.SCOPE).equals(Optional.of("3"))) {
      return yama();
    }
    if (target.isEmpty()) {
      return report(
          OTHER_USER,
          "it belongs to another user: its entry in /proc is hidden (hidepid)",
          "run both as one user");
    }
    if (isInOtherUserNamespace()) {
      return report(
          USER_NAMESPACE,
          "it runs in another user namespace, in which this process has no capabilities",
          "run both in one user namespace (one container, or without userns remapping)");
    }
    if (!sameIds("Uid") || !sameIds("Gid")) {
      return report(
          OTHER_USER,
          "it has "
              + ids(target)
              + " and this process "
              + ids(own)
              + " (real, effective, saved); all must be this process's real ones",
          "run both as one user and group, without set-uid, or " + CAPABILITY_REMEDY);
    }
    if (isNotDumpable()) {
      return report(
          NOT_DUMPABLE,
          "it is not dumpable: it called prctl(PR_SET_DUMPABLE), changed its user, or its program"
              + " file is not readable",
          "let it call prctl(PR_SET_DUMPABLE, 1), or " + CAPABILITY_REMEDY);
    }
    if (hasMoreCapabilities()) {
      return report(
          MORE_CAPABILITIES,
          "it has capabilities ("
              + target.get("CapPrm")
              + ") that this process ("
              + own.get("CapPrm")
              + ") does not",
          "start both with the same capabilities, or " + CAPABILITY_REMEDY);
    }
    return yama();
  }

  private AccessReport yama() {
    return switch (Proc.readIfPossible(Yama.SCOPE).orElse("0")) {
      case "1" ->
          report(
              YAMA_DESCENDANTS_ONLY,
              "Yama allows only descendants to be attached (kernel.yama.ptrace_scope is 1)",
              "let process "
                  + pid
                  + " call ProcessMemory.allowAccessFrom("
                  + ProcessHandle.current().pid()
                  + "), or set kernel.yama.ptrace_scope to 0");
      case "2" ->
          report(
              YAMA_ADMIN_ONLY,
              "Yama allows only administrators to attach (kernel.yama.ptrace_scope is 2)",
              CAPABILITY_REMEDY + ", or set kernel.yama.ptrace_scope to 0 or 1");
      case "3" ->
          report(
              YAMA_NO_ATTACH,
              "Yama allows no process to attach (kernel.yama.ptrace_scope is 3)",
              "boot with kernel.yama.ptrace_scope below 3: a value of 3 cannot be changed");
      default ->
          report(
              OTHER,
              "users, capabilities and Yama allow it, so another security module denies it, or"
                  + " the process belongs to root and is not dumpable",
              "look for a denial of SELinux, AppArmor or Landlock in the kernel's log, or "
                  + CAPABILITY_REMEDY);
    };
  }

  /**
   * The link has the pid of the reading process, in the namespace that this /proc was mounted for.
   */
  private static boolean isProcOfOurPids() {
    String self = Long.toString(ProcessHandle.current().pid());
    return link(Path.of("/proc/self")).filter(self::equals).isPresent();
  }

  /** Only processes that may trace it can read the link; every process can read the uid map. */
  private boolean isInOtherUserNamespace() {
    Optional<String> theirs = link(Proc.path(pid, "ns/user"));
    if (theirs.isPresent()) {
      return !theirs.equals(link(Path.of("/proc/self/ns/user")));
    }
    return !Proc.readIfPossible(Proc.path(pid, "uid_map"))
        .equals(Proc.readIfPossible(Path.of("/proc/self/uid_map")));
  }

  /** With CAP_SYS_PTRACE over the target only Yama's scope 3 and other modules can deny access. */
  private boolean passesIdsByCapability() {
    if ((capabilities(own, "CapEff") & CAP_SYS_PTRACE) == 0) {
      return false;
    }
    return link(Path.of("/proc/self/ns/user")).equals(Optional.of(INITIAL_USER_NAMESPACE))
        || !isInOtherUserNamespace();
  }

  /** The kernel compares this process's real id with the other's real, effective and saved one. */
  private boolean sameIds(String name) {
    String real = own.getOrDefault(name, "").split("\\s+")[0];
    return Arrays.stream(target.getOrDefault(name, "").split("\\s+"))
        .limit(3)
        .allMatch(real::equals);
  }

  private static String ids(Map<String, String> status) {
    return "uids " + firstThree(status.get("Uid")) + " and gids " + firstThree(status.get("Gid"));
  }

  private static String firstThree(String ids) {
    String[] id = ids.split("\\s+");
    return id[0] + "/" + id[1] + "/" + id[2];
  }

  /** The /proc files of a process that is not dumpable belong to root; see proc(5). */
  private boolean isNotDumpable() {
    try {
      return !Files.getAttribute(Proc.path(pid, "environ"), "unix:uid")
          .toString()
          .equals(target.get("Uid").split("\\s+")[1]);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean hasMoreCapabilities() {
    return (capabilities(target, "CapPrm") & ~capabilities(own, "CapPrm")) != 0;
  }

  private static long capabilities(Map<String, String> status, String set) {
    return Long.parseUnsignedLong(status.getOrDefault(set, "0"), 16);
  }

  private static Optional<String> link(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
