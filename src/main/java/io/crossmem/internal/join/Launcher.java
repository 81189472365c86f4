package io.crossmem.internal.join;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Other launchers than crossmem's. Their order decides if it is not clear which one is the
 * innermost: MPI launchers start processes through Slurm's.
 */
enum Launcher {
  OPEN_MPI("OMPI_COMM_WORLD_RANK"),
  /** MPICH, Intel MPI, and Slurm with its PMI. */
  PMI("PMI_RANK"),
  SLURM("SLURM_STEP_ID");

  /** A larger number of generations than any real one. */
  static final int FAR = Integer.MAX_VALUE;

  /** Set in every process of a job and in its child processes. */
  final String variable;

  Launcher(String variable) {
    this.variable = variable;
  }

  /** The launcher process of this rank, if it is visible. */
  Optional<ProcessHandle> process() {
    return LauncherProcess.above(variable, programs());
  }

  private Set<String> programs() {
    return switch (this) {
      case OPEN_MPI -> Set.of("mpirun", "orterun", "orted", "prterun", "prte", "prted");
      case PMI -> Set.of("hydra_pmi_proxy", "slurmstepd");
      case SLURM -> Set.of("slurmstepd");
    };
  }

  /** The number of generations to the launcher process. */
  private int distance() {
    return process().map(ProcessHandle::pid).map(LauncherProcess::distance).orElse(FAR);
  }

  /**
   * The nearest launcher, among those whose variable is set: it has started the ranks.
   *
   * @param limit the launcher must be nearer than this number of generations; {@link #FAR} for any
   */
  static Optional<Launcher> innermost(LauncherVariables variables, int limit) {
    return Stream.of(values())
        .filter(launcher -> variables.has(launcher.variable))
        .filter(launcher -> limit == FAR || launcher.distance() < limit)
        .min(Comparator.comparingInt(Launcher::distance));
  }
}
