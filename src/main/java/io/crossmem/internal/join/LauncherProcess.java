package io.crossmem.internal.join;

import io.crossmem.internal.sys.Proc;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Finds the process that started the ranks on this node. */
final class LauncherProcess {
  private LauncherProcess() {}

  /**
   * The nearest ancestor without the variable that the launcher sets. There may be shells between
   * it and this process, which inherit the variable.
   *
   * @param programs names of the launcher's programs, as in /proc/PID/comm, which is limited to 15
   *     bytes
   */
  static Optional<ProcessHandle> above(String variable, Set<String> programs) {
    Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
    while (ancestor.isPresent() && !isLauncher(ancestor.get().pid(), variable, programs)) {
      ancestor = ancestor.get().parent();
    }
    return ancestor;
  }

  /**
   * Checks the name too: a launcher started by a rank of another launcher inherits its variables.
   */
  private static boolean isLauncher(long pid, String variable, Set<String> programs) {
    String variables =
        Proc.readIfPossible(Proc.path(pid, "environ"))
            .orElse(""); // empty if it belongs to another user
    return Arrays.stream(variables.split("\0")).noneMatch(line -> line.startsWith(variable + "="))
        || programs.contains(Proc.readIfPossible(Proc.path(pid, "comm")).orElse(""));
  }

  /** Number of generations to an ancestor of this process; {@link Integer#MAX_VALUE} for others. */
  static int distance(long pid) {
    int generations = 1;
    Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
    while (ancestor.isPresent() && ancestor.get().pid() != pid) {
      ancestor = ancestor.get().parent();
      generations++;
    }
    return ancestor.isPresent() ? generations : Integer.MAX_VALUE;
  }
}
