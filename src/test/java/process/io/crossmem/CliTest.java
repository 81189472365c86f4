package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.cli.JsonReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands share, {@code doctor} and {@code pingpong}. */
class CliTest {
  @TempDir private Path folder;

  @Test
  void badInputGivesOneLineWithTheExpectedInput() throws Exception {
    Cli.call()
        .failed(
            2,
            "expected a command: doctor, maps, read, write, find, dump, pingpong, run, mpirun,"
                + " mpjrun");
    Cli.call("peek").failed(2, "'peek'", "doctor, maps, read, write", "--help");
    Cli.call("peek", "read").failed(2, "crossmem: unknown command 'peek', expected a command");
    Cli.call("--verbos", "peek").failed(2, "'--verbos'");
    Cli.call("--bogus").failed(2, "'--bogus'");
    Cli.call("doctor", "1", "2").failed(2, "'2'");
    Cli.call("doctor", "-5").failed(2, "-5");
    Cli.call("pingpong", "--seconds", "x").failed(2, "'x'");
    Cli.call("pingpong", "--seconds", "-1").failed(2, "expected seconds between");
  }

  @Test
  void theStackIsShownOnlyWhenAskedFor() throws Exception {
    Cli.call("maps", Integer.MAX_VALUE).failed(1, "ESRCH");
    Cli.Result refused = Cli.call("maps", Integer.MAX_VALUE, "--verbose");
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("\tat io.crossmem."), refused.err());
    Cli.Result bad = Cli.call("--verbose", "maps", "x");
    assertEquals(2, bad.status());
    assertTrue(bad.err().contains("\tat "), bad.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "doctor",
        "maps",
        "read",
        "write",
        "find",
        "dump",
        "pingpong",
        "run",
        "mpirun",
        "mpjrun"
      })
  void everyCommandHasHelp(String command) throws Exception {
    String help = Cli.call(command, "--help").succeeded();
    assertTrue(help.startsWith("Usage: crossmem " + command), help);
    assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
    assertTrue(Cli.call("--help").succeeded().contains("\n  " + command + " "));
    assertEquals(help, Cli.call("help", command).succeeded());
  }

  @Test
  void doctorSaysThatThisMachineIsFit() throws Exception {
    String out = Cli.run("doctor").succeeded();
    for (String check :
        List.of(
            "platform",
            "kernel",
            "java",
            "native library",
            "system call",
            "seccomp",
            "pids",
            "yama",
            "huge pages",
            "/dev/shm")) {
      assertTrue(
          out.lines().anyMatch(line -> line.matches("(ok|warning) +" + check + " .*")),
          check + ": " + out);
    }
    Map<String, Object> json =
        JsonReader.object(JsonReader.read(Cli.call("doctor", "--json").succeeded()));
    assertEquals(true, json.get("fit"));
    assertEquals(out.lines().count(), JsonReader.objects(json.get("checks")).size());
  }

  @Test
  void doctorFindsWhatDeniesTheCall() throws Exception {
    String[] deny = {Foreign.program("deny", 64), "1", "310,311"}; // EPERM
    Cli.Result result = Cli.under(deny).with("doctor");
    assertEquals(1, result.status(), result.out());
    assertEquals("", result.err());
    assertTrue(result.out().contains("problem system call"), result.out());
    assertTrue(result.out().contains("--cap-add=SYS_PTRACE"), result.out());
    Cli.Result json = Cli.under(deny).with("doctor", "--json");
    assertEquals(1, json.status());
    assertEquals(false, JsonReader.object(JsonReader.read(json.out())).get("fit"));
    Cli.under(deny).with("maps", ProcessHandle.current().pid()).failed(1, "seccomp");
  }

  @Test
  void doctorWithAPidSaysWhetherAndWhyNot() throws Exception {
    long pid;
    try (Foreign foreign = Foreign.start()) {
      pid = foreign.pid();
      String out = Cli.call("doctor", pid).succeeded();
      assertTrue(out.startsWith("ok      " + pid + " (foreign64)"), out);
      Map<String, Object> json =
          JsonReader.object(JsonReader.read(Cli.call("doctor", pid, "--json").succeeded()));
      assertEquals(true, json.get("allowed"));
      assertEquals("NONE", json.get("cause"));
      assertEquals((double) pid, json.get("pid"));
    }
    Cli.Result gone = Cli.call("doctor", pid);
    assertEquals(1, gone.status());
    assertTrue(gone.out().contains("NO_SUCH_PROCESS"), gone.out());
    Cli.Result json = Cli.call("doctor", pid, "--json");
    assertEquals(1, json.status());
    assertEquals("NO_SUCH_PROCESS", JsonReader.object(JsonReader.read(json.out())).get("cause"));
  }

  @Test
  void coloursAreForTerminals() throws Exception {
    Cli.Result terminal = Cli.onTerminal("", "doctor");
    assertEquals(0, terminal.status(), terminal.out());
    assertTrue(terminal.out().contains("\033["), terminal.out());
    assertFalse(Cli.run("doctor").succeeded().contains("\033"));
  }

  @Test
  void pingpongMeasuresReadsWritesAndMessagesOfEverySize() throws Exception {
    String out = Cli.run("pingpong", "--seconds", "0.05").succeeded();
    assertEquals(10, out.lines().count(), out);
    String copy = " +[0-9.]+ us +[0-9.]+ GB/s";
    assertTrue(
        out.lines().anyMatch(line -> line.matches(" +16 MiB" + copy + copy + " +[0-9.]+ us")), out);
    List<Map<String, Object>> copies =
        JsonReader.objects(
            JsonReader.object(
                    JsonReader.read(Cli.run("pingpong", "--json", "--seconds", "0.05").succeeded()))
                .get("copies"));
    assertEquals(9, copies.size());
    for (Map<String, Object> each : copies) {
      assertTrue((double) each.get("readNanos") > 100, each.toString());
      assertTrue((double) each.get("writeGBs") > 0, each.toString());
      assertTrue((double) each.get("messageNanos") > 10, each.toString());
      assertTrue((double) each.get("messageGBs") > 0, each.toString());
    }
  }

  @Test
  void pingpongWithoutSharedMemoryMeasuresCopiesAndSaysWhatIsLeftOut() throws Exception {
    Requires.root();
    Cli.Result result = withSharedMemory("ro").with("pingpong", "--seconds", "0.1");
    assertEquals(0, result.status(), result.err());
    assertTrue(result.err().startsWith("crossmem pingpong: messages are left out: "), result.err());
    assertTrue(result.err().contains("/dev/shm is read-only: mount -o remount,rw"), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(
        result.out().lines().anyMatch(line -> line.matches(" +8 B .* GB/s +-")), result.out());
  }

  private static Cli withSharedMemory(String options) {
    String mount = "mount -t tmpfs -o " + options + " tmpfs /dev/shm && exec \"$@\"";
    return Cli.under("unshare", "-m", "sh", "-c", mount, "sh");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ro | is read-only; mount -o remount,rw /dev/shm",
        "size=1m | tmpfs, 1 MiB free; make it larger",
        "nr_inodes=1 | but has no inode for another file; remove some files, or allow more",
        "mode=1777 | free",
      })
  void doctorSaysWhatIsWrongWithSharedMemory(String options, String words) throws Exception {
    Requires.root();
    String out = withSharedMemory(options).with("doctor").succeeded();
    String line = out.lines().filter(each -> each.contains("/dev/shm ")).findFirst().orElseThrow();
    assertTrue(line.contains(words), line);
    assertEquals(options.equals("mode=1777"), line.startsWith("ok "), line);
  }

  @Test
  void doctorSaysThatThereIsNoSharedMemory() throws Exception {
    Requires.root();
    String devices =
        "cp -a /dev/null /dev/random /dev/urandom $0 && mount --bind $0 /dev && exec \"$@\"";
    String out =
        Cli.under("unshare", "-m", "sh", "-c", devices, folder.toString())
            .with("doctor")
            .succeeded();
    assertTrue(
        out.lines().anyMatch(line -> line.matches("warning +/dev/shm +does not exist; .*")), out);
  }

  @Test
  void theSecondJvmOfPingpongEndsWithTheFirst() throws Exception {
    Process parent = new ProcessBuilder(new Cli().line("pingpong", "--seconds", 600)).start();
    ProcessHandle child;
    try {
      parent.inputReader().readLine(); // the head of the table
      child = parent.children().findFirst().orElseThrow();
    } finally {
      parent.destroyForcibly();
    }
    child.onExit().get(10, TimeUnit.SECONDS);
  }
}
