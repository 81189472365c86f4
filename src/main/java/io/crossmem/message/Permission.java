package io.crossmem.message;

import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import io.crossmem.internal.sys.Proc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Lets the other ranks reach into this process where Yama allows that only to descendants and to
 * one process that is named, with its descendants: the launcher; or the only other rank; or the
 * nearest process that all ranks descend from.
 */
final class Permission {
  private static final Path SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

  private Permission() {}

  /** Whether the kernel asks for it; the same for all processes of the machine. */
  static boolean isAsked() {
    return Proc.readIfPossible(SCOPE).filter("1"::equals).isPresent();
  }

  /**
   * Names one process. If there is none to name, messages are copied twice: that is no reason not
   * to join. So it is where the launcher has ended meanwhile, or was one of another container.
   *
   * @param launcher what started all ranks
   * @param others pids of the other ranks
   */
  static void grant(OptionalLong launcher, List<Long> others) {
    if (launcher.isEmpty() || !allow(launcher.getAsLong())) {
      whoToName(others).ifPresent(Permission::allow);
    }
  }

  private static boolean allow(long pid) {
    try {
      return ProcessMemory.allowAccessFrom(pid);
    } catch (ProcessMemoryException e) {
      return false; // there is no such process
    }
  }

  private static OptionalLong whoToName(List<Long> others) {
    if (others.size() == 1) {
      return OptionalLong.of(others.get(0));
    }
    List<List<Long>> above = others.stream().map(pid -> ancestors(pid).toList()).toList();
    return ancestors(ProcessHandle.current().pid())
        .filter(pid -> above.stream().allMatch(list -> list.contains(pid)))
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** Without process 1, which all processes descend from. */
  private static Stream<Long> ancestors(long pid) {
    return Stream.iterate(
            ProcessHandle.of(pid).flatMap(ProcessHandle::parent),
            Optional::isPresent,
            parent -> parent.flatMap(ProcessHandle::parent))
        .map(parent -> parent.get().pid())
        .filter(parent -> parent > 1);
  }
}
