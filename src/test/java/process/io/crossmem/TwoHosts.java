package io.crossmem;

import java.nio.file.Path;

/** Two hosts on this machine, and a launcher that starts ranks on both. */
public final class TwoHosts {
  private static final Path SCRIPT = Path.of("scripts/hosts").toAbsolutePath();

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

  /** To run a class in as many ranks on each host. */
  public static Jvm jvm(String mpi, int first, int second) throws Exception {
    require(mpi);
    return Jvm.under(SCRIPT.toString(), mpi, Integer.toString(first), Integer.toString(second))
        .withTestLibraries();
  }
}
