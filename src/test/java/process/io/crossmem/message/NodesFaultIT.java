package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Jvm;
import io.crossmem.TwoHosts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ranks on two hosts when one of them, a host, the network or the launcher fails. Nothing hangs and
 * nothing is left, whatever the launcher does: it may kill the other ranks, or wait for a host that
 * it cannot reach.
 */
class NodesFaultIT {
  private static final int RANKS = 4;
  private static final int FIRST_OF_B = 2;
  private static final int OPERATIONS = 5; // of each rank
  private static final int KILLED = 137;
  private static final int HUNG = 70; // in a call of MPI

  @TempDir private Path folder;

  /** Two ranks on each host; what happens, and for which rank they wait. */
  private Jvm.Result run(String mpi, String fault, int awaited) throws Exception {
    Jvm.Result result =
        TwoHosts.recording(mpi, 2, 2, folder)
            .with("-Dcrossmem.peer.timeout=" + (fault.equals("heal") ? "10s" : "2s"))
            .run(
                NodeFaultRank.class,
                Ranks.BY_LAUNCHER,
                Ranks.BY_LAUNCHER,
                Ranks.BY_LAUNCHER,
                fault,
                awaited,
                folder);
    assertFalse(result.output().contains("left on"), result.output());
    return result;
  }

  private List<String> lines(int rank) throws Exception {
    Path file = folder.resolve("rank-" + rank);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /**
   * Each operation that a rank has ended has failed as it should. One that the launcher has killed
   * may have ended none.
   *
   * @return whether the rank has ended all and exited by itself
   */
  private boolean hasFailedAsItShould(int rank) throws Exception {
    List<String> ends = new ArrayList<>(lines(rank));
    boolean exited = ends.remove("exit " + NodeFaultRank.STATUS);
    ends.removeIf(line -> line.startsWith("exit "));
    for (String end : ends) {
      assertTrue(end.contains("PeerFailedException: rank "), "rank " + rank + ": " + end);
    }
    assertTrue(!exited || ends.size() == OPERATIONS, "rank " + rank + ": " + ends);
    return exited;
  }

  /** These two releases of launchers sometimes return 0 although ranks have failed. */
  private static void assertReported(String mpi, Jvm.Result result) throws Exception {
    String launcher = mpi + " " + TwoHosts.release(mpi);
    if (!launcher.startsWith("openmpi 5.0.") && !launcher.startsWith("mpich 4.2.")) {
      assertNotEquals(0, result.status(), result.output());
    }
  }

  @ParameterizedTest(name = "{0}, rank {1}")
  @CsvSource({"openmpi,1", "openmpi,3", "mpich,1", "mpich,3"})
  void aRankThatIsKilledFailsWhatOthersWaitFor(String mpi, int victim) throws Exception {
    Jvm.Result result = run(mpi, "kill", victim);
    assertReported(mpi, result);
    for (int rank = 0; rank < RANKS; rank++) {
      if (rank != victim) {
        hasFailedAsItShould(rank);
      }
    }
    List<String> neighbour = lines(victim - 1); // the launcher may kill it before it notices
    assertTrue(
        neighbour.isEmpty() || neighbour.toString().contains("rank " + victim + " "),
        neighbour.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"openmpi", "mpich"})
  void aHostThatVanishesEndsTheRanksOfTheOther(String mpi) throws Exception {
    Jvm.Result result = run(mpi, "host", RANKS - 1);
    assertReported(mpi, result);
    for (int rank = 0; rank < FIRST_OF_B; rank++) {
      hasFailedAsItShould(rank);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openmpi", "mpich"})
  void aCableThatIsCutFailsTheRanksOfBothHosts(String mpi) throws Exception {
    Jvm.Result result = run(mpi, "cut", RANKS - 1);
    assertNotEquals(0, result.status(), result.output());
    int exited = 0;
    for (int rank = 0; rank < RANKS; rank++) {
      exited += hasFailedAsItShould(rank) ? 1 : 0;
    }
    assertTrue(exited > 0, () -> "none ended by itself: " + result.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"openmpi", "mpich"})
  void aCableThatIsHealedInTimeFailsNothing(String mpi) throws Exception {
    Jvm.Result result = run(mpi, "heal", RANKS - 1);
    assertEquals(0, result.status(), result.output());
    for (int rank = 0; rank < RANKS; rank++) {
      assertTrue(lines(rank).get(0).endsWith("done"), lines(rank).toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openmpi", "mpich"})
  void withoutTheLauncherNothingIsLeft(String mpi) throws Exception {
    Jvm.Result result = run(mpi, "launcher", RANKS - 1);
    assertEquals(KILLED, result.status(), result.output());
  }

  /**
   * The parent of a rank that is killed stays for a while, since the launcher would end the other
   * one at once. If the receiver dies, a call of Open MPI 4 in the sender does not return, so
   * crossmem ends that process.
   */
  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "openmpi,sender",
    "openmpi,receiver",
    "openmpi,cut",
    "mpich,sender",
    "mpich,receiver",
    "mpich,cut"
  })
  void aFaultInTheMiddleOfALargeMessageFailsBothEnds(String mpi, String fault) throws Exception {
    if (!fault.equals("cut")) {
      TwoHosts.requireSurvivor(mpi);
    }
    String script = "\"$@\"; s=$?; echo exit $s >>" + folder + "/rank-$rank; ";
    Jvm.Result result =
        TwoHosts.wrapped(mpi, 1, 1, script + "[ $s = " + KILLED + " ] && sleep 6; exit $s")
            .with("-Dcrossmem.peer.timeout=2s")
            .run(
                LargeTransferFaultRank.class,
                Ranks.BY_LAUNCHER,
                Ranks.BY_LAUNCHER,
                Ranks.BY_LAUNCHER,
                fault,
                folder);
    assertFalse(result.output().contains("left on"), result.output());
    assertNotEquals(0, result.status(), result.output());
    int victim = List.of("sender", "receiver").indexOf(fault); // -1 if none is killed
    List<String> hung = List.of("exit " + HUNG);
    for (int rank = 0; rank < 2; rank++) {
      List<String> ends = lines(rank);
      if (rank == victim) {
        assertEquals(List.of("exit " + KILLED), ends, result.output());
      } else if (!ends.equals(hung) || !mpi.equals("openmpi") || !fault.equals("receiver")) {
        assertEquals(4, ends.size(), ends + "\n" + result.output());
        assertTrue(
            ends.stream().limit(3).allMatch(end -> end.contains("PeerFailedException: rank ")),
            ends.toString());
        assertEquals("exit " + NodeFaultRank.STATUS, ends.get(3), result.output());
      }
    }
  }
}
