package io.crossmem.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the processors of this machine have done up to a moment, in ticks of the kernel's clock.
 *
 * @param nanos when it was read
 * @param machine ticks in which any processor was not idle, or stolen by the hypervisor
 * @param own ticks of this process and of each of its descendants, by pid
 */
record ProcessorTimes(long nanos, long machine, Map<Long, Long> own) {
  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10); // USER_HZ is 100 everywhere

  /** Fields of the first line: user, nice, system, idle, iowait, irq, softirq, steal. */
  private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

  private static final int USER = 11; // of a process's line, after its name
  private static final int SYSTEM = 12;

  static ProcessorTimes now() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    Map<Long, Long> own = new HashMap<>();
    for (ProcessHandle process : Stream.concat(Stream.of(self), self.descendants()).toList()) {
      own.put(process.pid(), ticksOf(process.pid()));
    }
    long machine = ofMachine(Files.readString(Path.of("/proc/stat")));
    return new ProcessorTimes(System.nanoTime(), machine, own);
  }

  private static long ticksOf(long pid) {
    try {
      return ofProcess(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    } catch (IOException e) {
      return 0; // it has ended meanwhile
    }
  }

  /** Of {@code /proc/stat}. */
  static long ofMachine(String stat) {
    String[] fields = stat.lines().findFirst().orElseThrow().split(" +");
    long ticks = 0;
    for (int field : BUSY) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks;
  }

  /** Of {@code /proc/pid/stat}; a process's name is in parentheses and may hold anything. */
  static long ofProcess(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
  }

  /** Ticks that were nobody's of ours, since an earlier moment. */
  long ofOthersSince(ProcessorTimes earlier) {
    LongStream ours =
        own.entrySet().stream()
            .mapToLong(each -> each.getValue() - earlier.own.getOrDefault(each.getKey(), 0L));
    return Math.max(0, machine - earlier.machine - ours.sum());
  }
}
