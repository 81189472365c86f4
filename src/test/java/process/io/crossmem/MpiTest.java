package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.mpi.GarbageRank;
import io.crossmem.mpi.MpiRank;
import io.crossmem.mpi.MpiStopping;
import io.crossmem.mpi.TwoGroupsStopping;
import io.crossmem.mpi.VirtualThreadsRank;
import io.crossmem.mpi.WindowStopping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Package mpi, with real ranks. */
class MpiTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void eachMethodDoesWhatPlainJavaDoes(int ranks) throws Exception {
    String output = Launched.run(ranks, MpiRank.class, "-XX:+UseSerialGC");
    IntStream.range(0, ranks)
        .forEach(rank -> assertTrue(output.contains("rank " + rank + " is done"), output));
  }

  @Test
  void aProgramWithoutALauncherIsAWorldOfOne() throws Exception {
    Jvm.Result result = Jvm.ofBits(64).run(MpiRank.class);
    assertEquals("rank 0 is done\n", result.output());
  }

  @Test
  void callsAllocateOnlyWhatTheyReturnAndARequest() throws Exception {
    String output = Launched.run(2, GarbageRank.class, "-XX:+UseSerialGC");
    assertEquals(2, output.lines().filter(line -> line.endsWith(" is done")).count(), output);
  }

  @Test
  void manyVirtualThreadsOfARankWaitAtTheSameTime() throws Exception {
    Requires.that(
        Runtime.version().feature() >= 21,
        "virtual threads: apt-get install openjdk-25-jdk-headless");
    String output = Launched.run(2, VirtualThreadsRank.class, "-XX:+UseSerialGC");
    assertEquals(2, output.lines().filter(line -> line.endsWith(" is done")).count(), output);
  }

  @Test
  void abortEndsAllRanksWithTheCode() throws Exception {
    Ended ended = run(MpiStopping.class, "abort");
    assertEquals(7, ended.status, ended.output);
    assertTrue(
        ended.output.contains("rank 1 of COMM_WORLD aborts the job with code 7"), ended.output);
  }

  @Test
  void abortWithCode0EndsAllRanksAsWell() throws Exception {
    Ended ended = run(MpiStopping.class, "abort-with-0");
    assertEquals(1, ended.status, ended.output);
    assertTrue(ended.output.contains("aborts the job with code 0"), ended.output);
  }

  @Test
  void aRankThatDiesEndsTheJob() throws Exception {
    Ended ended = run(MpiStopping.class, "die");
    assertNotEquals(0, ended.status, ended.output);
  }

  @Test
  void aRankThatDiesIsAnExceptionIfTheProgramWants() throws Exception {
    Ended ended = run(MpiStopping.class, "survive");
    assertTrue(ended.output.contains("rank 0 has noticed"), ended.output);
  }

  @Test
  void aRankThatDiesIsNoticedByThoseWhoWaitForItInAWindow() throws Exception {
    Ended ended = run(WindowStopping.class, "");
    assertTrue(ended.output.contains("all is noticed"), ended.output);
  }

  /** Ranks 0 and 3 are the leaders of the groups; rank 1 is the root. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bcast 1",
        "bcast 3",
        "allReduce 0",
        "allReduce 3",
        "allReduce 5",
        "allGather 0",
        "allGather 3"
      })
  void aRankThatDiesFailsTheOperationOfTwoGroupsInAllThatWait(String which) throws Exception {
    Ended ended = run(6, TwoGroupsStopping.class, which);
    boolean isBcast = which.startsWith("bcast");
    int waiting = !isBcast ? 5 : which.endsWith("3") ? 2 : 3;
    assertEquals(
        waiting,
        ended.output.lines().filter(line -> line.endsWith("has noticed")).count(),
        ended.output);
  }

  @Test
  void aFatalErrorEndsTheJob() throws Exception {
    Ended ended = run(MpiStopping.class, "fatal");
    assertNotEquals(0, ended.status, ended.output);
    assertTrue(ended.output.contains("77 is not a rank"), ended.output);
  }

  private record Ended(int status, String output) {}

  private static Ended run(Class<?> program, String... arguments) throws Exception {
    return run(2, program, arguments);
  }

  private static Ended run(int ranks, Class<?> program, String... arguments) throws Exception {
    List<Object> line = new ArrayList<>(List.of("run", "-n", ranks, java()));
    line.addAll(Jvm.SHORT_LIVED);
    line.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            "target/classes:target/test-classes",
            program.getName(),
            String.join(" ", arguments)));
    Process launcher =
        new ProcessBuilder(new Cli().line(line.toArray())).redirectErrorStream(true).start();
    launcher.getOutputStream().close();
    String output = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(launcher.waitFor(), output);
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
