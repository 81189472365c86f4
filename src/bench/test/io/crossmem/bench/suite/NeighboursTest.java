package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static final long SECOND = 1_000_000_000;
  private static final ProcessorTimes START = new ProcessorTimes(0, 1000, Map.of(1L, 10L, 2L, 20L));

  private static double disturbing(long nanos, long machine, Map<Long, Long> own) {
    return Neighbours.disturbing(START, new ProcessorTimes(nanos, machine, own));
  }

  @Test
  void whatTheSystemsThemselvesTookDisturbsNobody() {
    assertEquals(0, disturbing(SECOND, 1200, Map.of(1L, 110L, 2L, 120L)));
  }

  @Test
  void whatOthersTookIsSaidInProcessors() {
    assertEquals(0.5, disturbing(SECOND, 1250, Map.of(1L, 110L, 2L, 120L)));
  }

  @Test
  void processThatStartedMeanwhileIsOursToo() {
    assertEquals(0, disturbing(SECOND, 1200, Map.of(1L, 110L, 2L, 20L, 3L, 100L)));
  }

  @Test
  void littleIsWhatAnIdleMachineDoes() {
    assertEquals(0, disturbing(SECOND, 1009, Map.of(1L, 10L, 2L, 20L)));
    assertEquals(0, disturbing(SECOND / 100, 1004, Map.of(1L, 10L, 2L, 20L))); // a few ticks
  }

  @Test
  void machineIsBusyWithAllButIdlingAndWaitingForDisks() {
    String stat =
        "cpu  1 20 300 4000 50000 600000 7000000 80000000 1 1\ncpu0 9 9 9 9 9 9 9 9 9 9\n";

    assertEquals(87600321, ProcessorTimes.ofMachine(stat));
  }

  @Test
  void nameOfAProcessMayHoldAnything() {
    String stat = "77 (a) b (c) R 1 2 3 4 5 6 7 8 9 10 400 30 0 0 20 0 1 0 12 13 14";

    assertEquals(430, ProcessorTimes.ofProcess(stat));
  }

  @Test
  void thisMachineHasThoseFiles() throws IOException {
    ProcessorTimes now = ProcessorTimes.now();

    assertTrue(now.machine() > 0);
    assertTrue(now.own().get(ProcessHandle.current().pid()) > 0);
  }
}
