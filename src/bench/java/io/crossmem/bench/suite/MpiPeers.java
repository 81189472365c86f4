package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.PEER;

import io.crossmem.bench.report.Report;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The installed MPIs; there may be several installations of each. */
final class MpiPeers {
  private final Report report;
  private final Contest contest;

  MpiPeers(Report report, Contest contest) {
    this.report = report;
    this.contest = contest;
  }

  void enter(Ranks ranks) throws IOException {
    enter(ranks, "", Map.of());
  }

  /**
   * Enters both.
   *
   * @param what suffix for their names
   * @param environment of their ranks
   */
  void enter(Ranks ranks, String what, Map<String, String> environment) throws IOException {
    enterOpenMpi(ranks, what, environment);
    List<Installation> mpichs = Installation.all(Installation.MPICH);
    for (Installation mpich : mpichs) {
      String name = "MPICH" + mpich.suffix() + what;
      contest.enter(name, PEER, () -> Systems.mpich(mpich, ranks, environment));
    }
    if (mpichs.isEmpty()) {
      report.missing("MPICH", "apt-get install mpich libmpich-dev");
    }
  }

  /** Enters only Open MPI. */
  void enterOpenMpi(Ranks ranks, String what, Map<String, String> environment) throws IOException {
    List<Installation> openMpis = Installation.all(Installation.OPEN_MPI);
    for (Installation openMpi : openMpis) {
      String name = "Open MPI" + openMpi.suffix() + what;
      contest.enter(name, PEER, () -> Systems.openMpi(openMpi, ranks, environment));
    }
    if (openMpis.isEmpty()) {
      report.missing("Open MPI", "apt-get install openmpi-bin libopenmpi-dev");
    }
  }
}
