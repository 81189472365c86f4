package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.Jvm;
import io.crossmem.TwoHosts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ranks of one node do, done by ranks on two, with each MPI that this machine has. */
class NodesMessagesIT {
  private static void run(String mpi, int first, int second, Class<?> main, String... more)
      throws Exception {
    run(TwoHosts.jvm(mpi, first, second), main, more);
  }

  private static void run(Jvm jvm, Class<?> main, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(Collections.nCopies(3, Ranks.BY_LAUNCHER));
    arguments.addAll(List.of(more));
    Jvm.Result result = jvm.run(main, arguments.toArray());
    assertEquals(0, result.status(), result.output());
  }

  @ParameterizedTest(name = "{0}, {1} and {2} ranks")
  @CsvSource({"openmpi,2,1", "openmpi,1,2", "mpich,2,1"})
  void messagesArriveAsTheyShould(String mpi, int first, int second) throws Exception {
    run(mpi, first, second, PointToPointRank.class, "chosen");
  }

  /** Also for the protocols of one node, which must not change what is between nodes. */
  @ParameterizedTest(name = "{0}, {1} and {2} ranks, {3}")
  @CsvSource({"openmpi,2,2,chosen", "openmpi,1,2,read", "mpich,3,1,chosen", "mpich,2,1,pipeline"})
  void everyReceiveGetsTheMessageThatMpiSays(String mpi, int first, int second, String protocol)
      throws Exception {
    String seed = Long.toString(MatchingModelTest.seed());
    run(mpi, first, second, ScheduleRank.class, seed, "40", protocol);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openmpi", "mpich"})
  void aMessageMayBeLargerThanMpiCanCount(String mpi) throws Exception {
    run(mpi, 1, 1, HugeMessageRank.class);
  }

  @ParameterizedTest(name = "{0}, {1} and {2} ranks")
  @CsvSource({"openmpi,2,2", "mpich,3,1"})
  void communicatorsOfOneNodeAndOfLeadersCanBeMade(String mpi, int first, int second)
      throws Exception {
    run(mpi, first, second, SplitRank.class, Integer.toString(first));
  }

  @ParameterizedTest(name = "{0}, {1} and {2} ranks")
  @CsvSource({"openmpi,2,2", "mpich,3,1"})
  void collectiveOperationsGiveTheSameAsOnOneNode(String mpi, int first, int second)
      throws Exception {
    run(mpi, first, second, CollectiveRank.class);
  }

  /** Those that need more than a few ranks, and the non-blocking ones. */
  @ParameterizedTest(name = "{0}, {1} and {2} ranks, {3}")
  @CsvSource({
    "openmpi,2,2,-Dcrossmem.few=2",
    "openmpi,2,2,-Dbackground=true",
    "mpich,3,1,-Dbackground=true",
    "mpich,2,2,-Dbackground=true -Dcrossmem.few=2"
  })
  void collectiveOperationsOfOtherKindsDoSoToo(String mpi, int first, int second, String options)
      throws Exception {
    run(TwoHosts.jvm(mpi, first, second).with(options.split(" ")), CollectiveRank.class);
  }

  /** The launcher must not take the end of the others for a failure. */
  @ParameterizedTest
  @ValueSource(strings = {"openmpi", "mpich"})
  void aRankMayRunOnWhenAllHaveClosedTheirCommunicators(String mpi) throws Exception {
    run(mpi, 2, 1, LingeringRank.class);
  }
}
