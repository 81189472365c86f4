package io.crossmem.internal.join;

import io.crossmem.internal.sys.Proc;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Finds the process that started the ranks of this node. */
final class LauncherProcess {
  private LauncherProcess() {}

  /**
   * The nearest ancestor without a variable that the launcher sets: between it and this process
   * there may be shells, which inherit the variable.
   *
   * @param programs the launcher's, as far as /proc/PID/comm tells, which has 15 bytes
   */
  static Optional<ProcessHandle> above(String variable, Set<String> programs) {
    Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
    while (ancestor.isPresent() && !isLauncher(ancestor.get().pid(), variable, programs)) {
      ancestor = ancestor.get().parent();
    }
    return ancestor;
  }

  /** By name as well: a launcher that was started by a rank of another inherits that one's. */
  private static boolean isLauncher(long pid, String variable, Set<String> programs) {
    String variables = Proc.readIfPossible(Proc.path(pid, "environ")).orElse(""); // another user's
    return Arrays.stream(variables.split("\0")).noneMatch(line -> line.startsWith(variable + "="))
        || programs.contains(Proc.readIfPossible(Proc.path(pid, "comm")).orElse(""));
  }

  /** How many generations a process is above this one; {@link Integer#MAX_VALUE} if it is not. */
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
