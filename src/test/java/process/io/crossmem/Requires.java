package io.crossmem;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requirements that a machine may lack: the test is skipped, with the command that installs what is
 * missing.
 */
public final class Requires {
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Requires() {}

  /** Skips the test if the condition is false. Prints the reason once, since Maven does not. */
  public static void that(boolean present, String needsAndCommand) {
    if (!present && SAID.add(needsAndCommand)) {
      System.out.println("Tests are skipped: " + needsAndCommand);
    }
    assumeTrue(present, needsAndCommand);
  }

  public static void root() {
    that("root".equals(System.getProperty("user.name")), "needs root: sudo mvn test");
  }

  public static void i386Jvm() {
    that(Files.isExecutable(Jvm.I386), "needs a 32-bit JVM: scripts/fetch-i386-jvm");
  }

  /** A JVM of 64 or 32 bits. */
  public static void jvmOfBits(int bits) {
    if (bits == 32) {
      i386Jvm();
    }
  }

  static void file(String path, String command) {
    that(Files.exists(Path.of(path)), "needs " + path + ": " + command);
  }
}
