package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.PEER;

import io.crossmem.bench.report.Report;
import java.io.IOException;
import java.util.Map;

/** Both MPIs, as far as they are installed. */
final class MpiPeers {
  private final Report report;
  private final Contest contest;

  MpiPeers(Report report, Contest contest) {
    this.report = report;
    this.contest = contest;
  }

  void enter(int ranks) throws IOException {
    enter(ranks, "", Map.of());
  }

  /**
   * Enters both.
   *
   * @param what is added to their names
   * @param environment of their ranks
   */
  void enter(int ranks, String what, Map<String, String> environment) throws IOException {
    if (hasOpenMpi()) {
      contest.enter("Open MPI" + what, PEER, () -> Systems.openMpi("Open MPI", ranks, environment));
    } else {
      report.missing("Open MPI", "apt-get install openmpi-bin libopenmpi-dev");
    }
    if (hasMpich()) {
      contest.enter("MPICH" + what, PEER, () -> Systems.mpich("MPICH", ranks, environment));
    } else {
      report.missing("MPICH", "apt-get install mpich libmpich-dev");
    }
  }

  static boolean hasOpenMpi() {
    return Systems.isBuilt("openmpi_rank") && Programs.arePresent("mpirun.openmpi");
  }

  static boolean hasMpich() {
    return Systems.isBuilt("mpich_rank") && Programs.arePresent("mpiexec.hydra");
  }
}
