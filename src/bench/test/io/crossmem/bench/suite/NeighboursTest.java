package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static final ProcessorTimes START = at(0, 10_000, Map.of(1L, 100L, 2L, 200L));

  private static ProcessorTimes at(long millis, long machine, Map<Long, Long> own) {
    Map<Long, Long> nanos = new HashMap<>(own);
    nanos.replaceAll((pid, time) -> time * 1_000_000);
    return new ProcessorTimes(millis * 1_000_000, machine * 1_000_000, nanos);
  }

  private static double disturbing(long millis, long machine, Map<Long, Long> own) {
    return Neighbours.OfThisMachine.disturbing(START, at(millis, machine, own));
  }

  @Test
  void whatTheSystemsThemselvesTookDisturbsNobody() {
    assertEquals(0, disturbing(1000, 12_000, Map.of(1L, 1100L, 2L, 1200L)));
  }

  @Test
  void whatOthersTookIsSaidInProcessors() {
    assertEquals(0.5, disturbing(1000, 12_500, Map.of(1L, 1100L, 2L, 1200L)));
  }

  @Test
  void processThatStartedMeanwhileIsOursToo() {
    assertEquals(0, disturbing(1000, 12_000, Map.of(1L, 1100L, 2L, 200L, 3L, 1000L)));
  }

  @Test
  void littleIsWhatAnIdleMachineDoes() {
    assertEquals(0, disturbing(1000, 10_090, Map.of(1L, 100L, 2L, 200L)));
    assertEquals(0, disturbing(10, 10_040, Map.of(1L, 100L, 2L, 200L))); // a few ticks
  }

  @Test
  void machineIsBusyWithAllButIdlingAndWaitingForDisks() {
    String stat =
        "cpu  1 20 300 4000 50000 600000 7000000 80000000 1 1\ncpu0 9 9 9 9 9 9 9 9 9 9\n";

    assertEquals(87_600_321L * 10_000_000, ProcessorTimes.ofMachine(stat));
  }

  @Test
  void machineThatIsNotIdleIsSaidBeforehand() throws IOException {
    assertEquals(Optional.empty(), IdleCheck.of(busy(0)));
    String sentence = IdleCheck.of(busy(1.25)).orElseThrow();
    assertTrue(
        sentence.startsWith("This machine is not idle: other programs keep 1.3 of "), sentence);
  }

  private static Neighbours busy(double cores) {
    return new Neighbours() {
      @Override
      public void watch() {}

      @Override
      public double busyCores() {
        return cores;
      }
    };
  }

  @Test
  void thisMachineHasThoseFiles() throws IOException {
    ProcessorTimes now = ProcessorTimes.now();

    assertTrue(now.machine() > 0);
    assertTrue(now.own().get(ProcessHandle.current().pid()) > 0);
  }
}
