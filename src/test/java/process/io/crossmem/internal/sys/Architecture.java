package io.crossmem.internal.sys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What {@code scripts/build-native} builds a shim for, read from its lines {@code shim} and {@code
 * cross}: the tests learn of a new architecture there.
 *
 * @param name of the header in native/arch, and of the folder in the jar
 * @param compiler and its argument, if any
 * @param headers the folders of the kernel's own headers
 * @param packages Debian's packages that bring both
 */
record Architecture(String name, List<String> compiler, List<Path> headers, List<String> packages) {
  private static final Pattern LINE =
      Pattern.compile("^(?:shim (\\S+) (-\\S+).*|cross (\\S+) (\\S+) (\\S+))$", Pattern.MULTILINE);

  static List<Architecture> all() {
    try {
      return LINE.matcher(Files.readString(Path.of("scripts/build-native")))
          .results()
          .map(line -> line.group(1) != null ? plain(line) : cross(line))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Architecture plain(MatchResult line) {
    return new Architecture(
        line.group(1),
        List.of("gcc", line.group(2)),
        List.of(Path.of("/usr/include/x86_64-linux-gnu"), Path.of("/usr/include")),
        List.of("gcc", "linux-libc-dev"));
  }

  private static Architecture cross(MatchResult line) {
    return new Architecture(
        line.group(3),
        List.of(line.group(4) + "-gcc"),
        List.of(Path.of("/usr", line.group(4), "include")),
        List.of("gcc-" + line.group(4), "linux-libc-dev-" + line.group(5) + "-cross"));
  }

  static Path header(String name) {
    return Path.of("native/arch", name + ".h");
  }

  static Path shim(String name) {
    return Path.of("target/classes/io/crossmem/native/linux", name, "libcrossmem.so");
  }

  @Override
  public String toString() {
    return name;
  }

  /** What a command printed that took {@code input} and must succeed. */
  static String output(String input, String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream to = process.getOutputStream()) {
      to.write(input.getBytes(UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
