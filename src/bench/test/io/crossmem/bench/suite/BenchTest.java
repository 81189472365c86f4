package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import io.crossmem.bench.report.Metric;
import io.crossmem.bench.report.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real runs of the suites, so short that their times say nothing: what counts is what is told. */
class BenchTest {
  /** A run takes some seconds, so that all tests look at the same one. */
  private static final Map<String, List<Result>> RUNS = new HashMap<>();

  @TempDir static Path folder;
  private static long wallNanos; // of the longest run

  private static List<Result> run(String suite) throws IOException {
    List<Result> known = RUNS.get(suite);
    if (known != null) {
      return known;
    }
    long start = System.nanoTime();
    List<Result> results = TinyRun.of(suite, folder);
    wallNanos = Math.max(wallNanos, System.nanoTime() - start);
    RUNS.put(suite, results);
    return results;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"overhead", "copy", "message", "collective", "vectors", "kernels", "cold", "mpi"})
  void everySystemHasOneRowForEachMetricOfAPoint(String suite) throws IOException {
    TinyRun.requireOneRowEach(suite, folder, run(suite));
  }

  @Test
  void copyIsComparedWithEveryWayThatTheMachineHas() throws IOException {
    Requires.that(Systems.isBuilt("copy_rank"), "needs a libc: apt-get install libc6-dev");

    Set<String> systems = TinyRun.systems(run("copy"));

    assertTrue(
        systems.containsAll(
            Set.of(
                "crossmem IovecArray",
                "crossmem direct",
                "crossmem heap",
                "crossmem split",
                "process_vm_readv in C",
                "memcpy in one process",
                "/proc/pid/mem in C",
                "vmsplice in C",
                "pipe in C",
                "Unix socket in C",
                "JNA",
                "SocketChannel, Unix",
                "SocketChannel, TCP")),
        systems.toString());
  }

  @Test
  void messagesAreComparedWithBothMpis() throws IOException {
    Requires.that(
        List.of(Installation.OPEN_MPI, Installation.MPICH).stream()
            .noneMatch(kind -> Installation.all(kind).isEmpty()),
        "needs both MPIs: apt-get install openmpi-bin libopenmpi-dev mpich libmpich-dev");

    Set<String> systems = TinyRun.systems(run("message"));

    assertTrue(
        systems.containsAll(Set.of("Open MPI", "Open MPI, two copies", "MPICH")),
        systems.toString());
  }

  @Test
  void kernelsHaveTheTimeInCommunicationAndInAllWithSingleCopyAndWithout() throws IOException {
    List<Result> results = run("kernels");

    for (String kernel :
        List.of("integer sort", "transpose of a 3-D FFT", "3-D stencil", "conjugate gradient")) {
      for (String ranks : List.of(", 2 ranks", ", 4 ranks")) {
        for (String time : List.of(", communication", ", in all")) {
          Set<String> systems =
              TinyRun.systems(
                  results.stream()
                      .filter(row -> row.caze().equals(kernel + ranks + time))
                      .toList());
          assertTrue(
              systems.containsAll(Set.of("crossmem", "crossmem, two copies")),
              kernel + ranks + time + systems);
        }
      }
    }
  }

  @Test
  void kernelsAreComparedWithOpenMpiInBothWays() throws IOException {
    Requires.that(
        KernelSuite.hasOpenMpi(), "needs Open MPI: apt-get install openmpi-bin libopenmpi-dev");

    Set<String> systems = TinyRun.systems(run("kernels"));

    assertTrue(systems.containsAll(Set.of("Open MPI", "Open MPI, two copies")), systems.toString());
  }

  @Test
  void coldProcessesAreComparedWithTheSocketAndTheirJobWithBareJvms() throws IOException {
    List<Result> results = run("cold");

    for (String neighbour : List.of("", " beside a neighbour")) {
      String first = "start to the first message" + neighbour;
      Set<String> systems =
          TinyRun.systems(results.stream().filter(row -> row.caze().equals(first)).toList());
      assertTrue(systems.containsAll(Set.of("crossmem", "SocketChannel, Unix")), first + systems);
    }
    Set<String> hello =
        TinyRun.systems(results.stream().filter(row -> row.caze().startsWith("hello")).toList());
    assertTrue(hello.containsAll(Set.of("crossmem", "JVMs without messages")), hello.toString());
    String page = Files.readString(folder.resolve("cold").resolve("report.html"));
    assertTrue(page.contains("slower than Java's Unix socket at the same age"));
  }

  @Test
  void coldProcessesAreComparedWithOpenMpi() throws IOException {
    Requires.that(
        ColdSystems.hasOpenMpi(), "needs Open MPI: apt-get install openmpi-bin libopenmpi-dev");

    assertTrue(TinyRun.systems(run("cold")).contains("Open MPI"));
  }

  @Test
  void messagesAreMeasuredInBothPatternsAndUnpinnedAndBesideTheirLimits() throws IOException {
    Requires.that(Floors.areBuilt(), "needs a libc: apt-get install libc6-dev");

    List<Result> results = run("message");
    Set<String> cases = results.stream().map(Result::caze).collect(Collectors.toSet());
    Set<String> systems = TinyRun.systems(results);

    assertTrue(
        cases.containsAll(
            Set.of(
                "half round trip, 4 KiB pages",
                "half round trip, 4 KiB pages, fresh",
                "streaming, 4 KiB pages, fresh",
                "both directions, 4 KiB pages, fresh",
                "message rate, fresh",
                "half round trip, not pinned",
                "written and read, nothing sent")),
        cases.toString());
    assertTrue(
        systems.containsAll(
            Set.of(
                "bare cache lines",
                "bare, four messages a line",
                "readv, one side",
                "readv and writev, both sides")),
        systems.toString());
  }

  @Test
  void packageMpiIsMeasuredBesideWhatItStandsOn() throws IOException {
    List<Result> results = run("mpi");

    Set<String> systems = TinyRun.systems(results);
    assertTrue(
        systems.containsAll(
            Set.of(
                "crossmem mpi send",
                "crossmem mpi Send, array",
                "Communicator",
                "crossmem mpi Send, OBJECT",
                "serialization and Communicator",
                "ProcessMemory",
                "plain copy",
                "Communicator's barrier")),
        systems.toString());
  }

  /** In a run of one turn the two are the same measurement. */
  @Test
  void bandwidthIsWhatTheTimeOfAMessageSays() throws IOException {
    List<Result> results = run("copy");

    for (Result time : results) {
      if (time.metric() == Metric.LATENCY) {
        Result speed =
            results.stream()
                .filter(row -> row.metric() == Metric.BANDWIDTH)
                .filter(row -> row.system().equals(time.system()))
                .filter(row -> row.caze().equals(time.caze()))
                .filter(row -> row.sizeBytes() == time.sizeBytes())
                .findFirst()
                .orElseThrow();
        double bytes = speed.median() * time.median();
        assertEquals((double) time.sizeBytes(), bytes, time.sizeBytes() * 1e-3, time.toString());
      }
    }
  }

  /** No message that comes can have taken longer than the whole run, nor less than a cache hit. */
  @Test
  void timesAreThoseOfOneMessageInNanoseconds() throws IOException {
    List<Result> results = run("copy");

    for (Result row : results) {
      if (row.metric() == Metric.LATENCY) {
        assertTrue(row.min() >= 1 && row.max() < wallNanos, row.toString());
      }
    }
  }
}
