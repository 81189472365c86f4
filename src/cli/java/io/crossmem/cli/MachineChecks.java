package io.crossmem.cli;

import io.crossmem.Iovec;
import io.crossmem.ProcessMemory;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Proc;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks whether crossmem works on this machine and JDK and in this container. */
final class MachineChecks {
  private static final Path YAMA = Path.of("/proc/sys/kernel/yama/ptrace_scope");
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final long CAP_SYS_PTRACE = 1 << 19; // include/uapi/linux/capability.h
  private static final String INITIAL_PID_NAMESPACE = "pid:[4026531836]"; // include/linux/proc_ns.h

  private final Map<String, String> own = Proc.ownStatus();

  List<Check> all() {
    return List.of(
        platform(),
        kernel(),
        java(),
        library(),
        call(),
        seccomp(),
        pids(),
        yama(),
        hugePages(),
        SharedMemoryCheck.of(SHARED_MEMORY));
  }

  private static Check platform() {
    String found = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    return found.matches("Linux on (amd64|x86_64|x86-64|i[3456]86|x86)")
        ? Check.ok("platform", found)
        : Check.problem("platform", found, "use Linux on x86-64 or i386");
  }

  private static Check kernel() {
    String version = System.getProperty("os.version");
    Matcher number = Pattern.compile("(\\d+)\\.(\\d+).*").matcher(version);
    boolean hasPidfd =
        !number.matches()
            || Integer.parseInt(number.group(1)) * 1000 + Integer.parseInt(number.group(2)) >= 5003;
    return hasPidfd
        ? Check.ok("kernel", version)
        : Check.warning(
            "kernel",
            version + " has no pidfd: reused pids are detected by start time, which is slower",
            "use Linux 5.3 or later");
  }

  private static Check java() {
    String version =
        System.getProperty("java.version") + " of " + System.getProperty("java.vendor");
    int feature = Runtime.version().feature();
    if (feature < 24) {
      return Check.ok("java", version + ", native access needs no flag");
    }
    return isNativeAccessEnabled()
        ? Check.ok("java", version + ", native access is enabled")
        : Check.warning(
            "java",
            version + " warns about native access, and a later version will deny it",
            "start java with --enable-native-access=ALL-UNNAMED");
  }

  /** Module.isNativeAccessEnabled() came with JDK 22. */
  private static boolean isNativeAccessEnabled() {
    try {
      Object enabled =
          Module.class.getMethod("isNativeAccessEnabled").invoke(ProcessMemory.class.getModule());
      return (Boolean) enabled;
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  private static Check library() {
    return NativeLibrary.refusal()
        .map(
            refusal ->
                Check.problem(
                    "native library",
                    refusal.cause() + ": " + refusal.explanation(),
                    refusal.remedy()))
        .orElseGet(() -> Check.ok("native library", "loads"));
  }

  /** Makes a real copy of this process's own memory. */
  private static Check call() {
    if (NativeLibrary.refusal().isPresent()) {
      return Check.problem("system call", "not tested without the native library", "");
    }
    Optional<String> reason = ProcessMemory.unsupportedReason();
    if (reason.isPresent()) {
      return Check.problem("system call", reason.get(), "");
    }
    ByteBuffer from = ByteBuffer.allocateDirect(Long.BYTES).putLong(0, 0x63726f73736d656dL);
    ByteBuffer to = ByteBuffer.allocateDirect(Long.BYTES);
    try (ProcessMemory self = ProcessMemory.open(ProcessHandle.current().pid())) {
      self.readFully(Iovec.of(from).address(), to);
      self.writeFully(Iovec.of(from).address(), to.flip());
    } catch (IOException e) {
      return Check.problem("system call", e.getMessage(), "");
    } finally {
      Reference.reachabilityFence(from);
    }
    return to.getLong(0) == from.getLong(0)
        ? Check.ok("system call", "process_vm_readv and process_vm_writev work on this process")
        : Check.problem("system call", "the bytes that were copied differ", "report this as a bug");
  }

  private Check seccomp() {
    if (own.getOrDefault("Seccomp", "0").equals("0")) {
      return Check.ok("seccomp", "no filter");
    }
    if (NativeLibrary.refusal().isPresent()) {
      return Check.ok("seccomp", "a filter; not tested without the native library");
    }
    return ProcessMemory.isSupported()
        ? Check.ok("seccomp", "a filter that allows the calls")
        : Check.problem(
            "seccomp",
            "a filter, and the calls do not work",
            "allow process_vm_readv and process_vm_writev in the container's profile, or"
                + " docker run --cap-add=SYS_PTRACE");
  }

  private static Check pids() {
    try {
      String namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return Check.ok(
          "pids",
          namespace.equals(INITIAL_PID_NAMESPACE)
              ? "those of the machine"
              : "those of a container: other processes of the machine cannot be accessed");
    } catch (IOException e) {
      return Check.warning("pids", "/proc cannot be read: " + e.getMessage(), "mount /proc");
    }
  }

  private Check yama() {
    String scope = Proc.readIfPossible(YAMA).orElse("");
    boolean capable =
        (Long.parseUnsignedLong(own.getOrDefault("CapEff", "0"), 16) & CAP_SYS_PTRACE) != 0;
    String set = "kernel.yama.ptrace_scope is " + scope;
    return switch (scope) {
      case "" -> Check.ok("yama", "not present");
      case "0" -> Check.ok("yama", set + ": no restriction");
      case "3" ->
          Check.problem(
              "yama",
              set + ": no process may attach",
              "boot with a lower value; it cannot be lowered now");
      default ->
          capable
              ? Check.ok("yama", set + ", and this process has CAP_SYS_PTRACE")
              : scope.equals("1")
                  ? Check.warning(
                      "yama",
                      set + ": only descendants may be attached",
                      "let the other process call ProcessMemory.allowAccessFrom, or set"
                          + " ptrace_scope to 0")
                  : Check.problem(
                      "yama",
                      set + ": only administrators may attach",
                      "give this process CAP_SYS_PTRACE, or set ptrace_scope to 0 or 1");
    };
  }

  private static Check hugePages() {
    String modes = Proc.readIfPossible(HUGE_PAGES).orElse("");
    Matcher chosen = Pattern.compile(".*\\[(\\w+)\\].*").matcher(modes);
    String mode = chosen.matches() ? chosen.group(1) : "unknown";
    String remedy = "echo madvise > " + HUGE_PAGES + " makes copies of 64 KiB and more faster";
    return mode.equals("always") || mode.equals("madvise")
        ? Check.ok("huge pages", "transparent: " + mode)
        : Check.warning("huge pages", "transparent: " + mode, remedy);
  }
}
