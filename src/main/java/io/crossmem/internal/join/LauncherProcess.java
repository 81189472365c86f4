package io.crossmem.internal.join;

import io.crossmem.internal.sys.Proc;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Finds the process that started the ranks of this node. */
final class LauncherProcess {
  /** As far as /proc/PID/comm tells, which has 15 bytes. */
  private static final Set<String> NAMES =
      Set.of(
          "mpirun",
          "orterun",
          "orted",
          "prterun",
          "prte",
          "prted",
          "hydra_pmi_proxy",
          "slurmstepd");

  private LauncherProcess() {}

  /**
   * The nearest ancestor without a variable that the launcher sets: between it and this process
   * there may be shells, which inherit the variable.
   */
  static Optional<ProcessHandle> above(String variable) {
    Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
    while (ancestor.isPresent() && !isLauncher(ancestor.get().pid(), variable)) {
      ancestor = ancestor.get().parent();
    }
    return ancestor;
  }

  /** By name as well: a launcher that was started by a rank of another inherits that one's. */
  private static boolean isLauncher(long pid, String variable) {
    String variables = Proc.readIfPossible(Proc.path(pid, "environ")).orElse(""); // another user's
    return Arrays.stream(variables.split("\0")).noneMatch(line -> line.startsWith(variable + "="))
        || NAMES.contains(Proc.readIfPossible(Proc.path(pid, "comm")).orElse(""));
  }
}
