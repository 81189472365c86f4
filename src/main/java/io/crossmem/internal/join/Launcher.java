package io.crossmem.internal.join;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Launchers of others: in this order where nothing else tells which is the innermost, since MPI's
 * start through Slurm's.
 */
enum Launcher {
  OPEN_MPI("OMPI_COMM_WORLD_RANK"),
  /** MPICH, Intel MPI, and Slurm with its PMI. */
  PMI("PMI_RANK"),
  SLURM("SLURM_STEP_ID");

  /** More generations than there are. */
  static final int FAR = Integer.MAX_VALUE;

  /** Set in every process of a job, and in what those start. */
  final String variable;

  Launcher(String variable) {
    this.variable = variable;
  }

  /** The process that started this one's rank, if it can be seen. */
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

  /** How many generations it is away. */
  private int distance() {
    return process().map(ProcessHandle::pid).map(LauncherProcess::distance).orElse(FAR);
  }

  /**
   * The one that started the ranks last, of those whose variable is set: it is the nearest.
   *
   * @param limit fewer generations away than this; or {@link #FAR} for any
   */
  static Optional<Launcher> innermost(LauncherVariables variables, int limit) {
    return Stream.of(values())
        .filter(launcher -> variables.has(launcher.variable))
        .filter(launcher -> limit == FAR || launcher.distance() < limit)
        .min(Comparator.comparingInt(Launcher::distance));
  }
}
