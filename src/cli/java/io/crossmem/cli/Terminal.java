package io.crossmem.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether each standard stream is a terminal. System.console() checks two at the same time, and in
 * JDK 22 and later also returns a console for a pipe.
 */
enum Terminal {
  IN(0),
  OUT(1),
  ERR(2);

  private final boolean terminal;

  Terminal(int descriptor) {
    terminal = isTerminal(Path.of("/proc/self/fd", Integer.toString(descriptor)));
  }

  private static boolean isTerminal(Path descriptor) {
    try {
      String file = Files.readSymbolicLink(descriptor).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.startsWith("/dev/console");
    } catch (IOException e) {
      return false; // closed
    }
  }

  boolean isTerminal() {
    return terminal;
  }

  /** See no-color.org. */
  boolean hasColours() {
    return terminal
        && System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(System.getenv("TERM"));
  }
}
