package io.crossmem;

import io.crossmem.internal.sys.Syscalls;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The Linux security module that restricts which processes may attach to others; see
 * Documentation/admin-guide/LSM/Yama.rst.
 */
final class Yama {
  /** PR_SET_PTRACER_ANY of include/uapi/linux/prctl.h. */
  static final long ANYONE = -1;

  /** 0: no restriction, 1: ancestors and the allowed process, 2: administrators, 3: no process. */
  static final Path SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

  private Yama() {}

  /**
   * Lets a process attach to this one.
   *
   * @return 0, or the errno; without Yama it is EINVAL, which is also the errno for an unknown pid
   */
  static int allow(long pid) {
    return -Syscalls.prctl(Syscalls.PR_SET_PTRACER, pid);
  }

  static boolean isAbsent() {
    return !Files.exists(SCOPE);
  }
}
