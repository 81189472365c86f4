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
 * Asks the kernel whether a process may be attached, and reads from /proc why not.
 *
 * <p>The kernel's answer is the verdict. The reading follows the kernel's own order of checks
 * ({@code __ptrace_may_access} in kernel/ptrace.c, then {@code security/commoncap.c}, then Yama),
 * so that the first difference it finds is the one that the kernel refused for. Only the user
 * namespace comes before the ids, because another one makes those differ as well.
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
   * Why no process at all can be reached from here; empty where the call works on this process
   * itself, as it always does unless something forbids the call.
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
    String says = "process_vm_readv on this very process gives " + errno;
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
        "use a kernel from 3.2 on that is built with CONFIG_CROSS_MEMORY_ATTACH");
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
          "it is a thread of the kernel, without memory of its own",
          "ask for another");
    }
    if (!isProcOfOurPids()) {
      return report(
          PID_NAMESPACE,
          "/proc shows the pids of another pid namespace than this process's",
          "mount the own /proc, or share one pid namespace (docker run --pid=container:NAME)");
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
            ? "check the pid; one from another container means nothing here, unless both share a"
                + " pid namespace (docker run --pid=container:NAME)"
            : "check the pid");
  }

  private AccessReport notPermitted() {
    // Scope 3 refuses everybody, so no other remedy would help.
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
          "it lives in another user namespace, in which this process holds no capability",
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
          "it is not dumpable: it said so (PR_SET_DUMPABLE), changed its user, or its program may not be read",
          "let it call prctl(PR_SET_DUMPABLE, 1), or " + CAPABILITY_REMEDY);
    }
    if (hasMoreCapabilities()) {
      return report(
          MORE_CAPABILITIES,
          "it holds capabilities ("
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
              "Yama allows nobody to attach (kernel.yama.ptrace_scope is 3)",
              "boot with kernel.yama.ptrace_scope below 3: this one cannot be lowered");
      default ->
          report(
              OTHER,
              "users, capabilities and Yama would allow it, so another security module refuses, or"
                  + " it is root's and not dumpable",
              "look for a denial of SELinux, AppArmor or Landlock in the kernel's log, or "
                  + CAPABILITY_REMEDY);
    };
  }

  /** The link names the pid of whoever asks, in the namespace that this /proc was mounted for. */
  private static boolean isProcOfOurPids() {
    String self = Long.toString(ProcessHandle.current().pid());
    return link(Path.of("/proc/self")).filter(self::equals).isPresent();
  }

  /** The link may only be read by who may trace; the map of user ids by everybody. */
  private boolean isInOtherUserNamespace() {
    Optional<String> theirs = link(Proc.path(pid, "ns/user"));
    if (theirs.isPresent()) {
      return !theirs.equals(link(Path.of("/proc/self/ns/user")));
    }
    return !Proc.readIfPossible(Proc.path(pid, "uid_map"))
        .equals(Proc.readIfPossible(Path.of("/proc/self/uid_map")));
  }

  /** CAP_SYS_PTRACE over the target passes every check but Yama's last and another module's. */
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

  /**
   * The files of a process that is not dumpable belong to root, whoever it runs as; see proc(5).
   */
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
