package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.fornwall.jelf.ElfFile;
import picocli.CommandLine;

/** The command line: in a process of its own, its output in pipes or files, or in this JVM. */
final class Cli {
  /** PID_MAX_LIMIT of the kernel: a Long above it is an address. */
  private static final long GREATEST_PID = 4 << 20;

  private final List<String> command = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private String classPath =
      Path.of("target/cli-classes").toAbsolutePath()
          + ":"
          + Path.of("target/classes").toAbsolutePath()
          + ":"
          + picocli()
          + ":"
          + jarOf(ElfFile.class);

  /** Its output and exit status. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  record Result(int status, byte[] bytes, String err) {
    String out() {
      return new String(bytes, UTF_8);
    }

    /** Requires success without a message; returns the output. */
    String succeeded() {
      assertEquals("", err);
      assertEquals(0, status, out());
      assertFalse(out().contains("\033"), "escape codes in a pipe: " + out());
      return out();
    }

    /** Requires this status, and a message of one line with these words. */
    Result failed(int expected, String... words) {
      assertEquals(expected, status, err);
      assertEquals(1, err.lines().count(), err);
      assertTrue(err.startsWith("crossmem"), err);
      for (String word : words) {
        assertTrue(err.contains(word), word + " is missing in: " + err);
      }
      return this;
    }
  }

  /** Calls a command in this JVM, which takes milliseconds: if it needs no process of its own. */
  static Result call(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Main.run(words(arguments).toArray(String[]::new), out, err);
    return new Result(status, out.toByteArray(), err.toString(UTF_8));
  }

  /** Runs it with some arguments, in a process of its own. */
  static Result run(Object... arguments) throws Exception {
    return new Cli().with(arguments);
  }

  /** Started by another command, such as {@code setpriv ...}. */
  static Cli under(String... prefix) {
    Cli cli = new Cli();
    cli.command.addAll(Arrays.asList(prefix));
    return cli;
  }

  /** An option of its JVM. */
  Cli option(String option) {
    options.add(option);
    return this;
  }

  Cli classPath(Path classes, Path picocli) {
    classPath = classes + ":" + picocli;
    return this;
  }

  static Path picocli() {
    return jarOf(CommandLine.class);
  }

  private static Path jarOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** The whole command. */
  List<String> line(Object... arguments) {
    List<String> line = new ArrayList<>(command);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      line.add("--enable-native-access=ALL-UNNAMED");
    }
    line.addAll(Jvm.SHORT_LIVED);
    line.addAll(options);
    line.addAll(List.of("-Xmx256m", "-XX:-UsePerfData", "-cp", classPath, Main.class.getName()));
    line.addAll(words(arguments));
    return line;
  }

  private static List<String> words(Object... arguments) {
    List<String> words = new ArrayList<>();
    for (Object argument : arguments) {
      words.add(
          argument instanceof Long number && number > GREATEST_PID
              ? "0x" + Long.toHexString(number)
              : argument.toString());
    }
    return words;
  }

  Result with(Object... arguments) throws IOException, InterruptedException {
    Path err = Files.createTempFile("crossmem-cli", ".err");
    try {
      Process process = new ProcessBuilder(line(arguments)).redirectError(err.toFile()).start();
      process.outputWriter().close();
      byte[] out = process.getInputStream().readAllBytes();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(Arrays.toString(arguments) + " does not end");
      }
      return new Result(process.exitValue(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  /** Runs it on a terminal with an answer typed: both streams together, and the status. */
  static Result onTerminal(String answer, Object... arguments) throws Exception {
    Requires.file("/usr/bin/script", "apt-get install bsdutils");
    StringBuilder quoted = new StringBuilder();
    for (String word : new Cli().line(arguments)) {
      quoted.append('\'').append(word.replace("'", "'\\''")).append("' ");
    }
    ProcessBuilder builder =
        new ProcessBuilder("/usr/bin/script", "-qec", quoted.toString(), "/dev/null");
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("NO_COLOR");
    Process process = builder.start();
    process.outputWriter().write(answer);
    process.outputWriter().flush();
    byte[] out = process.getInputStream().readAllBytes();
    return new Result(process.waitFor(), out, "");
  }
}
