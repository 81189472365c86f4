package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
  @Test
  void groupTakesAsLongAsItsSlowestRankAndCostsWhatAllCost() {
    Answer first = Answer.parse("nanos=10 cpu=9 verified=yes");
    Answer second = Answer.parse("nanos=12 cpu=8 allocated=64 compiled=3 verified=yes");

    assertEquals(new Answer(12, 17, 64, 3, true), Answer.ofGroup(List.of(first, second)));
  }

  @Test
  void groupIsNotVerifiedUnlessEveryRankSaysSo() {
    Answer good = Answer.parse("nanos=10 cpu=9 verified=yes");

    for (String line : List.of("nanos=10 cpu=9 verified=no", "nanos=10 cpu=9")) {
      assertFalse(Answer.ofGroup(List.of(good, Answer.parse(line))).verified(), line);
    }
  }
}
