package io.crossmem.bench.overhead;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A C program of {@code src/bench/native}, with line-based communication. */
final class Program implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  Program(String name, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(
        Path.of(System.getProperty("crossmem.bench.native", "target/bench-native"), name + "64")
            .toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    output = process.inputReader();
  }

  long pid() {
    return process.pid();
  }

  /** The value of the next line, which must be {@code name 0x...}. */
  long value(String name) {
    try {
      String line = output.readLine();
      if (line == null || !line.startsWith(name + " 0x")) {
        throw new IllegalStateException("expected " + name + ", but the program printed " + line);
      }
      return Long.parseUnsignedLong(line.substring(name.length() + 3), 16);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void tell(Object line) {
    try {
      process.outputWriter().write(line + "\n");
      process.outputWriter().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
