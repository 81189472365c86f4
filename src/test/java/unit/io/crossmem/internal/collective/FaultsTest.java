package io.crossmem.internal.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.CountingPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.protocol.FailureCause;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After any exception every rank ends the operation, and the next operation works. */
class FaultsTest {
  private static final int SMALL = 3;
  private static final int LARGE = 2000;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void anExceptionOfAnyCallAffectsNoOtherOperation(int size) throws Exception {
    List<Callable<Void>> runs = new ArrayList<>();
    for (Simulation.Mode mode : Simulation.Mode.values()) {
      for (int i = 0; i < SimulatedRank.ALL.size(); i++) {
        int exercise = i;
        runs.add(() -> failEachCall(size, mode, exercise, SMALL));
        runs.add(() -> failEachCall(size, mode, exercise, LARGE));
      }
    }
    Simulation.runOnAllCores(runs);
  }

  /** In the first rank of a node, and in another one. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void anExceptionOfAnyCallAffectsNoOtherOperationOnTwoNodes(int victim) throws Exception {
    Nodes nodes = Nodes.of(List.of(0, 0, 1, 1, 1));
    List<Callable<Void>> runs = new ArrayList<>();
    for (int i = 0; i < SimulatedRank.ALL.size(); i++) {
      int exercise = i;
      runs.add(() -> failEachCall(nodes, victim, Simulation.Mode.MIXED, exercise, SMALL));
      runs.add(() -> failEachCall(nodes, victim, Simulation.Mode.MIXED, exercise, LARGE));
    }
    Simulation.runOnAllCores(runs);
  }

  private static Void failEachCall(int size, Simulation.Mode mode, int exercise, int count)
      throws Exception {
    return failEachCall(Nodes.one(size), size - 1, mode, exercise, count);
  }

  private static Void failEachCall(
      Nodes nodes, int victim, Simulation.Mode mode, int exercise, int count) throws Exception {
    int size = nodes.ranks();
    for (int call = 0; ; call++) {
      Throwable thrown =
          call % 2 == 0 ? new OutOfMemoryError("made up") : new IOException("made up");
      Simulation simulation = new Simulation(size, mode, call);
      int times = 1 + call % 3;
      simulation.failCalls(victim, call, times, () -> thrown);
      int hit = call;
      int[] callsOfFirst = new int[1];
      simulation.run(
          (rank, messenger) -> {
            SimulatedRank own = new SimulatedRank(messenger, rank, nodes);
            CollectiveFailure failure = tryRun(own, exercise, count);
            if (rank == victim) {
              callsOfFirst[0] = simulation.calls(victim);
              simulation.failCalls(victim, Integer.MAX_VALUE, 0, null);
              assertSame(hit < callsOfFirst[0] ? thrown : null, thrownIn(failure));
            }
            own.requireNothingKept();
            for (SimulatedRank.Exercise next : SimulatedRank.ALL) {
              next.run(own, SMALL, 0);
            }
          });
      assertEquals(0, simulation.leftOver());
      if (call >= callsOfFirst[0]) {
        return null;
      }
    }
  }

  /** Null if it did not fail; then its result was right. */
  private static CollectiveFailure tryRun(SimulatedRank rank, int exercise, int count) {
    try {
      SimulatedRank.ALL.get(exercise).run(rank, count, 0);
      return null;
    } catch (CollectiveFailure e) {
      return e;
    }
  }

  private static Throwable thrownIn(CollectiveFailure failure) {
    return failure == null ? null : failure.why().thrown();
  }

  @ParameterizedTest
  @EnumSource
  void anExceptionOfTheUsersOperationIsThrownUnchanged(Simulation.Mode mode) throws Exception {
    for (Throwable thrown : List.of(new StackOverflowError(), new IOException("not declared"))) {
      Simulation simulation = new Simulation(2, mode, 5);
      simulation.run(
          (rank, messenger) -> {
            SimulatedRank own = new SimulatedRank(messenger, rank, 2);
            CountingPayload data = own.payload(1, 2, 3);
            Combiner op = rank == 1 ? throwing(thrown) : SimulatedRank.COMPOSE;
            if (rank == 1) {
              CollectiveFailure failure =
                  assertThrows(
                      CollectiveFailure.class, () -> own.algorithms.allreduce(data, data, op));
              assertSame(thrown, failure.why().thrown());
            } else {
              own.algorithms.allreduce(data, data, op);
            }
            own.requireNothingKept();
            own.algorithms.barrier();
          });
      assertEquals(0, simulation.leftOver());
    }
  }

  private static Combiner throwing(Throwable thrown) {
    return new Combiner() {
      @Override
      public void combine(ElementType type, long result, long left, long right, int count) {
        FaultsTest.<RuntimeException>sneak(thrown);
      }

      @Override
      public boolean isUserCode() {
        return true;
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable e) throws E {
    throw (E) e;
  }

  /**
   * As if the stack were exhausted: the operation does not wait forever. The other rank's message
   * is eager; otherwise it would wait for this rank.
   */
  @Test
  void aRankThatCannotWaitFails() throws Exception {
    Simulation simulation = new Simulation(2, Simulation.Mode.EAGER, 3);
    StackOverflowError thrown = new StackOverflowError();
    simulation.failAwaits(0, () -> thrown);
    simulation.run(
        (rank, messenger) -> {
          SimulatedRank own = new SimulatedRank(messenger, rank, 2);
          CountingPayload data = own.payload(rank);
          if (rank == 0) {
            CollectiveFailure failure =
                assertThrows(
                    CollectiveFailure.class,
                    () -> own.algorithms.reduce(data, data, SimulatedRank.COMPOSE, 0));
            assertSame(thrown, failure.why().thrown());
            simulation.failCalls(0, Integer.MAX_VALUE, 0, null);
          } else {
            own.algorithms.reduce(data, data, SimulatedRank.COMPOSE, 0);
          }
          own.requireNothingKept();
          own.algorithms.barrier();
        });
  }

  /** Like a buffer whose arena is closed during the operation. */
  @ParameterizedTest
  @EnumSource
  void closedMemoryFailsAllRanksThatNeedIt(Simulation.Mode mode) throws Exception {
    IllegalStateException closed = new IllegalStateException("closed");
    Simulation simulation = new Simulation(3, mode, 9);
    simulation.run(
        (rank, messenger) -> {
          SimulatedRank own = new SimulatedRank(messenger, rank, 3);
          CountingPayload data = own.payload(1, 2, 3);
          if (rank == 0) {
            data.failCopies(closed);
          }
          CollectiveFailure failure =
              assertThrows(
                  CollectiveFailure.class,
                  () -> own.algorithms.allreduce(data, data, SimulatedRank.COMPOSE));
          if (rank == 0) {
            assertTrue(failure.why().thrown() == closed || failure.why().thrown() == null);
          }
          own.requireNothingKept();
          own.algorithms.barrier();
        });
    assertEquals(0, simulation.leftOver());
  }

  @Test
  void aShorterMessageIsAFailureThatNamesItsSender() throws Exception {
    new Simulation(2, Simulation.Mode.MIXED, 1)
        .run(
            (rank, messenger) -> {
              SimulatedRank own = new SimulatedRank(messenger, rank, 2);
              if (rank == 0) {
                own.algorithms.broadcast(own.payload(1), 0);
              } else {
                CountingPayload into = own.payload(1, 2);
                FailureCause why =
                    assertThrows(CollectiveFailure.class, () -> own.algorithms.broadcast(into, 0))
                        .why();
                assertEquals(FailureCause.Kind.SHORT, why.kind());
                assertEquals(0, why.rank());
                assertEquals(8, why.bytes());
              }
              own.algorithms.barrier();
            });
  }

  @Test
  void nothingIsStartedIfTheSecondMemoryIsClosed() throws Exception {
    new Simulation(1, Simulation.Mode.EAGER, 1)
        .run(
            (rank, messenger) -> {
              SimulatedRank own = new SimulatedRank(messenger, rank, 1);
              CountingPayload send = own.payload(1);
              CountingPayload recv = own.payload(2);
              IllegalStateException closed = new IllegalStateException("closed");
              recv.refuse(closed);
              assertSame(
                  closed,
                  assertThrows(
                      IllegalStateException.class,
                      () -> own.algorithms.allreduce(send, recv, SimulatedRank.COMPOSE)));
              own.requireNothingKept();
              own.algorithms.barrier();
            });
  }

  @Test
  void anOperationOnElementsThatCallsACollectiveOneIsRefused() throws Exception {
    Simulation simulation = new Simulation(2, Simulation.Mode.EAGER, 1);
    simulation.run(
        (rank, messenger) -> {
          SimulatedRank own = new SimulatedRank(messenger, rank, 2);
          CountingPayload data = own.payload(1);
          Combiner nested =
              new Combiner() {
                @Override
                public void combine(ElementType t, long result, long left, long right, int count) {
                  assertThrows(IllegalStateException.class, own.algorithms::barrier);
                  SimulatedRank.COMPOSE.combine(t, result, left, right, count);
                }

                @Override
                public boolean isUserCode() {
                  return true;
                }
              };
          own.algorithms.allreduce(data, data, nested);
          own.algorithms.barrier();
        });
    assertEquals(0, simulation.leftOver());
  }
}
