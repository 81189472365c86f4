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
   * Returns false where there is no Yama: prctl then says EINVAL, as it does for an unknown pid.
   */
  static boolean allow(long pid) throws ProcessMemoryException {
    int result = Syscalls.prctl(Syscalls.PR_SET_PTRACER, pid);
    if (result == -Errno.EINVAL.number() && !Files.exists(SCOPE)) {
      return false;
    }
    if (result < 0) {
      throw Failure.allow(pid, -result);
    }
    return true;
  }
}
