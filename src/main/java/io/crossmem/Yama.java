package io.crossmem;

import io.crossmem.internal.sys.Syscalls;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The Linux security module that narrows who may attach to whom; see
 * Documentation/admin-guide/LSM/Yama.rst.
 */
final class Yama {
  /** PR_SET_PTRACER_ANY of include/uapi/linux/prctl.h. */
  static final long ANYONE = -1;

  /** 0: no restriction, 1: descendants and who was named, 2: administrators, 3: nobody. */
  static final Path SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

  private Yama() {}

  /**
   * Lets a process attach to this one.
   *
   * @return 0, or the errno; where there is no Yama prctl says EINVAL, as it does for an unknown
   *     pid
   */
  static int allow(long pid) {
    return -Syscalls.prctl(Syscalls.PR_SET_PTRACER, pid);
  }

  static boolean isAbsent() {
    return !Files.exists(SCOPE);
  }
}
