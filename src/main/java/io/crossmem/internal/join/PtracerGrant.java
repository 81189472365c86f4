package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.ANCESTORS;
import static io.crossmem.internal.shm.SegmentDescriptor.ANCESTOR_COUNT;
import static io.crossmem.internal.shm.SegmentDescriptor.COMMON_ANCESTORS;

import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.sys.Proc;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Allows the other ranks to attach to this process if Yama restricts this to ancestors and one
 * chosen process with its descendants. The chosen process is the launcher, the only other rank, or
 * the nearest common ancestor of all ranks.
 *
 * <p>To find the common ancestor, the rank that creates the segment writes its ancestors into it,
 * and each rank removes those that are not its own ancestors.
 */
final class PtracerGrant {
  private static final Path SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

  private PtracerGrant() {}

  /** Whether the kernel requires this; the same for all processes on the machine. */
  static boolean isAsked() {
    return Proc.readIfPossible(SCOPE).filter("1"::equals).isPresent();
  }

  /** Called by the rank that creates the segment. */
  static void writeAncestors(Segment segment) {
    List<Integer> own = ancestors();
    int count = Math.min(own.size(), ANCESTOR_COUNT);
    for (int i = 0; i < count; i++) {
      segment.memory().putInt(ANCESTORS + i * Integer.BYTES, own.get(i));
    }
    SharedAtomics.setLong(segment.memory(), COMMON_ANCESTORS, (1L << count) - 1);
  }

  /** Called by each rank before it increments the count of joined ranks. */
  static void strikeOutAncestors(Segment segment) {
    ByteBuffer memory = segment.memory();
    List<Integer> own = ancestors();
    long mine = 0;
    for (int i = 0; i < ANCESTOR_COUNT; i++) {
      mine |= own.contains(memory.getInt(ANCESTORS + i * Integer.BYTES)) ? 1L << i : 0;
    }
    long common = SharedAtomics.getLong(memory, COMMON_ANCESTORS);
    while (!SharedAtomics.replaceLong(memory, COMMON_ANCESTORS, common, common & mine)) {
      common = SharedAtomics.getLong(memory, COMMON_ANCESTORS);
    }
  }

  /**
   * Allows one process to attach. If there is no suitable process, because the launcher has ended
   * or is in another container, joining continues and messages are copied twice.
   *
   * @param launcher the process that started all ranks
   */
  static void grant(OptionalLong launcher, Segment segment, int rank) {
    if (launcher.isEmpty() || !allow(launcher.getAsLong())) {
      whoToName(segment, rank).ifPresent(PtracerGrant::allow);
    }
  }

  private static boolean allow(long pid) {
    try {
      return ProcessMemory.allowAccessFrom(pid);
    } catch (ProcessMemoryException e) {
      return false; // no such process
    }
  }

  private static OptionalLong whoToName(Segment segment, int rank) {
    ByteBuffer memory = segment.memory();
    if (segment.size() == 2) {
      return OptionalLong.of(RankProcess.pidOf(memory, 1 - rank));
    }
    long common = SharedAtomics.getLong(memory, COMMON_ANCESTORS);
    int nearest = Long.numberOfTrailingZeros(common);
    return nearest < ANCESTOR_COUNT
        ? OptionalLong.of(memory.getInt(ANCESTORS + nearest * Integer.BYTES))
        : OptionalLong.empty();
  }

  /** Without process 1, the ancestor of all processes. */
  private static List<Integer> ancestors() {
    return Stream.iterate(
            ProcessHandle.current().parent(),
            Optional::isPresent,
            parent -> parent.flatMap(ProcessHandle::parent))
        .map(parent -> (int) parent.get().pid())
        .filter(parent -> parent > 1)
        .toList();
  }
}
