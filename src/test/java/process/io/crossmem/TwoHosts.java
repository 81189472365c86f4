package io.crossmem;

import java.nio.file.Path;

/** Two hosts on this machine, and a launcher that starts ranks on both. */
public final class TwoHosts {
  private static final Path SCRIPT = Path.of("scripts/hosts").toAbsolutePath();

  private static final int SECONDS = 12; // for a launcher, when ranks fail

  private TwoHosts() {}

  /** Skips where there is no such MPI, or hosts cannot be made. */
  static void require(String mpi) throws Exception {
    Requires.root();
    Requires.file("/usr/sbin/ip", "apt-get install iproute2");
    if (mpi.equals("openmpi")) {
      Requires.file("/usr/bin/mpirun.openmpi", "apt-get install openmpi-bin");
    } else {
      Requires.file("/usr/bin/mpiexec.hydra", "apt-get install mpich");
    }
    boolean works =
        new ProcessBuilder(SCRIPT.toString(), "true").inheritIO().start().waitFor() == 0;
    Requires.that(works, "needs namespaces: run it in a container that is privileged");
  }

  /**
   * The same for ranks that may fail: each rank's exit status is the last line of the file
   * "rank-RANK", and a launcher that waits for what has failed is killed.
   */
  public static Jvm recording(String mpi, int first, int second, Path folder) throws Exception {
    return wrapped(
        mpi, first, second, "\"$@\"; s=$?; echo exit $s >>" + folder + "/rank-$rank; exit $s");
  }

  /** Each rank is run by a shell, with its command as "$@" and its number as $rank. */
  public static Jvm wrapped(String mpi, int first, int second, String script) throws Exception {
    require(mpi);
    return Jvm.under(
            "env",
            "HOSTS_SECONDS=" + SECONDS,
            SCRIPT.toString(),
            mpi,
            Integer.toString(first),
            Integer.toString(second),
            "sh",
            "-c",
            "rank=${OMPI_COMM_WORLD_RANK:-$PMI_RANK}; " + script,
            "sh")
        .withTestLibraries();
  }

  /** To run a class in as many ranks on each host. */
  public static Jvm jvm(String mpi, int first, int second) throws Exception {
    require(mpi);
    return Jvm.under(SCRIPT.toString(), mpi, Integer.toString(first), Integer.toString(second))
        .withTestLibraries();
  }
}
