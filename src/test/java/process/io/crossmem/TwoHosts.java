package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /** The release of the launcher, such as 4.1.4; the library's is the same. */
  public static String release(String mpi) throws Exception {
    String launcher = mpi.equals("openmpi") ? "mpirun.openmpi" : "mpiexec.hydra";
    Process process = new ProcessBuilder(launcher, "--version").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    Matcher number = Pattern.compile("[0-9]+\\.[0-9]+[.0-9a-z]*").matcher(said);
    if (!number.find()) {
      throw new IllegalStateException(launcher + " says: " + said);
    }
    return number.group();
  }

  /** Skips where the library crashes in a rank that sends to one that has died. */
  public static void requireSurvivor(String mpi) throws Exception {
    require(mpi);
    Requires.that(
        !mpi.equals("mpich") || !release(mpi).startsWith("5."),
        "needs MPICH 4: release 5.0.2 crashes when it sends to a rank that has died");
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
