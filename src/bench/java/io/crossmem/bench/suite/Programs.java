package io.crossmem.bench.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Finds commands on this machine. */
final class Programs {
  private Programs() {}

  /** Whether each is in a folder of {@code PATH}. */
  static boolean arePresent(String... commands) {
    return Arrays.stream(commands).allMatch(Programs::isPresent);
  }

  private static boolean isPresent(String command) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }
}
