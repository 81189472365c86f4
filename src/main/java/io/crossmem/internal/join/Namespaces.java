package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.PID_NAMESPACE;
import static io.crossmem.internal.shm.SegmentDescriptor.TIME_NAMESPACE;

import io.crossmem.internal.shm.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What the numbers of processes mean: a pid counts within a pid namespace, and the start of a
 * process is told as the clock of the reader's time namespace has it. So all ranks must be in the
 * same ones.
 */
final class Namespaces {
  private Namespaces() {}

  static void write(Segment segment) throws IOException {
    segment.memory().putLong(PID_NAMESPACE, own("pid"));
    segment.memory().putLong(TIME_NAMESPACE, own("time"));
  }

  /** Fails if the processes of a group have others. */
  static void requireSame(Segment segment) throws IOException {
    require(segment.memory().getLong(PID_NAMESPACE), "pid");
    require(segment.memory().getLong(TIME_NAMESPACE), "time");
  }

  private static void require(long theirs, String kind) throws IOException {
    if (theirs != own(kind)) {
      throw new JoinException("its processes are in another " + kind + " namespace (container)");
    }
  }

  /**
   * The inode, which tells it from all that exist at the same time; 0 where there is no such kind.
   */
  private static long own(String kind) throws IOException {
    try {
      return (long) Files.getAttribute(Path.of("/proc/self/ns", kind), "unix:ino");
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
