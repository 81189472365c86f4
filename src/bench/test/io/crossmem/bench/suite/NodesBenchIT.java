package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Requires;
import io.crossmem.bench.report.Metric;
import io.crossmem.bench.report.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of the suite that needs two hosts. */
class NodesBenchIT {
  @TempDir private Path folder;

  @Test
  void hostsAreComparedWithTheSameMpiAndWithSockets() throws IOException {
    Requires.root();
    Requires.that(
        Hosts.missing().isEmpty(), "needs two hosts: apt-get install iproute2 util-linux");
    try (Hosts hosts = Hosts.start()) {
      assertTrue(hosts.environment().containsKey("HOSTS_B"));
    } catch (IOException e) {
      Requires.that(false, e.getMessage());
    }

    List<Result> results = TinyRun.of("nodes", folder);

    TinyRun.requireOneRowEach("nodes", folder, results);
    for (String mpi : List.of("Open MPI", "MPICH")) {
      assertEquals(points(results, mpi), points(results, "crossmem over " + mpi));
    }
    assertTrue(
        TinyRun.systems(results)
            .containsAll(
                Set.of("SocketChannel", "SocketChannel, spinning", "Netty", "Netty, spinning")),
        TinyRun.systems(results).toString());
    Set<Metric> metrics = results.stream().map(Result::metric).collect(Collectors.toSet());
    assertTrue(metrics.contains(Metric.IDLE), metrics.toString());
  }

  private static Set<String> points(List<Result> results, String system) {
    return results.stream()
        .filter(row -> row.system().equals(system))
        .map(row -> row.caze() + ", " + row.sizeBytes())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
