package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.mpi.IntercommRank;
import io.crossmem.mpi.SpawningRank;
import io.crossmem.mpi.TwoGroupsRank;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Intercommunicators of package mpi, and programs that are started separately. */
class MpiGroupsTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static List<Object> line(int ranks, String... arguments) {
    List<Object> line = new ArrayList<>(List.of("mpirun", "-n", ranks, JAVA, "-Xmx128m"));
    line.addAll(List.of("-XX:+UseSerialGC", "-cp", "target/test-classes:target/classes"));
    line.add(SpawningRank.class.getName());
    line.addAll(Arrays.asList(arguments));
    return line;
  }

  private static List<String> sorted(String output) {
    return output.lines().sorted().toList();
  }

  @Test
  void twoGroupsExchangeMessagesAndMerge() throws Exception {
    String output = Launched.run(5, IntercommRank.class, "-XX:+UseSerialGC");
    assertEquals(5, output.lines().filter(line -> line.endsWith(" is done")).count(), output);
  }

  @Test
  void groupsOf1To4RanksRunCollectiveOperationsAtTheSameTime() throws Exception {
    String output = Launched.run(8, TwoGroupsRank.class, "-XX:+UseSerialGC");
    assertEquals(8, output.lines().filter(line -> line.endsWith(" is done")).count(), output);
  }

  @Test
  void spawnedProcessesTalkToTheirParents() throws Exception {
    assertEquals(
        List.of(
            "child 0 is done",
            "child 0 is done",
            "child 0 is done",
            "child 0 is done",
            "child 1 is done",
            "child 1 is done",
            "child 1 is done",
            "child 2 is done",
            "parent 0 is done",
            "parent 1 is done"),
        sorted(Cli.run(line(2).toArray()).succeeded()));
  }

  @Test
  void aSpawnedProcessThatFailsEndsTheJob() throws Exception {
    Cli.Result result = Cli.run(line(2, "failing").toArray());
    assertEquals(9, result.status(), result.err());
    assertTrue(result.err().contains("a spawned process (pid "), result.err());
  }

  @Test
  void separatelyStartedGroupsConnectThroughAPort() throws Exception {
    String service = "service of " + ProcessHandle.current().pid();
    List<Process> started = new ArrayList<>();
    for (List<Object> line :
        List.of(
            line(2, "server", service), line(1, "client", service), line(2, "client", service))) {
      ProcessBuilder builder = new ProcessBuilder(new Cli().line(line.toArray()));
      started.add(builder.redirectErrorStream(true).start());
    }
    List<String> outputs = new ArrayList<>();
    for (Process process : started) {
      outputs.add(new String(process.getInputStream().readAllBytes(), UTF_8));
      assertEquals(0, process.waitFor(), outputs.toString());
    }
    assertEquals(List.of("server 0 is done", "server 1 is done"), sorted(outputs.get(0)));
    assertEquals(List.of("client 0 is done"), sorted(outputs.get(1)));
    assertEquals(List.of("client 0 is done", "client 1 is done"), sorted(outputs.get(2)));
    Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assertFalse(Files.exists(Path.of("/dev/shm/crossmem-mpi-names-" + user)), "left behind");
  }
}
