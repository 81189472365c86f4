package io.crossmem.message;

import io.crossmem.Jvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every collective operation, each type, against plain Java. */
class CollectivesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8})
  void giveWhatPlainJavaGives(int size) throws Exception {
    run(size, size < 4 ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1");
  }

  /** With many ranks, operations take other ways: here from three on. */
  @ParameterizedTest
  @ValueSource(ints = {3, 6})
  void giveTheSameAmongMany(int size) throws Exception {
    run(size, "-XX:TieredStopAtLevel=1", "-Dcrossmem.few=2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void giveTheSameInTheBackground(int size) throws Exception {
    run(size, "-XX:TieredStopAtLevel=1", "-Dbackground=true");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6})
  void giveTheSameInTheBackgroundAmongMany(int size) throws Exception {
    run(size, "-XX:TieredStopAtLevel=1", "-Dbackground=true", "-Dcrossmem.few=2");
  }

  /** Where there are more ranks than cores, less compiling leaves more time for the test. */
  private static void run(int size, String... options) throws Exception {
    List<Jvm> jvms = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      jvms.add(Jvm.ofBits(64).with("-XX:+UseSerialGC").with(options));
    }
    try (Ranks ranks = Ranks.start(jvms, CollectiveRank.class)) {
      ranks.finish();
    }
  }
}
