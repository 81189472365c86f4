package io.crossmem;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a machine may lack: a test that needs it is skipped, with the command that brings it. */
final class Requires {
  private Requires() {}

  static void root() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root: sudo mvn test");
  }

  static void i386Jvm() {
    assumeTrue(Files.isExecutable(Jvm.I386), "needs a 32-bit JVM: scripts/fetch-i386-jvm");
  }

  /** What {@code scripts/build-native} compiles the 32-bit programs for. */
  static void bits(int bits) {
    if (bits == 32) {
      i386Jvm();
    }
  }

  static void file(String path, String command) {
    assumeTrue(Files.exists(Path.of(path)), "needs " + path + ": " + command);
  }
}
