package io.crossmem;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of {@code src/test/native}: a real foreign process whose memory is known. It reports
 * values by name, says "ready", and ends with this object.
 */
public final class Foreign implements AutoCloseable {
  /** Bytes of the area {@code arena}, and of its pages. */
  static final int PAGE = 4096;

  static final int ARENA_PAGES = 64;

  private final Process process;
  private final BufferedReader output;
  private final Map<String, Long> values = new HashMap<>();

  private Foreign(List<String> command) {
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      output = process.inputReader();
      for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
        if (line == null) {
          throw new IllegalStateException(command + " ended before it was ready");
        }
        remember(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process with known memory, of this JVM's word size. */
  public static Foreign start() {
    return start(64);
  }

  /** The process with known memory, of 64 or 32 bits. */
  public static Foreign start(int bits) {
    return new Foreign(List.of(program("foreign", bits)));
  }

  /** Another program, started by this command. */
  public static Foreign start(String... command) {
    return new Foreign(List.of(command));
  }

  /** The file of a program. */
  public static String program(String name, int bits) {
    return Path.of("target/test-native", name + bits).toAbsolutePath().toString();
  }

  /** A value that it reported, such as the address of an area. */
  public long value(String name) {
    Long value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it reported no " + name + ", only " + values.keySet());
    }
    return value;
  }

  public long pid() {
    return value("pid");
  }

  /** Byte {@code n} of a laid area: what {@code lay} in foreign.c puts there. */
  static byte laid(long n) {
    return (byte) (n * 31 + (n >> 8) * 17 + 7);
  }

  /** The first bytes of a laid area from byte {@code from} on. */
  static byte[] laid(long from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = laid(from + i);
    }
    return bytes;
  }

  /** Sends it a line and returns the line that it answers. */
  public String ask(String command, Object... arguments) {
    List<String> words = new ArrayList<>(List.of(command));
    for (Object argument : arguments) {
      words.add(
          argument instanceof Long address
              ? "0x" + Long.toHexString(address)
              : argument.toString());
    }
    try {
      process.outputWriter().write(String.join(" ", words) + "\n");
      process.outputWriter().flush();
      String line = output.readLine();
      if (line == null) {
        throw new IllegalStateException("it ended at " + words);
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #ask}, where the answer is a value; returns that. */
  long askValue(String command, Object... arguments) {
    remember(ask(command, arguments));
    return value(command);
  }

  /** The hash that the process itself has of its memory; compare with {@link #hash(byte[])}. */
  int hash(long address, int bytes) {
    return (int) askValue("hash", address, bytes);
  }

  /** FNV-1a, 32 bits. */
  static int hash(byte[] bytes) {
    int hash = (int) 2166136261L;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * 16777619;
    }
    return hash;
  }

  /** The next line of output, for programs that speak unasked; null at its end. */
  String line() throws IOException {
    return output.readLine();
  }

  /** Sends a signal by name, such as KILL. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Ends it by SIGKILL and waits until its pid is free. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void remember(String line) {
    int space = line.indexOf(" 0x");
    if (space < 0) {
      throw new IllegalStateException("it said " + line);
    }
    values.put(line.substring(0, space), Long.parseUnsignedLong(line.substring(space + 3), 16));
  }
}
