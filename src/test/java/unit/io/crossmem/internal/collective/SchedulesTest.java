package io.crossmem.internal.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.internal.network.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** All collective operations, with ranks in this process and each kind of send. */
class SchedulesTest {
  /**
   * Numbers of longs: none, one, the longest part that is packed, the longest small message, one
   * more, and more than a piece.
   */
  private static final int[] COUNTS = {0, 1, 512, 1024, 1025, 40_000};

  @ParameterizedTest
  @EnumSource
  void eachRankGetsItsResultWhateverSendsWaitFor(Simulation.Mode mode) throws Exception {
    List<Callable<Void>> runs = new ArrayList<>();
    for (int size = 1; size <= 20; size++) {
      for (int count : COUNTS) {
        if (count * size <= 200_000) {
          int ranks = size;
          runs.add(() -> run(ranks, count, mode, SimulatedRank.ALL));
        }
      }
    }
    Simulation.runOnAllCores(runs);
  }

  /** The ranks of a node follow one another, and on some nodes there is one rank. */
  @ParameterizedTest
  @EnumSource
  void eachRankGetsItsResultOnSeveralNodes(Simulation.Mode mode) throws Exception {
    List<Callable<Void>> runs = new ArrayList<>();
    for (List<Integer> nodes :
        List.of(
            List.of(0, 0, 1),
            List.of(0, 1, 1),
            List.of(0, 0, 1, 1),
            List.of(0, 0, 0, 1, 2, 2, 2, 2),
            List.of(0, 1, 1, 1, 2, 2, 3, 3, 3, 3, 4))) {
      addRuns(runs, Nodes.of(nodes), mode);
    }
    addRuns(runs, nodes(20, rank -> rank), mode); // more nodes than few
    addRuns(runs, nodes(40, rank -> rank / 2), mode);
    addRuns(runs, nodes(40, rank -> rank / 20), mode); // more ranks on a node than few
    Simulation.runOnAllCores(runs);
  }

  /** As launchers place them that deal ranks out to nodes one by one, or in any way. */
  @ParameterizedTest
  @EnumSource
  void eachRankGetsItsResultWhereNodesAreMixed(Simulation.Mode mode) throws Exception {
    List<Callable<Void>> runs = new ArrayList<>();
    for (List<Integer> nodes :
        List.of(List.of(0, 1, 0), List.of(0, 1, 0, 1), List.of(0, 1, 1, 0, 2, 0, 1, 2))) {
      addRuns(runs, Nodes.of(nodes), mode);
    }
    addRuns(runs, nodes(21, rank -> rank % 4), mode);
    Simulation.runOnAllCores(runs);
  }

  private static Nodes nodes(int ranks, IntUnaryOperator node) {
    return Nodes.of(IntStream.range(0, ranks).map(node).boxed().toList());
  }

  private static void addRuns(List<Callable<Void>> runs, Nodes nodes, Simulation.Mode mode) {
    for (int count : COUNTS) {
      if (count * nodes.ranks() <= 200_000) {
        runs.add(() -> run(nodes, count, mode, SimulatedRank.ALL));
      }
    }
  }

  @Test
  void longDataIsReducedInPiecesOnSeveralNodes() throws Exception {
    int count = 2 * Units.PIECE / Long.BYTES + 777;
    for (Simulation.Mode mode : Simulation.Mode.values()) {
      run(Nodes.of(List.of(0, 0, 1, 1, 1)), count, mode, SimulatedRank.ALL);
      run(nodes(20, rank -> rank / 7), count, mode, SimulatedRank.PREFIXES);
    }
  }

  /** More than all ranks work on at a time. */
  @ParameterizedTest
  @CsvSource({"2,EAGER", "3,RENDEZVOUS", "4,MIXED", "6,RENDEZVOUS"})
  void longDataIsReducedInStretches(int size, Simulation.Mode mode) throws Exception {
    int count = size * Units.PIECE / Long.BYTES + 777;
    run(size, count, mode, SimulatedRank.ALL);
  }

  private static Void run(
      int size, int count, Simulation.Mode mode, List<SimulatedRank.Exercise> exercises)
      throws Exception {
    return run(Nodes.one(size), count, mode, exercises);
  }

  /** The non-blocking operations, on one node, and on several in any order. */
  @ParameterizedTest
  @EnumSource
  void eachRankGetsItsResultInTheBackground(Simulation.Mode mode) throws Exception {
    List<Callable<Void>> runs = new ArrayList<>();
    for (Nodes nodes :
        List.of(
            Nodes.one(1),
            Nodes.one(5),
            Nodes.one(20),
            Nodes.of(List.of(0, 0, 1)),
            Nodes.of(List.of(0, 0, 1, 1)),
            Nodes.of(List.of(0, 1, 1, 1, 2, 2, 3, 3, 3, 3, 4)),
            Nodes.of(List.of(0, 1, 0, 1)),
            Nodes.of(List.of(0, 1, 1, 0, 2, 0, 1, 2)),
            nodes(20, rank -> rank / 7),
            nodes(40, rank -> rank / 2))) {
      for (int count : COUNTS) {
        if (count * nodes.ranks() <= 200_000) {
          runs.add(() -> run(nodes, count, mode, SimulatedRank.ALL, true));
        }
      }
    }
    Simulation.runOnAllCores(runs);
  }

  @ParameterizedTest
  @EnumSource
  void longPrefixesAreComputedInSegmentsInTheBackground(Simulation.Mode mode) throws Exception {
    int count = 3 * (1 << 20) / Long.BYTES + 777;
    run(Nodes.of(List.of(0, 0, 1, 1, 1, 2)), count, mode, SimulatedRank.PREFIXES, true);
  }

  private static Void run(
      Nodes nodes, int count, Simulation.Mode mode, List<SimulatedRank.Exercise> exercises)
      throws Exception {
    return run(nodes, count, mode, exercises, false);
  }

  private static Void run(
      Nodes nodes,
      int count,
      Simulation.Mode mode,
      List<SimulatedRank.Exercise> exercises,
      boolean background)
      throws Exception {
    int size = nodes.ranks();
    Simulation simulation = new Simulation(size, mode, 31L * size + count);
    simulation.run(
        (rank, messenger) -> {
          SimulatedRank own =
              background
                  ? new SimulatedRank(simulation, messenger, rank, nodes)
                  : new SimulatedRank(messenger, rank, nodes);
          for (int i = 0; i < exercises.size(); i++) {
            exercises.get(i).run(own, count, (i + 1) % size);
            own.requireNothingKept();
          }
        });
    assertEquals(0, simulation.leftOver());
    return null;
  }
}
