package io.crossmem.bench;

import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether transfers of 1 GiB into a heap array lengthen what the collector stops the JVM for: G1, with a
 * thread that makes garbage, beside one that reads all the time. Reads into a direct buffer, which no
 * collector minds, load the processors as much, and so are what to compare with.
 */
public final class HeapPause {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(8);
  private static final int BYTES = 1 << 30;
  private static final Pattern SAFEPOINT =
      Pattern.compile("Safepoint \"G1.*Reaching safepoint: +(\\d+) ns.*Total: +(\\d+) ns");

  private static volatile Object unused; // written so that the JIT compiler leaves the garbage in

  private HeapPause() {}

  /** No arguments. In the JVMs that it starts: {@code heap} or {@code direct}. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      boolean heap = arguments[0].equals("heap");
      work(heap ? ByteBuffer.allocate(BYTES) : ByteBuffer.allocateDirect(BYTES));
      return;
    }
    System.out.printf(
        "%-22s %8s %16s %16s %18s%n",
        "1 GiB reads into", "stops", "median stop ms", "longest stop ms", "longest wait ms");
    report("direct");
    report("heap");
  }

  private static void report(String mode) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("crossmem"); // a log that is there already is kept as .0
    Path log = folder.resolve("safepoints.log");
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseG1GC",
                "-Xms3g",
                "-Xmx3g",
                "-Xmn64m",
                "-XX:ParallelGCThreads=1", // with more, this machine's cores are too few for all
                "-Xlog:safepoint:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                HeapPause.class.getName(),
                mode)
            .inheritIO()
            .start();
    if (jvm.waitFor() != 0) {
      throw new IllegalStateException("the measured JVM failed");
    }
    double[] stops = millis(log, 2);
    double[] waits = millis(log, 1);
    Files.delete(log);
    Files.delete(folder);
    System.out.printf(
        Locale.ROOT,
        "%-22s %8d %16.2f %16.2f %18.2f%n",
        mode,
        stops.length,
        stops[stops.length / 2],
        stops[stops.length - 1],
        waits[waits.length - 1]);
  }

  private static double[] millis(Path log, int group) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .map(SAFEPOINT::matcher)
          .filter(Matcher::find)
          .mapToDouble(m -> Long.parseLong(m.group(group)) / 1e6)
          .sorted()
          .toArray();
    }
  }

  private static void work(ByteBuffer local) throws Exception {
    long end = System.nanoTime() + NANOS;
    Thread collected = new Thread(() -> makeGarbage(end));
    collected.start();
    try (Program owner = new Program("owner", BYTES);
        ProcessMemory process = ProcessMemory.open(owner.pid())) {
      long address = owner.value("address");
      while (System.nanoTime() < end) {
        process.readFully(address, local.clear());
      }
    }
    collected.join();
  }

  private static void makeGarbage(long end) {
    while (System.nanoTime() < end) {
      for (int i = 0; i < 256; i++) {
        unused = new byte[4096];
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
