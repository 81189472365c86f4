package io.crossmem.message;

import org.junit.jupiter.api.Test;

/** A rank that writes invalid entries into its ring is treated as lost; the others continue. */
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
