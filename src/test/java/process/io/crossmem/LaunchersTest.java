package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.example.SumOfRanks;
import io.crossmem.internal.join.PrintEnvironment;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ranks that are started by other launchers. */
class LaunchersTest {
  /** Between the launcher and the JVM, as scripts are. */
  private static final String[] IN_A_SHELL = {"sh", "-c", "\"$@\"; exit $?", "sh"};

  private static final String[] MPIRUN = {
    "/usr/bin/mpirun.openmpi", "--allow-run-as-root", "--oversubscribe", "-n", "2"
  };

  private static final String[] HYDRA = {"/usr/bin/mpiexec.hydra", "-n", "2"};

  /** The name of the job, after both ranks were found to agree. */
  private static String job(String[]... command) throws Exception {
    String[] all = Stream.of(command).flatMap(Arrays::stream).toArray(String[]::new);
    Jvm.Result result = Jvm.under(all).run(PrintEnvironment.class);
    assertEquals(0, result.status(), result.output());
    List<String[]> lines = result.output().lines().sorted().map(line -> line.split(" ")).toList();
    assertEquals(2, lines.size(), result.output());
    Set<String> names = new HashSet<>();
    for (int rank = 0; rank < 2; rank++) {
      assertEquals(Integer.toString(rank), lines.get(rank)[0], result.output());
      assertEquals("2", lines.get(rank)[1], result.output());
      names.add(lines.get(rank)[2] + " " + lines.get(rank)[3]);
    }
    assertEquals(1, names.size(), result.output());
    return lines.get(0)[2];
  }

  @Test
  void openMpi() throws Exception {
    Requires.file(MPIRUN[0], "apt-get install openmpi-bin");
    assertNotEquals(job(MPIRUN), job(MPIRUN, IN_A_SHELL));
  }

  @Test
  void mpich() throws Exception {
    Requires.file(HYDRA[0], "apt-get install mpich");
    assertNotEquals(job(HYDRA), job(HYDRA, IN_A_SHELL));
  }

  /** The names of the jobs of two that one launcher starts by way of another, each of two ranks. */
  private static List<String> jobsOfTwo(String[] outer, String[] inner) throws Exception {
    String[] all = Stream.of(outer, inner).flatMap(Arrays::stream).toArray(String[]::new);
    Jvm.Result result = Jvm.under(all).run(PrintEnvironment.class);
    assertEquals(0, result.status(), result.output());
    List<String> ranks =
        result
            .output()
            .lines()
            .map(line -> line.replaceFirst("^(\\[[01]] )+", ""))
            .sorted()
            .toList();
    assertEquals(4, ranks.size(), result.output());
    for (int i = 0; i < 4; i++) {
      assertEquals(i / 2 + " 2 ", ranks.get(i).substring(0, 4), result.output());
    }
    List<String> jobs = ranks.stream().map(rank -> rank.split(" ")[2]).distinct().toList();
    assertEquals(2, jobs.size(), result.output());
    return jobs;
  }

  private static String[] crossmem() {
    return new Cli().line("run", "-n", 2).toArray(String[]::new);
  }

  private static void assertAllBegin(String prefix, List<String> jobs) {
    assertTrue(jobs.stream().allMatch(job -> job.startsWith(prefix)), jobs::toString);
  }

  @Test
  void theInnermostOfOpenMpiAndCrossmemCounts() throws Exception {
    Requires.file(MPIRUN[0], "apt-get install openmpi-bin");
    assertAllBegin("openmpi-", jobsOfTwo(crossmem(), MPIRUN));
    assertAllBegin("run-", jobsOfTwo(MPIRUN, crossmem()));
  }

  @Test
  void theInnermostOfMpichAndCrossmemCounts() throws Exception {
    Requires.file(HYDRA[0], "apt-get install mpich");
    assertAllBegin("pmi-", jobsOfTwo(crossmem(), HYDRA));
    assertAllBegin("run-", jobsOfTwo(HYDRA, crossmem()));
  }

  /** As Open MPI binds two ranks, unless it is told not to. */
  @Test
  void oneRankWarnsIfRanksAreBoundToOneCore() throws Exception {
    Requires.file(MPIRUN[0], "apt-get install openmpi-bin");
    Requires.that(Runtime.getRuntime().availableProcessors() > 1, "needs two cores");
    String bound = outputOf("--bind-to", "core", "--map-by", "core");
    assertEquals(2, bound.split("has bound rank 0 to one core", -1).length, bound);
    String free = outputOf("--bind-to", "none");
    assertFalse(free.contains("to one core"), free);
  }

  private static String outputOf(String... options) throws Exception {
    String[] all = Stream.of(MPIRUN, options).flatMap(Arrays::stream).toArray(String[]::new);
    Jvm.Result result = Jvm.under(all).run(SumOfRanks.class);
    assertEquals(0, result.status(), result.output());
    return result.output();
  }
}
