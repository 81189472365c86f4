package io.crossmem.message;

import org.junit.jupiter.api.Test;

/** A rank that writes nonsense into its ring is given up; the others go on. */
class CorruptRingTest {
  @Test
  void nonsenseIsReportedAndNotFollowed() throws Exception {
    Ranks.run(3, CorruptRingRank.class);
  }

  @Test
  void aCorruptListOfRingsIsReportedOnce() throws Exception {
    Ranks.run(3, CorruptListRank.class);
  }
}
