package io.crossmem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.join.PrintEnvironment;
import io.crossmem.internal.sys.Proc;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run}: starts the ranks of a program, and leaves none of them behind. */
class CliRunTest {
  @TempDir Path folder;

  /** A shell as a rank, which has started another process. */
  private static final String WAITING = "sleep 1000 & echo up; wait; true";

  private static Cli.Result shell(int ranks, String script) throws Exception {
    return Cli.run("run", "-n", ranks, "sh", "-c", script);
  }

  /** A run in which each rank has printed a line. */
  private static final class Running implements AutoCloseable {
    final Process launcher;
    final List<String> lines = new ArrayList<>();
    final List<ProcessHandle> started;

    Running(int ranks, String script) throws Exception {
      // nohup, and a shell for what it puts in the background, have some ignored; that is
      // inherited.
      List<String> line =
          Cli.under("env", "--default-signal=INT,HUP").line("run", "-n", ranks, "sh", "-c", script);
      launcher = new ProcessBuilder(line).redirectErrorStream(true).start();
      BufferedReader reader = launcher.inputReader();
      for (int i = 0; i < ranks; i++) {
        lines.add(reader.readLine());
      }
      started = launcher.descendants().toList();
      assertTrue(started.size() >= ranks, started.toString());
    }

    void signal(String signal, long pid) throws Exception {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    }

    /** What it printed besides. */
    String endsWith(int status) throws Exception {
      String rest = new String(launcher.getInputStream().readAllBytes(), ISO_8859_1);
      assertTrue(launcher.waitFor(20, TimeUnit.SECONDS));
      assertEquals(status, launcher.exitValue(), rest);
      for (ProcessHandle process : started) {
        assertFalse(runs(process), process.info().toString());
      }
      return rest;
    }

    @Override
    public void close() {
      launcher.destroyForcibly();
      started.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Not a zombie: an orphan is one until process 1 has waited for it. */
  private static boolean runs(ProcessHandle process) {
    boolean zombie = Proc.stat(process.pid()).map(stat -> stat.state() == 'Z').orElse(true);
    return process.isAlive() && !zombie;
  }

  @Test
  void everyLineIsBehindItsRank() throws Exception {
    List<String> lines =
        shell(3, "echo $CROSSMEM_RANK of $CROSSMEM_SIZE; echo; printf end")
            .succeeded()
            .lines()
            .toList();
    assertEquals(9, lines.size(), lines.toString());
    for (int rank = 0; rank < 3; rank++) {
      String prefix = "[" + rank + "] ";
      assertEquals(
          List.of(prefix + rank + " of 3", prefix, prefix + "end"),
          lines.stream().filter(line -> line.startsWith(prefix)).toList());
    }
  }

  @Test
  void standardOutputAndErrorAreNotMixed() throws Exception {
    Cli.Result result = shell(1, "echo result; echo trouble >&2");
    assertEquals(0, result.status());
    assertEquals("[0] result\n", result.out());
    assertEquals("[0] trouble\n", result.err());
  }

  @Test
  void bytesThatAreNoTextArePassedOn() throws Exception {
    byte[] out = shell(1, "printf '\\377\\200\\000\\r\\n'").bytes();
    assertEquals("[0] \u00ff\u0080\0\r\n", new String(out, ISO_8859_1));
  }

  @Test
  void argumentsAreTheCommandsOwn() throws Exception {
    String print = "printf '<%s>\\n' \"$@\"";
    assertEquals(
        "[0] <a b>\n[0] <>\n[0] <-n>\n[0] <-->\n[0] <--help>\n[0] <@x>\n[0] <\"q\">\n",
        Cli.run(
                "run", "-n", 1, "sh", "-c", print, "sh", "a b", "", "-n", "--", "--help", "@x",
                "\"q\"")
            .succeeded());
  }

  @Test
  void theRanksReadTheirEnvironment() throws Exception {
    String classes = Path.of("target/classes").toAbsolutePath().toString();
    String tests = Path.of("target/test-classes").toAbsolutePath().toString();
    List<String> names = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      List<String> lines =
          Cli.run("run", "-n", 2, "java", "-cp", classes + ":" + tests, main())
              .succeeded()
              .lines()
              .sorted()
              .toList();
      assertEquals(2, lines.size(), lines.toString());
      assertTrue(lines.get(0).startsWith("[0] 0 2 run-"), lines.toString());
      assertEquals(lines.get(0).substring(6), lines.get(1).substring(6)); // size, name, launcher
      names.add(lines.get(0).split(" ")[3]);
    }
    assertNotEquals(names.get(0), names.get(1));
  }

  private static String main() {
    return PrintEnvironment.class.getName();
  }

  @Test
  void standardInputIsRank0s() throws Exception {
    Process launcher =
        new ProcessBuilder(new Cli().line("run", "-n", 2, "sh", "-c", "cat; echo end")).start();
    try (var in = launcher.outputWriter()) {
      in.write("typed\n");
    }
    List<String> lines = launcher.inputReader().lines().sorted().toList();
    assertEquals(List.of("[0] end", "[0] typed", "[1] end"), lines);
  }

  @Test
  void longLinesOfManyRanksAreNotMixed() throws Exception {
    int ranks = 4;
    int length = 100_000;
    int count = 20;
    String script =
        "line=$(head -c %d /dev/zero | tr '\\0' $CROSSMEM_RANK);".formatted(length)
            + " for i in $(seq %d); do echo $line; echo $line >&2; done".formatted(count);
    List<String> command = new Cli().line("run", "-n", ranks, "sh", "-c", script);
    Process launcher = new ProcessBuilder(command).redirectErrorStream(true).start();
    int[] seen = new int[ranks];
    launcher
        .inputReader()
        .lines()
        .forEach(
            line -> {
              int rank = Character.digit(line.charAt(1), 10);
              assertEquals("[" + rank + "] " + Integer.toString(rank).repeat(length), line);
              seen[rank]++;
            });
    assertEquals(0, launcher.waitFor());
    IntStream.range(0, ranks).forEach(rank -> assertEquals(2 * count, seen[rank]));
  }

  @Test
  void aLineWithoutEndIsBrokenAndNothingIsLost() throws Exception {
    int length = 3 << 20;
    String out = shell(1, "head -c " + length + " /dev/zero | tr '\\0' x").succeeded();
    assertTrue(out.lines().count() <= 12, () -> out.lines().count() + " lines");
    assertTrue(out.lines().allMatch(line -> line.matches("\\[0\\] x+")));
    assertEquals(length, out.chars().filter(c -> c == 'x').count());
  }

  @Test
  void sixtyFourRanks() throws Exception {
    assertEquals(64, Cli.run("run", "-n", 64, "echo").succeeded().lines().count());
  }

  @Test
  void aRankThatFailsEndsTheOthers() throws Exception {
    Cli.Result result =
        shell(3, "if [ $CROSSMEM_RANK = 1 ]; then exit 3; fi; sleep 1000; echo late");
    assertFalse(result.out().contains("late"), result.out());
    result.failed(3, "rank 1 (pid ", ") ended with status 3");
  }

  @Test
  void aKilledRankEndsTheOthersAndItsOwnChildren() throws Exception {
    try (Running run = new Running(3, "sleep 1000 & echo $$; wait")) {
      String victim = run.lines.get(0);
      long pid = Long.parseLong(victim.substring(4));
      run.signal("KILL", pid);
      String words = "rank " + victim.charAt(1) + " (pid " + pid + ") was killed by signal 9";
      assertEquals("crossmem run: " + words + "\n", run.endsWith(137));
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void aSignalToTheLauncherEndsAll(String signal, int status) throws Exception {
    try (Running run = new Running(3, WAITING)) {
      run.signal(signal, run.launcher.pid());
      assertEquals("", run.endsWith(status));
    }
  }

  @Test
  void outputAtTheEndIsPassedOn() throws Exception {
    try (Running run = new Running(1, "trap 'echo bye; exit 0' TERM; " + WAITING)) {
      run.signal("TERM", run.launcher.pid());
      assertEquals("[0] bye\n", run.endsWith(143));
    }
  }

  @Test
  void aRankThatDoesNotWantToEndIsKilledLater() throws Exception {
    try (Running run = new Running(2, "trap '' TERM; echo up; while :; do sleep 1; done")) {
      run.signal("TERM", run.launcher.pid());
      assertEquals("", run.endsWith(143));
    }
  }

  @Test
  void theRanksDoNotOutliveALauncherThatIsKilled() throws Exception {
    Requires.file("/usr/bin/setpriv", "apt-get install util-linux");
    try (Running run = new Running(2, "echo up; exec sleep 1000")) {
      run.signal("KILL", run.launcher.pid());
      for (ProcessHandle process : run.started) {
        process.onExit().get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void childrenOfARankEndWithTheRun() throws Exception {
    String out = shell(1, "sleep 1000 & echo $!").succeeded();
    long pid = Long.parseLong(out.substring(4).strip());
    assertFalse(ProcessHandle.of(pid).map(CliRunTest::runs).orElse(false), out);
  }

  /** It has no variable of the launcher, its own session, and its parent has ended. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aChildWithItsOwnEnvironmentAndSessionEndsWithTheRun(int status) throws Exception {
    Requires.file("/usr/bin/setsid", "apt-get install util-linux");
    Path file = folder.resolve("pid");
    String hidden = "echo $$ > " + file + "; exec sleep 1000";
    Cli.Result result =
        shell(
            1,
            "(env -i setsid sh -c '"
                + hidden
                + "' > /dev/null 2>&1 &);"
                + " until [ -s "
                + file
                + " ]; do sleep 0.01; done; exit "
                + status);
    assertEquals(status, result.status(), result.err());
    long pid = Long.parseLong(Files.readString(file).strip());
    assertFalse(ProcessHandle.of(pid).map(CliRunTest::runs).orElse(false));
  }

  @Test
  void aClosedOutputEndsTheRun() throws Exception {
    Process launcher = new ProcessBuilder(new Cli().line("run", "-n", 2, "yes")).start();
    launcher.inputReader().readLine();
    launcher.getInputStream().close();
    assertTrue(launcher.waitFor(20, TimeUnit.SECONDS));
    assertNotEquals(0, launcher.exitValue());
  }

  @Test
  void badInputGivesOneLineWithTheExpectedInput() throws Exception {
    Cli.call("run", "true").failed(2, "-n");
    Cli.call("run", "-n", 2).failed(2, "<command>");
    Cli.call("run", "-n", "x", "true").failed(2, "'x'");
    Cli.call("run", "-n", 0, "true").failed(2, "expected 1 to 1024 ranks, not 0");
    Cli.call("run", "-n", -1, "true").failed(2, "not -1");
    Cli.call("run", "-n", 1025, "true").failed(2, "not 1025");
  }

  @Test
  void aCommandThatCannotBeStartedIsNamedOnce() throws Exception {
    Cli.run("run", "-n", 3, "no-such-command").failed(127, "no-such-command: no such command");
    Cli.run("run", "-n", 3, "/etc/passwd").failed(127, "/etc/passwd");
    Cli.run("run", "-n", 3, "/").failed(127);
  }
}
