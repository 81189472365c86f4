package mpi;

import java.util.Arrays;
import java.util.List;

/** The arguments of this process. */
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

  /** Says how the program was started, with the keys of the standard's {@code MPI_INFO_ENV}. */
  static void describe(String[] own, int ranks, Info info) {
    put(info, "command", System.getProperty("sun.java.command", "").split(" ", 2)[0]);
    put(info, "argv", String.join(" ", own));
    put(info, "maxprocs", String.valueOf(ranks));
    put(info, "soft", String.valueOf(ranks));
    put(info, "host", World.hostName());
    put(info, "arch", System.getProperty("os.arch"));
    put(info, "wdir", System.getProperty("user.dir"));
    put(info, "thread_level", "MPI_THREAD_MULTIPLE");
  }

  private static void put(Info info, String key, String value) {
    if (!value.isEmpty() && value.length() <= MPI.MAX_INFO_VAL) {
      info.set(key, value);
    }
  }
}
