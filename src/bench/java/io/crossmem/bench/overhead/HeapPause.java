package io.crossmem.bench.overhead;

import io.crossmem.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures whether transfers of 1 GiB into a heap array lengthen the pauses of the garbage
 * collector (G1), while another thread makes garbage. Reads into a direct buffer, which do not
 * affect the collector, are the comparison, since they load the processors equally.
 */
public final class HeapPause {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(8);
  static final int BYTES = 1 << 30;
  private static final Pattern SAFEPOINT = Pattern.compile("Safepoint \"G1.*Total: +(\\d+) ns");

  private static volatile Object unused; // written so that the JIT compiler keeps the garbage

  private HeapPause() {}

  /** In a JVM that {@link #stops} has started; argument: {@code heap} or {@code direct}. */
  public static void main(String[] arguments) throws Exception {
    boolean heap = arguments[0].equals("heap");
    work(heap ? ByteBuffer.allocate(BYTES) : ByteBuffer.allocateDirect(BYTES));
  }

  /** The duration in ns of each pause of a JVM that reads into a buffer of this kind. */
  static double[] stops(String kind) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("crossmem"); // an existing log would be kept as .0
    Path log = folder.resolve("safepoints.log");
    try {
      run(kind, log);
      return stops(log);
    } finally {
      Files.deleteIfExists(log);
      Files.delete(folder);
    }
  }

  private static void run(String kind, Path log) throws IOException, InterruptedException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseG1GC",
                "-Xms3g",
                "-Xmx3g",
                "-Xmn64m",
                "-XX:ParallelGCThreads=1", // with more there would not be enough cores for all
                "-Xlog:safepoint:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                HeapPause.class.getName(),
                kind)
            .inheritIO()
            .start();
    if (jvm.waitFor() != 0) {
      throw new IOException("the JVM whose pauses are measured failed");
    }
  }

  private static double[] stops(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .map(SAFEPOINT::matcher)
          .filter(Matcher::find)
          .mapToDouble(m -> Long.parseLong(m.group(1)))
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
