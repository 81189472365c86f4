package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.crossmem.mpi.NodesMpiRank;
import io.crossmem.mpi.NodesWindowStopping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Package mpi with ranks on two hosts, with each MPI that this machine has. */
class NodesMpiIT {
  @ParameterizedTest(name = "{0}, {1} and {2} ranks")
  @CsvSource({"openmpi,2,2", "openmpi,1,1", "mpich,2,1"})
  void eachMethodDoesWhatItDoesOnOneNode(String mpi, int first, int second) throws Exception {
    Jvm.Result result =
        TwoHosts.jvm(mpi, first, second).with("-XX:+UseSerialGC").run(NodesMpiRank.class, first);
    assertEquals(0, result.status(), result.output());
  }

  /**
   * The parent of the rank that dies stays, since otherwise the launcher ends the others at once.
   * With MPICH the others may lose each other as well.
   */
  @ParameterizedTest
  @ValueSource(strings = {"openmpi", "mpich"})
  void aRankThatDiesIsNoticedByThoseWhoWaitForItInAWindow(String mpi, @TempDir Path folder)
      throws Exception {
    TwoHosts.requireSurvivor(mpi);
    Jvm.Result result =
        TwoHosts.wrapped(mpi, 2, 2, "\"$@\"; s=$?; [ $rank = 3 ] && sleep 8; exit $s")
            .with("-XX:+UseSerialGC", "-Dcrossmem.peer.timeout=2s")
            .run(NodesWindowStopping.class, folder, mpi.equals("openmpi"));
    for (int rank = 0; rank < 3; rank++) {
      Path file = folder.resolve("rank-" + rank);
      List<String> noticed = Files.exists(file) ? Files.readAllLines(file) : List.of("nothing");
      String last = noticed.get(noticed.size() - 1);
      assertEquals(NodesWindowStopping.NOTICED, last, noticed + "\n" + result.output());
    }
    assertFalse(result.output().contains("left on"), result.output());
  }
}
