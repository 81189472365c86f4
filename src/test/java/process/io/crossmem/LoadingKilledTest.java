package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that are killed by SIGKILL while they load the native library: which files they leave. */
class LoadingKilledTest {
  private static final int KILLS = 60;
  private static final int AT_ONCE = 3;

  @TempDir Path folder;

  @Test
  void noLibraryIsLeftAndTheNextStartRemovesEmptyFiles() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long loaded = 0;
    for (int i = 0; i < KILLS / AT_ONCE; i++) {
      List<Process> loading = new ArrayList<>();
      for (int j = 0; j < AT_ONCE; j++) {
        loading.add(start());
      }
      for (Process process : loading) {
        assertEquals('.', process.getInputStream().read(), "it does not start to load");
        if (i % 2 == 1) { // half of them are killed when they are warm
          assertEquals('+', process.getInputStream().read(), "it does not load");
          loaded++;
        }
      }
      TimeUnit.MICROSECONDS.sleep(random.nextInt(60_000));
      loading.forEach(process -> process.toHandle().destroyForcibly()); // output stays open
      for (Process process : loading) {
        assertEquals(128 + 9, process.waitFor(), "it ended before the kill");
        loaded += process.getInputStream().readAllBytes().length;
      }
      for (Path file : left()) {
        assertEquals(0, Files.size(file), file + " is more than an empty file; seed " + seed);
      }
    }
    System.out.println(KILLS + " killed, " + loaded + " loads, empty files left: " + left().size());

    Files.createFile(folder.resolve("libcrossmem-" + "-".repeat(100))); // at least one
    Jvm.Result next =
        Jvm.ofBits(64)
            .with("-Djava.io.tmpdir=" + folder)
            .run(AccessProbe.class, ProcessHandle.current().pid(), "0x1000");
    assertTrue(next.output().contains("supported true"), next.output());
    assertEquals(List.of(), left());
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            "target/test-classes",
            Loads.class.getName())
        .redirectError(ProcessBuilder.Redirect.DISCARD) // JDK 24 on: the warning of native access
        .start();
  }

  private List<Path> left() throws IOException {
    try (var files = Files.list(folder)) {
      return files.collect(Collectors.toList());
    }
  }

  /** Main class: loads the library again and again, each time in a class loader of its own. */
  static final class Loads {
    public static void main(String[] arguments) throws Exception {
      URL[] classes = {Path.of("target/classes").toUri().toURL()};
      System.out.write('.');
      System.out.flush();
      while (true) {
        ClassLoader loader = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
        Class<?> library = Class.forName("io.crossmem.internal.sys.NativeLibrary", true, loader);
        Object reason = library.getMethod("unsupportedReason").invoke(null);
        if (!"Optional.empty".equals(reason.toString())) {
          throw new AssertionError(reason);
        }
        System.out.write('+');
        System.out.flush();
      }
    }
  }
}
