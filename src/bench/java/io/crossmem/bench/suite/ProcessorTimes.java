package io.crossmem.bench.suite;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processor times of this machine at a moment, in nanoseconds.
 *
 * @param moment when it was read
 * @param machine time in which processors were not idle, or were stolen by the hypervisor; counted
 *     in hundredths of a second
 * @param own times of this process and its descendants, by pid
 */
record ProcessorTimes(long moment, long machine, Map<Long, Long> own) {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10); // USER_HZ is 100

  /**
   * Fields of the first line: user, nice, system, irq, softirq, steal. The others are idle times.
   */
  private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

  static ProcessorTimes now() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    Map<Long, Long> own = new HashMap<>();
    for (ProcessHandle process : Stream.concat(Stream.of(self), self.descendants()).toList()) {
      own.put(process.pid(), ofProcess(process.pid()));
    }
    long machine = ofMachine(Files.readString(Path.of("/proc/stat")));
    return new ProcessorTimes(System.nanoTime(), machine, own);
  }

  /** Of {@code /proc/stat}. */
  static long ofMachine(String stat) {
    String[] fields = stat.lines().findFirst().orElseThrow().split(" +");
    long ticks = 0;
    for (int field : BUSY) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks * TICK_NANOS;
  }

  /** Sum over the threads, since the times of a whole process are rounded too much. */
  private static long ofProcess(long pid) {
    File[] threads = new File("/proc/" + pid + "/task").listFiles();
    long nanos = 0;
    for (int i = 0; threads != null && i < threads.length; i++) {
      nanos += ofThread(threads[i].toPath());
    }
    return nanos;
  }

  private static long ofThread(Path thread) {
    try {
      String times = Files.readString(thread.resolve("schedstat"));
      return Long.parseLong(times.substring(0, times.indexOf(' ')));
    } catch (IOException e) {
      return 0; // it has ended
    }
  }

  /** The time used by other processes since an earlier moment. */
  long ofOthersSince(ProcessorTimes earlier) {
    long ours =
        own.entrySet().stream()
            .mapToLong(each -> each.getValue() - earlier.own.getOrDefault(each.getKey(), 0L))
            .sum();
    return Math.max(0, machine - earlier.machine - ours);
  }
}
