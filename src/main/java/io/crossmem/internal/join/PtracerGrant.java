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
 * Lets the other ranks reach into this process where Yama allows that only to descendants and to
 * one process that is named, with its descendants: the launcher; or the only other rank; or the
 * nearest process that all ranks descend from.
 *
 * <p>To find the last, the rank that makes the segment writes its ancestors into it, and each rank
 * strikes out those that are not its own: so nobody has to look at all the others.
 */
final class PtracerGrant {
  private static final Path SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

  private PtracerGrant() {}

  /** Whether the kernel asks for it; the same for all processes of the machine. */
  static boolean isAsked() {
    return Proc.readIfPossible(SCOPE).filter("1"::equals).isPresent();
  }

  /** For the rank that makes the segment. */
  static void writeAncestors(Segment segment) {
    List<Integer> own = ancestors();
    int count = Math.min(own.size(), ANCESTOR_COUNT);
    for (int i = 0; i < count; i++) {
      segment.memory().putInt(ANCESTORS + i * Integer.BYTES, own.get(i));
    }
    SharedAtomics.setLong(segment.memory(), COMMON_ANCESTORS, (1L << count) - 1);
  }

  /** For each rank, before it counts itself in. */
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
   * Names one process. If there is none to name, messages are copied twice, and joining goes on:
   * the launcher may have ended, or may be one of another container.
   *
   * @param launcher what started all ranks
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
      return false; // there is no such process
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

  /** Without process 1, which all processes descend from. */
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
