package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.Jvm;
import io.crossmem.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Point-to-point messages of three JVMs; see {@link PointToPointRank}. */
class PointToPointTest {
  @Test
  void messagesArriveAsTheyShouldByEachProtocol() throws Exception {
    Ranks.run(3, PointToPointRank.class, "chosen", "pipeline", "read", "mapped", "write", "split");
  }

  @Test
  void aMessageOfMoreThan2GiBArrives() throws Exception {
    Requires.that(availableMiB() > 8 << 10, "needs 8 GiB of memory: close something");
    Ranks.run(2, HugeMessageRank.class);
  }

  @ParameterizedTest(name = "{0} and {1} bits")
  @org.junit.jupiter.params.provider.CsvSource({"32,64", "64,32", "32,32"})
  void wordSizesMix(int first, int second) throws Exception {
    Requires.jvmOfBits(32);
    List<Jvm> jvms =
        Stream.of(first, second).map(bits -> Jvm.ofBits(bits).withTestLibraries()).toList();
    for (String output : finish(jvms, ScheduleRank.class, 42, 12)) {
      assertEquals("", output);
    }
  }

  private static List<String> finish(List<Jvm> jvms, Class<?> main, Object... arguments)
      throws Exception {
    try (Ranks ranks = Ranks.start(jvms, main, arguments)) {
      return ranks.finish();
    }
  }

  private static long availableMiB() throws Exception {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemAvailable"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElse(0);
  }
}
