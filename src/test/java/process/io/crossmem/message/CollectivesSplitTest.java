package io.crossmem.message;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Communicators made of others. */
class CollectivesSplitTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void haveTheirOwnMessages(int size) throws Exception {
    Ranks.run(size, SplitRank.class);
  }
}
