package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.LIMIT;
import static io.crossmem.bench.report.Role.OURS;
import static io.crossmem.bench.report.Role.PEER;
import static io.crossmem.bench.suite.Suite.KIB;

import io.crossmem.bench.cold.AgeTimes;
import io.crossmem.bench.report.Ages;
import io.crossmem.bench.report.Measured;
import io.crossmem.bench.report.Metric;
import io.crossmem.bench.report.Quantities;
import io.crossmem.bench.report.Report;
import io.crossmem.bench.report.Result;
import io.crossmem.bench.report.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Processes that have just started: a JVM still compiles the code for messages. */
final class ColdSuite {
  private static final String NAME = "cold";
  private static final String OURS_NAME = "crossmem";
  private static final String SOCKET = "SocketChannel, Unix";
  private static final int[] SIZES = {8, 64 * KIB};
  private static final List<String> HOW =
      List.of(
          "Two processes send a message back and forth from their start on. The age is"
              + " the time since the exec of rank 0's process; a row has the median of half a round"
              + " trip from that age to twice that age. Runs are whole jobs, which take turns; the"
              + " largest value in the table is that of the worst run.",
          "Java's socket is a blocking SocketChannel with a direct buffer, in a program of the same"
              + " structure. Open MPI's ranks are programs in C; the start of mpirun is not part of"
              + " their age. No rank is pinned.",
          "The neighbour is a loop in a separate process, pinned to the first core.",
          "Hello: four ranks print hello and call a barrier, from the start of scripts/launch or"
              + " mpirun to its end; one run before is not timed, so that files are cached. JVMs"
              + " that print hello without a communicator, with the same launcher, are a limit.");

  private final Report report;
  private final int[] sizes;
  private final List<String> launcher;
  private final int runs;
  private final long endMillis;
  private final List<String> slower = new ArrayList<>();

  ColdSuite(Report report, Pace pace) {
    this.report = report;
    sizes = pace.equals(Pace.TINY) ? Arrays.copyOf(SIZES, 1) : SIZES;
    launcher = pace.equals(Pace.TINY) ? ColdSystems.LAUNCHER : ColdSystems.LAUNCH;
    runs = pace.equals(Pace.FULL) ? 5 : 1;
    endMillis = pace.equals(Pace.FULL) ? 3000 : pace.equals(Pace.QUICK) ? 750 : 400;
  }

  /** A whole job. */
  private interface Job<T> {
    T run() throws IOException;
  }

  void run() throws IOException {
    report.suite(NAME, 2 * sizes.length * (1 + AgeTimes.AGES) + 1, HOW);
    measure("");
    Neighbour neighbour = new Neighbour(0);
    try {
      measure(" beside a neighbour");
    } finally {
      neighbour.end();
    }
    hello();
    remarkSlower();
  }

  private void measure(String neighbour) throws IOException {
    for (int bytes : sizes) {
      report.next("half round trip" + neighbour, bytes);
      Map<String, Job<ColdRun>> jobs = new LinkedHashMap<>();
      jobs.put(OURS_NAME, () -> ColdSystems.java("crossmem", bytes, endMillis));
      jobs.put(SOCKET, () -> ColdSystems.java("unix", bytes, endMillis));
      if (ColdSystems.hasOpenMpi()) {
        jobs.put("Open MPI", () -> ColdSystems.openMpi(bytes, endMillis));
      } else {
        report.missing("Open MPI", "apt-get install openmpi-bin libopenmpi-dev");
      }
      add(neighbour, bytes, takeTurns(jobs));
    }
  }

  private <T> Map<String, List<T>> takeTurns(Map<String, Job<T>> jobs) throws IOException {
    Map<String, List<T>> all = new LinkedHashMap<>();
    jobs.keySet().forEach(system -> all.put(system, new ArrayList<>()));
    for (int run = 0; run < runs; run++) {
      for (String system : List.copyOf(all.keySet())) {
        try {
          all.get(system).add(jobs.get(system).run());
        } catch (IOException e) {
          if (roleOf(system) == OURS) {
            throw e;
          }
          report.leftOut(system + " in the suite " + NAME, e.getMessage());
          all.remove(system);
        }
      }
    }
    return all;
  }

  private static Role roleOf(String system) {
    return system.equals(OURS_NAME) ? OURS : system.startsWith("JVMs") ? LIMIT : PEER;
  }

  private void add(String neighbour, int bytes, Map<String, List<ColdRun>> all) throws IOException {
    List<Measured> first = new ArrayList<>();
    all.forEach(
        (system, runs) ->
            first.add(
                row(
                    "start to the first message" + neighbour,
                    bytes,
                    system,
                    runs.stream().mapToDouble(ColdRun::firstNanos).toArray())));
    report.add(first);
    for (int age = 0; age < AgeTimes.AGES; age++) {
      addAge(neighbour, bytes, age, all);
    }
  }

  /** A system has a row for an age if it had messages at that age in every run. */
  private void addAge(String neighbour, int bytes, int age, Map<String, List<ColdRun>> all)
      throws IOException {
    double seconds = (AgeTimes.FIRST_NANOS << age) / 1e9;
    String caze = Ages.name("half round trip" + neighbour, seconds);
    Map<String, Result> results = new LinkedHashMap<>();
    List<Measured> rows = new ArrayList<>();
    for (Map.Entry<String, List<ColdRun>> system : all.entrySet()) {
      double[] values =
          system.getValue().stream()
              .map(run -> run.halfNanos().get(age))
              .filter(Objects::nonNull)
              .mapToDouble(Double::doubleValue)
              .toArray();
      if (values.length == system.getValue().size()) {
        Measured row = row(caze, bytes, system.getKey(), values);
        rows.add(row);
        results.put(system.getKey(), row.result());
      }
    }
    report.add(rows);
    compare(results.get(OURS_NAME), results.get(SOCKET));
  }

  private static Measured row(String caze, int bytes, String system, double[] values) {
    Result result = Result.of(NAME, caze, bytes, system, Metric.LATENCY, values);
    return new Measured(result, roleOf(system), true); // ranks fail if bytes are wrong
  }

  /** Compares the worst runs of both. */
  private void compare(Result ours, Result socket) {
    if (ours != null && socket != null && ours.max() > socket.max()) {
      slower.add(
          String.format(
              Locale.ROOT,
              "%s, %s (%s, the socket %s)",
              ours.caze(),
              Quantities.bytes(ours.sizeBytes()),
              Quantities.time(ours.max()),
              Quantities.time(socket.max())));
    }
  }

  private void remarkSlower() {
    String where = slower.isEmpty() ? "nowhere" : String.join("; ", slower);
    report.remark(
        "Where crossmem was slower than Java's Unix socket at the same age, by the worst run of "
            + runs
            + ": "
            + where
            + ".");
  }

  private void hello() throws IOException {
    String caze = "hello from 4 ranks, start to end";
    report.next(caze, 0);
    Map<String, Job<Double>> jobs = new LinkedHashMap<>();
    jobs.put(OURS_NAME, () -> ColdSystems.hello(launcher));
    jobs.put("JVMs without messages", () -> ColdSystems.hello(launcher, "alone"));
    if (ColdSystems.hasOpenMpi()) {
      jobs.put("Open MPI", ColdSystems::openMpiHello);
    }
    for (Job<Double> job : jobs.values()) {
      job.run();
    }
    List<Measured> rows = new ArrayList<>();
    takeTurns(jobs)
        .forEach(
            (system, nanos) ->
                rows.add(
                    row(
                        caze,
                        0,
                        system,
                        nanos.stream().mapToDouble(Double::doubleValue).toArray())));
    report.add(rows);
  }
}
