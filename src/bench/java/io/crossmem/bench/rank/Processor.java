package io.crossmem.bench.rank;

import com.sun.management.ThreadMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures processor time, heap allocations and compilation of this process. */
final class Processor {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
  private static final int EVICTING_BYTES = 128 << 20; // several times any cache of these machines
  private static final int LINE = 64;

  private static ByteBuffer evicting; // made at first use

  private Processor() {}

  /** Processor time of the calling thread. */
  static long nanosOfThread() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /**
   * Processor time of all threads of this JVM. That of the calling thread is exact; the kernel
   * counts the others' when it switches between them, or at a tick. ({@code OperatingSystemMXBean}
   * counts in hundredths of a second.)
   */
  static long nanosOfProcess() throws IOException {
    String self = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
    long nanos = nanosOfThread();
    for (String thread : new File("/proc/self/task").list()) {
      if (!thread.equals(self)) {
        nanos += nanosOf(Path.of("/proc/self/task", thread));
      }
    }
    return nanos;
  }

  private static long nanosOf(Path task) throws IOException {
    try {
      String times = Files.readString(task.resolve("schedstat"));
      return Long.parseLong(times.substring(0, times.indexOf(' ')));
    } catch (IOException e) {
      if (Files.exists(task)) {
        throw e;
      }
      return 0; // it ended meanwhile, perhaps between opening the file and reading it
    }
  }

  /** Bytes that the calling thread has allocated on the heap so far. */
  static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** How long the JVM has compiled so far, in ms; a compilation is added when it ends. */
  static long compilationMillis() {
    return COMPILER == null ? 0 : COMPILER.getTotalCompilationTime();
  }

  /** Fills the caches with other memory, so that messages are not cached. */
  static void evictCaches() {
    if (evicting == null) {
      evicting = ByteBuffer.allocateDirect(EVICTING_BYTES);
    }
    for (int at = 0; at < EVICTING_BYTES; at += LINE) {
      evicting.putLong(at, evicting.getLong(at) + 1);
    }
  }
}
