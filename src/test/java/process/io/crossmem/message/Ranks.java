package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.crossmem.Jvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The ranks of a communicator, each a JVM of its own that runs a class's main method with the
 * arguments: name, rank, size, and what the test adds. A rank that finds something wrong throws.
 */
final class Ranks implements AutoCloseable {
  /** In place of a name, rank and size: a launcher of ranks on several nodes knows them. */
  static final String BY_LAUNCHER = "-";

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final String name = "test-" + UUID.randomUUID();
  private final List<Process> processes = new ArrayList<>();
  private final List<CompletableFuture<String>> outputs = new ArrayList<>();

  private Ranks() {}

  /** Starts a number of 64-bit JVMs. */
  static Ranks start(int size, Class<?> main, Object... arguments) throws IOException {
    List<Jvm> jvms = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      jvms.add(Jvm.ofBits(64).withTestLibraries());
    }
    return start(jvms, main, arguments);
  }

  /** Starts one rank in each JVM. */
  static Ranks start(List<Jvm> jvms, Class<?> main, Object... arguments) throws IOException {
    Ranks ranks = startUnread(jvms, main, arguments);
    for (Process process : ranks.processes) {
      ranks.outputs.add(CompletableFuture.supplyAsync(() -> read(process), Ranks::inBackground));
    }
    return ranks;
  }

  /** The same, for a caller that reads what they print, and never finishes them. */
  static Ranks startUnread(List<Jvm> jvms, Class<?> main, Object... arguments) throws IOException {
    Ranks ranks = new Ranks();
    for (int rank = 0; rank < jvms.size(); rank++) {
      List<Object> all = new ArrayList<>(List.of(ranks.name, rank, jvms.size()));
      all.addAll(List.of(arguments));
      ranks.processes.add(jvms.get(rank).start(main, all.toArray()));
    }
    return ranks;
  }

  /** Starts them, and fails unless each ends without an exception; returns what each printed. */
  static List<String> run(int size, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    try (Ranks ranks = start(size, main, arguments)) {
      return ranks.finish();
    }
  }

  /** The same, for tests of what compilers may reorder or of races. */
  static List<String> runOptimizing(int size, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    List<Jvm> jvms = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      jvms.add(Jvm.ofBits(64).withTestLibraries().optimizing());
    }
    try (Ranks ranks = start(jvms, main, arguments)) {
      return ranks.finish();
    }
  }

  /** In a rank: joins as the arguments of main say. */
  static Communicator join(String... arguments) throws IOException {
    if (arguments[0].equals(BY_LAUNCHER)) {
      return Communicator.fromEnvironment(Duration.ofSeconds(60));
    }
    return Communicator.join(
        arguments[0],
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Duration.ofSeconds(60));
  }

  /**
   * The same, with a protocol for large messages; "chosen" leaves the choice to the library. A
   * program that joins once for each protocol spares the starts of a JVM for each.
   */
  static Communicator joinWith(String protocol, String... arguments) throws IOException {
    if (protocol.equals("chosen")) {
      System.clearProperty("crossmem.protocol");
    } else {
      System.setProperty("crossmem.protocol", protocol);
    }
    if (arguments[0].equals(BY_LAUNCHER)) {
      return join(arguments);
    }
    String[] renamed = arguments.clone();
    renamed[0] += "-" + protocol;
    return join(renamed);
  }

  String name() {
    return name;
  }

  Process process(int rank) {
    return processes.get(rank);
  }

  List<String> finish() throws IOException, InterruptedException {
    List<Integer> all = new ArrayList<>();
    for (int rank = 0; rank < processes.size(); rank++) {
      all.add(rank);
    }
    return finish(all);
  }

  /** Waits for some of them; fails unless each ends well, as soon as one does not. */
  List<String> finish(List<Integer> some) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (some.stream().anyMatch(rank -> process(rank).isAlive())) {
      for (int rank : some) {
        if (!process(rank).isAlive() && process(rank).exitValue() != 0) {
          throw failure("rank " + rank + " failed");
        }
      }
      if (System.nanoTime() - deadline > 0) {
        throw failure("they do not end");
      }
      Thread.sleep(5);
    }
    List<String> all = new ArrayList<>();
    for (int rank : some) {
      String output = outputs.get(rank).join();
      assertEquals(0, process(rank).exitValue(), "rank " + rank + ": " + output);
      assertFalse(output.contains("WARNING in native method"), output);
      all.add(output);
    }
    return all;
  }

  /** Ends all, and says what each printed; those that ran on, with their stacks. */
  private AssertionError failure(String what) throws IOException, InterruptedException {
    for (Process process : processes) {
      if (process.isAlive()) {
        new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
      }
    }
    Thread.sleep(1000);
    close();
    StringBuilder all = new StringBuilder(what);
    for (int rank = 0; rank < outputs.size(); rank++) {
      all.append("\n-- rank ").append(rank).append(": ").append(outputs.get(rank).join());
    }
    return new AssertionError(all);
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void inBackground(Runnable reader) {
    Thread thread = new Thread(reader, "output of a rank");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends those that still run. */
  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
