package io.crossmem.message;

import io.crossmem.Jvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every collective operation with each type, compared with plain Java. */
class CollectivesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 8})
  void giveWhatPlainJavaGives(int size) throws Exception {
    run(size);
  }

  @Test
  void giveTheSameInCompiledCode() throws Exception {
    Ranks.runOptimizing(2, CollectiveRank.class);
  }

  /** With many ranks operations use other algorithms: here from three ranks on. */
  @ParameterizedTest
  @ValueSource(ints = {3, 6})
  void giveTheSameAmongMany(int size) throws Exception {
    run(size, "-Dcrossmem.few=2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void giveTheSameInTheBackground(int size) throws Exception {
    run(size, "-Dbackground=true");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6})
  void giveTheSameInTheBackgroundAmongMany(int size) throws Exception {
    run(size, "-Dbackground=true", "-Dcrossmem.few=2");
  }

  private static void run(int size, String... options) throws Exception {
    List<Jvm> jvms = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      jvms.add(Jvm.ofBits(64).with(options));
    }
    try (Ranks ranks = Ranks.start(jvms, CollectiveRank.class)) {
      ranks.finish();
    }
  }
}
