package io.crossmem.message;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Collective operations that fail: no rank waits forever, and later operations work. */
class CollectivesFailureTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void endForAll(int size) throws Exception {
    Ranks.run(size, FailingRank.class);
  }
}
