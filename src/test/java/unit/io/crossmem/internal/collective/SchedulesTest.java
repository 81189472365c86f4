package io.crossmem.internal.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** All collective operations, with ranks in this process and each kind of send. */
class SchedulesTest {
  /** Numbers of longs: none, one, the longest small message, one more, and more than a piece. */
  private static final int[] COUNTS = {0, 1, 1024, 1025, 40_000};

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
    Simulation simulation = new Simulation(size, mode, 31L * size + count);
    simulation.run(
        (rank, messenger) -> {
          SimulatedRank own = new SimulatedRank(messenger, rank, size);
          for (int i = 0; i < exercises.size(); i++) {
            exercises.get(i).run(own, count, (i + 1) % size);
            own.requireNothingKept();
          }
        });
    assertEquals(0, simulation.leftOver());
    return null;
  }
}
