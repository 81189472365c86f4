package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelAnswerTest {
  private static KernelAnswer group(String... lines) {
    return KernelAnswer.ofGroup(List.of(lines).stream().map(KernelAnswer::parse).toList());
  }

  @Test
  void groupTakesTheSlowestRanksTimeAndTheMeanOfCommunication() {
    KernelAnswer group =
        group("nanos=10 communication=2 checksum=1.5", "nanos=12 communication=6 checksum=1.5");

    assertEquals(new KernelAnswer(12, 4, 6, 1.5), group);
  }

  @Test
  void resultMayDifferByRoundingOnly() {
    KernelAnswer answer = KernelAnswer.parse("nanos=1 communication=1 checksum=1e6");

    assertTrue(answer.hasChecksum(1e6 + 1e-4));
    assertFalse(answer.hasChecksum(1e6 + 1e-2));
  }

  @Test
  void ranksThatDoNotAgreeHaveNoResult() {
    KernelAnswer group =
        group("nanos=1 communication=1 checksum=1", "nanos=1 communication=1 checksum=2");

    assertFalse(group.hasChecksum(1));
    assertFalse(group.hasChecksum(group.checksum()));
  }
}
