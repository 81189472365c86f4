package mpi;

import java.util.Arrays;
import java.util.List;

/** What this process was started with. */
final class Arguments {
  /** Set by mpjrun, which passes rank, size and device before the program's own arguments. */
  private static final String MPJ = "CROSSMEM_MPJ";

  private static final int BEFORE_THE_PROGRAMS = 3;

  private static final List<String> LAUNCHERS =
      List.of("CROSSMEM_RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_STEP_ID");

  private Arguments() {}

  static boolean isLaunched() {
    return LAUNCHERS.stream().anyMatch(name -> System.getenv(name) != null);
  }

  static String[] ofProgram(String[] args) {
    if (args == null) {
      return new String[0];
    }
    return System.getenv(MPJ) != null && args.length >= BEFORE_THE_PROGRAMS
        ? Arrays.copyOfRange(args, BEFORE_THE_PROGRAMS, args.length)
        : args.clone();
  }
}
