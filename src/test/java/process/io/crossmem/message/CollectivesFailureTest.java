package io.crossmem.message;

import io.crossmem.Jvm;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Collective operations that fail: no rank waits forever, and later operations work. */
class CollectivesFailureTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void endForAll(int size) throws Exception {
    Ranks.run(size, FailingRank.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void endForAllInTheBackground(int size) throws Exception {
    List<Jvm> jvms = Collections.nCopies(size, Jvm.ofBits(64).with("-Dbackground=true"));
    try (Ranks ranks = Ranks.start(jvms, FailingRank.class)) {
      ranks.finish();
    }
  }
}
