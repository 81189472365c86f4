package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.Jvm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The ranks of a communicator, each a JVM of its own that runs a class's main method with the
 * arguments: name, rank, size, and what the test adds. A rank that finds something wrong throws.
 */
final class Ranks implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(120);

  private final String name = "test-" + UUID.randomUUID();
  private final List<Process> processes = new ArrayList<>();

  private Ranks() {}

  /** Starts so many 64-bit JVMs. */
  static Ranks start(int size, Class<?> main, Object... arguments) throws IOException {
    List<Jvm> jvms = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      jvms.add(Jvm.ofBits(64));
    }
    return start(jvms, main, arguments);
  }

  /** Starts one rank in each JVM. */
  static Ranks start(List<Jvm> jvms, Class<?> main, Object... arguments) throws IOException {
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

  /** In a rank: joins as the arguments of main say. */
  static Communicator join(String... arguments) throws IOException {
    return Communicator.join(
        arguments[0],
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Duration.ofSeconds(60));
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

  /** Waits for some of them; fails unless each ends well. */
  List<String> finish(List<Integer> some) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    for (int rank : some) {
      long left = deadline - System.nanoTime();
      if (!processes.get(rank).waitFor(left, TimeUnit.NANOSECONDS)) {
        close();
        throw new AssertionError("rank " + rank + " does not end: " + outputs(some));
      }
    }
    List<String> outputs = new ArrayList<>();
    for (int rank : some) {
      Jvm.Result result = Jvm.finish(processes.get(rank));
      assertEquals(0, result.status(), "rank " + rank + ": " + result.output());
      outputs.add(result.output());
    }
    return outputs;
  }

  private List<String> outputs(List<Integer> some) throws IOException {
    List<String> outputs = new ArrayList<>();
    for (int rank : some) {
      outputs.add(new String(processes.get(rank).getInputStream().readAllBytes()));
    }
    return outputs;
  }

  /** Ends those that still run. */
  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
