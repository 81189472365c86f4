package io.crossmem.internal.join;

import io.crossmem.internal.sys.Proc;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The information that the launcher passes to this process in environment variables.
 *
 * @param rank of this process, from 0
 * @param size number of processes that were started together
 * @param name the same in these processes, and in no others at that time: letters, digits, {@code .
 *     _ -}
 * @param launcherPid a common ancestor of those on this node, needed for Yama
 * @param spansNodes whether some of these processes are on other nodes
 */
public record LauncherEnvironment(
    int rank, int size, String name, OptionalLong launcherPid, boolean spansNodes) {
  private static final String RANK = "CROSSMEM_RANK";
  private static final String SIZE = "CROSSMEM_SIZE";
  private static final String NAME = "CROSSMEM_NAME";
  private static final String LAUNCHER = "CROSSMEM_LAUNCHER";

  /**
   * Reads the variables of the launcher: crossmem's own, Open MPI, one that uses PMI (MPICH, Intel
   * MPI) or Slurm. If one launcher was started by another, the innermost is used.
   *
   * @throws IllegalStateException if there are none or they are invalid; the message names them
   */
  public static LauncherEnvironment read(Map<String, String> environment) {
    LauncherVariables variables = new LauncherVariables(environment);
    boolean own = variables.has(RANK) || variables.has(SIZE) || variables.has(NAME);
    Optional<Launcher> other =
        Launcher.innermost(variables, own ? distance(variables) : Launcher.FAR);
    if (other.isPresent()) {
      return switch (other.get()) {
        case OPEN_MPI -> openMpi(variables);
        case PMI -> pmi(variables);
        case SLURM -> slurm(variables);
      };
    }
    if (own) {
      return crossmem(variables);
    }
    throw new IllegalStateException(
        "this process was not started by a known launcher: none of "
            + "CROSSMEM_RANK (scripts/launch or crossmem run), OMPI_COMM_WORLD_RANK (mpirun), "
            + "PMI_RANK (mpiexec.hydra) and SLURM_STEP_ID (srun) is set");
  }

  private static LauncherEnvironment crossmem(LauncherVariables variables) {
    int size = variables.size(SIZE);
    return new LauncherEnvironment(
        variables.rank(RANK, SIZE, size),
        size,
        variables.name(NAME),
        variables.has(LAUNCHER)
            ? OptionalLong.of(variables.number(LAUNCHER, 1, Integer.MAX_VALUE))
            : OptionalLong.empty(),
        false);
  }

  /** The distance of crossmem's launcher; variables set by hand belong to this process. */
  private static int distance(LauncherVariables variables) {
    return variables.has(LAUNCHER)
        ? LauncherProcess.distance(variables.number(LAUNCHER, 1, Integer.MAX_VALUE))
        : 0;
  }

  private static LauncherEnvironment openMpi(LauncherVariables variables) {
    int size = variables.size("OMPI_COMM_WORLD_SIZE");
    int rank = variables.rank("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", size);
    boolean spansNodes = variables.size("OMPI_COMM_WORLD_LOCAL_SIZE") < size;
    String job = // the second is what releases before 3 set
        variables.has("PMIX_NAMESPACE") ? "PMIX_NAMESPACE" : "OMPI_MCA_ess_base_jobid";
    String name = "openmpi-" + variables.fileName(job);
    // In release 4 a job's id is only a 16-bit hash; this is the job's random 128-bit key.
    String key = "OMPI_MCA_orte_precondition_transports";
    return new LauncherEnvironment(
        rank,
        size,
        variables.has(key) ? name + "-" + variables.fileName(key) : name,
        pidOf(Launcher.OPEN_MPI.process()),
        spansNodes);
  }

  /** PMI has no variable for the job, but each job has its own launcher process on every node. */
  private static LauncherEnvironment pmi(LauncherVariables variables) {
    int size = variables.size("PMI_SIZE");
    int rank = variables.rank("PMI_RANK", "PMI_SIZE", size);
    boolean spansNodes =
        variables.has("MPI_LOCALNRANKS") // hydra; not Slurm
            ? variables.size("MPI_LOCALNRANKS") < size
            : spansSlurmNodes(variables);
    ProcessHandle launcher =
        Launcher.PMI
            .process()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "PMI_RANK is set, but the launcher that set it is not visible from here: it"
                            + " is in another pid namespace"));
    // With the start time, since a later launcher may have the same pid.
    long start = Proc.stat(launcher.pid()).map(Proc.Stat::startTime).orElse(0L);
    return new LauncherEnvironment(
        rank,
        size,
        "pmi-" + launcher.pid() + "-" + start,
        OptionalLong.of(launcher.pid()),
        spansNodes);
  }

  /**
   * Reads the variables of srun. sbatch alone also sets a rank, but no step. SLURM_NTASKS_PER_NODE
   * is only an option, and SLURM_NNODES is for the whole job.
   */
  private static LauncherEnvironment slurm(LauncherVariables variables) {
    int size = variables.size("SLURM_STEP_NUM_TASKS");
    int rank = variables.rank("SLURM_PROCID", "SLURM_STEP_NUM_TASKS", size);
    String name =
        "slurm-" + variables.fileName("SLURM_JOB_ID") + "." + variables.fileName("SLURM_STEP_ID");
    return new LauncherEnvironment(
        rank, size, name, pidOf(Launcher.SLURM.process()), spansSlurmNodes(variables));
  }

  private static boolean spansSlurmNodes(LauncherVariables variables) {
    return variables.has("SLURM_STEP_NUM_NODES") && variables.size("SLURM_STEP_NUM_NODES") > 1;
  }

  private static OptionalLong pidOf(Optional<ProcessHandle> process) {
    return process.map(found -> OptionalLong.of(found.pid())).orElse(OptionalLong.empty());
  }
}
