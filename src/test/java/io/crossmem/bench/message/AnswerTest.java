package io.crossmem.bench.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
  @Test
  void groupTakesAsLongAsItsSlowestRankAndCostsWhatAllCost() {
    Answer first = Answer.parse("nanos=10 cpu=9 verified=yes");
    Answer second = Answer.parse("nanos=12 cpu=8 allocated=64 verified=yes");

    assertEquals(new Answer(12, 17, 64), Answer.ofGroup(List.of(first, second)));
  }

  @Test
  void timeOfWrongBytesIsRefused() {
    assertThrows(
        IllegalStateException.class, () -> Answer.parse("nanos=10 cpu=9 allocated=0 verified=no"));
    assertThrows(IllegalStateException.class, () -> Answer.parse("nanos=10 cpu=9"));
  }
}
