package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.join.NodeRank;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranks on two hosts, which scripts/hosts makes, with each MPI that this machine has. */
class NodesIT {
  private static final int MS = 10_000;

  private static Jvm.Result run(String mpi, int first, int second, Class<?> main, Object... with)
      throws Exception {
    return TwoHosts.jvm(mpi, first, second).run(main, with);
  }

  @ParameterizedTest(name = "{0}, {1} and {2} ranks")
  @CsvSource({"openmpi,2,2", "openmpi,1,1", "mpich,3,1"})
  void ranksLearnWhichOfThemShareANode(String mpi, int first, int second) throws Exception {
    Jvm.Result result = run(mpi, first, second, NodeRank.class, MS);
    assertEquals(0, result.status(), result.output());
    List<String> expected = new ArrayList<>();
    for (int rank = 0; rank < first + second; rank++) {
      int node = rank < first ? 0 : 1;
      int slot = rank - node * first;
      expected.add(
          String.format(
              Locale.ROOT,
              "met %d: %d ranks on 2 nodes, node %d, slot %d, %d here, rank %d",
              rank,
              first + second,
              node,
              slot,
              node == 0 ? first : second,
              slot));
    }
    assertEquals(
        expected,
        result.output().lines().filter(line -> line.startsWith("met ")).sorted().toList());
  }

  @Test
  void aLibmpiThatIsNotTheLaunchersIsRefusedByAll() throws Exception {
    TwoHosts.require("mpich");
    Jvm.Result result =
        TwoHosts.jvm("openmpi", 1, 1).with("-Dcrossmem.mpi=libmpich.so.12").run(NodeRank.class, MS);
    assertTrue(result.status() != 0, result.output());
    if (result.output().contains("unsupported PMI version")) {
      return; // MPICH 5 itself has ended the ranks
    }
    List<String> refusals =
        result.output().lines().filter(line -> line.startsWith("refused ")).toList();
    assertEquals(2, refusals.size(), result.output());
    for (String refusal : refusals) {
      assertTrue(refusal.contains("MPICH"), refusal);
      assertTrue(refusal.contains("this is not the launcher's libmpi"), refusal);
      assertTrue(refusal.contains("-Dcrossmem.mpi"), refusal);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/no/such/libmpi.so | /no/such/libmpi.so: cannot open shared object file",
        "libc.so.6          | libc.so.6 is not a library of MPI 3 or later: it has no MPI_Get_library",
      })
  void whatIsNoLibmpiIsNamed(String library, String words) throws Exception {
    Jvm.Result result =
        TwoHosts.jvm("openmpi", 1, 1).with("-Dcrossmem.mpi=" + library).run(NodeRank.class, MS);
    assertTrue(result.status() != 0, result.output());
    assertTrue(result.output().contains(words), result.output());
  }

  @Test
  void withoutAnyLibmpiItIsSaidWhichWereTried() throws Exception {
    String hide =
        "for f in /usr/lib/*/libmpi*.so*; do mount --bind /dev/null $(readlink -f $f); done";
    Jvm.Result result =
        TwoHosts.wrapped(
                "openmpi", 1, 1, "exec unshare --mount sh -c '" + hide + "; exec \"$@\"' sh \"$@\"")
            .run(NodeRank.class, MS);
    assertTrue(result.status() != 0, result.output());
    assertTrue(result.output().contains("no libmpi was found (/usr/"), result.output());
    assertTrue(result.output().contains("name it with -Dcrossmem.mpi"), result.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"openmpi", "mpich"})
  void otherRanksDoNotWaitForeverForARankThatDoesNotJoin(String mpi) throws Exception {
    Jvm.Result result =
        TwoHosts.wrapped(mpi, 1, 1, "[ $rank = 0 ] || exec sleep 1000; exec \"$@\"")
            .run(NodeRank.class, 2000);
    assertTrue(result.status() != 0, result.output());
    assertTrue(
        result.output().contains("waits for other ranks, which did not arrive within "),
        result.output());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"openmpi", "mpich"})
  void oneRankWarnsIfRanksAreBoundToOneCore(String mpi) throws Exception {
    Jvm.Result bound =
        TwoHosts.wrapped(mpi, 2, 1, "exec taskset -c 0 \"$@\"").run(NodeRank.class, MS);
    assertEquals(0, bound.status(), bound.output());
    assertEquals(2, bound.output().split("bound rank", -1).length, bound.output());
    assertTrue(bound.output().contains("bound rank 0 to one core"), bound.output());
    assertFalse(run(mpi, 2, 1, NodeRank.class, MS).output().contains("to one core"));
  }
}
