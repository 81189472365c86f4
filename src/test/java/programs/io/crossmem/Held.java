package io.crossmem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * Kernel resources that this process holds, by name. Never counted as a whole: the virtual machine
 * and other tests open and close files of their own at any time.
 */
public final class Held {
  private static final int ROUNDS = 500;
  private static final long PAUSE_MS = 20;
  private static final int SAME_ROUNDS = 5;

  private Held() {}

  /** The file descriptors whose links contain one of these names. */
  public static Set<Integer> descriptors(String... names) throws IOException {
    Set<Integer> found = new TreeSet<>();
    try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path one : all) {
        if (hasName(one, names)) {
          found.add(Integer.valueOf(one.getFileName().toString()));
        }
      }
    }
    return found;
  }

  private static boolean hasName(Path descriptor, String... names) throws IOException {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return Set.of(names).stream().anyMatch(target::contains);
    } catch (NoSuchFileException e) {
      return false; // closed meanwhile
    }
  }

  /** How many mappings have this in their line. */
  public static long mappings(String name) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.contains(name)).count();
    }
  }

  /** The resources held after the garbage of earlier tests was collected. */
  public static <T> T settled(Callable<T> held) throws Exception {
    T last = held.call();
    for (int same = 0; same < SAME_ROUNDS; same++) {
      collect();
      T now = held.call();
      if (!now.equals(last)) {
        same = 0;
        last = now;
      }
    }
    return last;
  }

  /** Collects garbage until the condition is true; returns false if it does not become true. */
  public static boolean becomes(Callable<Boolean> condition) throws Exception {
    for (int i = 0; i < ROUNDS && !condition.call(); i++) {
      collect();
    }
    return condition.call();
  }

  private static void collect() throws InterruptedException {
    System.gc();
    Thread.sleep(PAUSE_MS);
  }
}
