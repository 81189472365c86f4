package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.PID_NAMESPACE;
import static io.crossmem.internal.shm.SegmentDescriptor.TIME_NAMESPACE;

import io.crossmem.internal.shm.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Checks that all ranks are in the same pid and time namespaces. A pid is valid only in its pid
 * namespace, and the start time of a process depends on the time namespace of the reader.
 */
final class Namespaces {
  private Namespaces() {}

  static void write(Segment segment) throws IOException {
    segment.memory().putLong(PID_NAMESPACE, own("pid"));
    segment.memory().putLong(TIME_NAMESPACE, own("time"));
  }

  /** Fails if the group's processes are in other namespaces. */
  static void requireSame(Segment segment) throws IOException {
    require(segment.memory().getLong(PID_NAMESPACE), "pid");
    require(segment.memory().getLong(TIME_NAMESPACE), "time");
  }

  private static void require(long theirs, String kind) throws IOException {
    if (theirs != own(kind)) {
      throw new JoinException("its processes are in another " + kind + " namespace (container)");
    }
  }

  /** The inode of the namespace, which identifies it; 0 if the kernel does not have this kind. */
  private static long own(String kind) throws IOException {
    try {
      return (long) Files.getAttribute(Path.of("/proc/self/ns", kind), "unix:ino");
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
