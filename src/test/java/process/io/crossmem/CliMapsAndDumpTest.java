package io.crossmem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.cli.JsonReader;
import io.crossmem.internal.sys.Proc;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code crossmem maps} and {@code dump}, against a C process with known memory. */
class CliMapsAndDumpTest {
  private Foreign foreign;

  @BeforeEach
  void start() {
    foreign = Foreign.start();
  }

  @AfterEach
  void stop() {
    foreign.close();
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  private List<MemoryRegion> regions() throws Exception {
    try (ProcessMemory process = ProcessMemory.open(foreign.pid())) {
      return process.regions();
    }
  }

  @Test
  void mapsListsEveryRegion() throws Exception {
    String out = Cli.run("maps", foreign.pid()).succeeded();
    for (MemoryRegion region : regions()) {
      String start = hex(region.start()) + "-" + Long.toHexString(region.end()) + " ";
      String line = out.lines().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
      assertTrue(line.contains(" " + region.permissions() + " "), line);
      assertTrue(line.contains(region.path()), line);
    }
    assertEquals(regions().size() + 2, out.lines().count());
    assertTrue(out.contains("\n" + regions().size() + " regions "), out);
  }

  @Test
  void mapsAsJsonIsTheSame() throws Exception {
    List<Map<String, Object>> rows =
        JsonReader.objects(JsonReader.read(Cli.call("maps", "--json", foreign.pid()).succeeded()));
    List<MemoryRegion> regions = regions();
    assertEquals(regions.size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      MemoryRegion region = regions.get(i);
      Map<String, Object> row = rows.get(i);
      assertEquals(hex(region.start()), row.get("start"));
      assertEquals(hex(region.end()), row.get("end"));
      assertEquals(region.permissions(), row.get("permissions"));
      assertEquals((double) region.length(), row.get("size"));
      assertEquals(region.path(), row.get("path"));
      assertEquals((double) region.offset(), row.get("offset"));
      assertTrue((double) row.get("huge") <= (double) row.get("rss"), row.toString());
    }
    double huge = rows.stream().mapToDouble(row -> (double) row.get("huge")).sum();
    boolean could =
        Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"))
            .matches("(?s).*\\[(always|madvise)].*");
    assertTrue(huge > 0 || !could, "4 MiB were asked to be on huge pages");
  }

  @Test
  void mapsGivesTheReasonForAFailure() throws Exception {
    Cli.call("maps", Integer.MAX_VALUE).failed(1, "ESRCH", "no process has this pid");
    Cli.call("maps", 0).failed(2, "between 1 and 2147483647");
    Cli.call("maps", "self").failed(2, "not 'self'");
    Cli.call("maps").failed(2, "<pid>");
  }

  @Test
  void aKernelThreadIsRefusedWithThatReason(@TempDir Path folder) throws Exception {
    Requires.that(
        Proc.stat(2).filter(Proc.Stat::kernelThread).isPresent(),
        "sees no kernel thread: run it outside of a container");
    Path into = folder.resolve("dump");
    Cli.call("maps", 2).failed(1, "kernel thread");
    Cli.call("dump", 2, into).failed(1, "kernel thread");
    Cli.call("read", 2, "0x1000").failed(1, "kernel thread");
    assertFalse(Files.exists(into));
  }

  @Test
  void aProcessIsReachedWithoutItsFirstThread(@TempDir Path folder) throws Exception {
    try (Foreign process = Foreign.start(Foreign.program("leadergone", 64))) {
      while (Proc.stat(process.pid()).orElseThrow().state() != 'Z') {
        Thread.onSpinWait();
      }
      Cli.call("doctor", process.pid()).succeeded();
      assertTrue(Cli.call("maps", process.pid()).succeeded().contains("leadergone64"));
      String elf = Cli.call("read", process.pid(), "leadergone64", 4).succeeded();
      assertTrue(elf.contains("ELF"), elf);
      assertEquals(0, Cli.call("dump", process.pid(), folder.resolve("dump")).status());
    }
  }

  @Test
  void controlCharactersInANameAreEscapedOnATerminal(@TempDir Path folder) throws Exception {
    String shown = "a \\015\\033[31m.so";
    Path file = folder.resolve("a \r\033[31m.so");
    Files.write(file, Foreign.laid(0, 64));
    long mapped = foreign.askValue("file", Foreign.PAGE, file);
    String maps = Cli.call("maps", foreign.pid()).succeeded();
    assertTrue(maps.contains("/" + shown + "\n"), maps);
    String json = Cli.call("maps", "--json", foreign.pid()).succeeded();
    assertEquals(
        file.toString(), holding(JsonReader.objects(JsonReader.read(json)), mapped).get("path"));
    String dump = Cli.call("read", foreign.pid(), mapped, 64).succeeded();
    assertEquals(dump, Cli.call("read", foreign.pid(), shown, 64).succeeded());
    dump(folder.resolve("dump"));
  }

  /**
   * A dump that blocks when it reports what could not be read, because nobody reads its standard
   * error.
   */
  private Process stoppedDump(Path folder) throws Exception {
    String full =
        "mkfifo \"$0\"; exec 3<>\"$0\"; dd if=/dev/zero bs=4096 of=/dev/fd/3 oflag=nonblock"
            + " 2>/dev/null; exec \"$@\" 2>&3";
    List<String> line = new ArrayList<>(List.of("bash", "-c", full, folder + "/fifo"));
    line.addAll(new Cli().line("dump", foreign.pid(), folder.resolve("dump")));
    Process process = new ProcessBuilder(line).start();
    Path vvar = folder.resolve("dump").resolve(unreadable() + ".bin");
    while (!Files.exists(vvar)) {
      assertTrue(process.isAlive());
      Thread.sleep(10);
    }
    return process;
  }

  private static Map<String, Object> index(Path folder) throws Exception {
    String text = Files.readString(folder.resolve("dump/index.json"));
    return JsonReader.object(JsonReader.read(text));
  }

  @Test
  void theIndexOfAnInterruptedDumpIsMarked(@TempDir Path folder) throws Exception {
    Process process = stoppedDump(folder);
    process.destroy();
    assertEquals(128 + 15, process.waitFor());
    Map<String, Object> index = index(folder);
    assertEquals(false, index.get("complete"));
    assertFalse(JsonReader.objects(index.get("regions")).isEmpty());
  }

  @Test
  void theIndexOfADumpIsMarkedIfTheProcessEnds(@TempDir Path folder) throws Exception {
    Process process = stoppedDump(folder);
    foreign.kill();
    String err = new String(Files.readAllBytes(folder.resolve("fifo")), UTF_8);
    assertEquals(1, process.waitFor());
    assertTrue(err.contains("ESRCH"), err.strip());
    Map<String, Object> index = index(folder);
    assertEquals(false, index.get("complete"));
    List<Map<String, Object>> rows = JsonReader.objects(index.get("regions"));
    assertEquals("ESRCH", rows.get(rows.size() - 1).get("stoppedBy"));
  }

  /** The first region that cannot be read completely. */
  private String unreadable() throws Exception {
    MemoryRegion region =
        regions().stream().filter(r -> r.path().startsWith("[vvar")).findFirst().orElseThrow();
    return Long.toHexString(region.start()) + "-" + Long.toHexString(region.end());
  }

  @Test
  void anotherUsersProcessIsRefusedWithTheReason(@TempDir Path folder) throws Exception {
    Requires.root();
    Path picocli = Files.copy(Cli.picocli(), folder.resolve("picocli.jar"));
    Path classes = Jvm.copyForOtherUsers(Files.createDirectory(folder.resolve("classes")));
    new ProcessBuilder("chmod", "-R", "a+rX", folder.toString()).start().waitFor();
    for (String command : new String[] {"maps", "doctor"}) {
      Cli.Result result =
          Cli.under("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
              .classPath(classes, picocli)
              .with(command, foreign.pid());
      assertEquals(1, result.status(), result.out() + result.err());
      assertTrue((result.out() + result.err()).contains("run both as one user"), result.err());
      assertEquals(1, (result.out() + result.err()).lines().count());
    }
  }

  @Test
  void dumpSavesEveryReadableRegionAndListsThoseWithHoles(@TempDir Path folder) throws Exception {
    Path into = folder.resolve("new/a dump");
    Cli.Result result = Cli.run("dump", foreign.pid(), into);
    assertEquals(0, result.status(), result.err());
    Map<String, Object> index =
        JsonReader.object(JsonReader.read(Files.readString(into.resolve("index.json"))));
    assertEquals((double) foreign.pid(), index.get("pid"));
    assertEquals(true, index.get("complete"));
    List<Map<String, Object>> rows = JsonReader.objects(index.get("regions"));
    List<MemoryRegion> readable = regions().stream().filter(MemoryRegion::isReadable).toList();
    assertEquals(readable.size(), rows.size());
    int incomplete = 0;
    for (int i = 0; i < rows.size(); i++) {
      Map<String, Object> row = rows.get(i);
      double holes = 0;
      boolean unreadable = false;
      for (Map<String, Object> hole : JsonReader.objects(row.get("holes"))) {
        holes += number(hole.get("end")) - number(hole.get("start"));
        unreadable |= hole.get("cause").equals("unreadable");
      }
      assertEquals(hex(readable.get(i).start()), row.get("start"));
      assertEquals((double) readable.get(i).length(), (double) row.get("saved") + holes);
      assertEquals(null, row.get("stoppedBy"));
      assertEquals(unreadable, result.err().contains(row.get("file") + " "), result.err());
      incomplete += unreadable ? 1 : 0;
    }
    assertTrue(incomplete > 0, "[vvar] can never be read");
    assertEquals(incomplete, result.err().lines().count(), result.err());
    assertTrue(result.out().contains(incomplete + " regions could not be read completely"));
    assertArrayEquals(
        Foreign.laid(0, 16 * Foreign.PAGE),
        saved(into, rows, foreign.value("rw"), 16 * Foreign.PAGE));
    assertArrayEquals(Foreign.laid(0, 4 << 20), saved(into, rows, foreign.value("huge"), 4 << 20));
    Cli.call("dump", foreign.pid(), into).failed(2, "expected an empty folder");
  }

  private static long number(Object hex) {
    return Long.parseUnsignedLong(((String) hex).substring(2), 16);
  }

  private List<Map<String, Object>> dump(Path into) throws Exception {
    Cli.Result result = Cli.call("dump", foreign.pid(), into);
    assertEquals(0, result.status(), result.err());
    String index = Files.readString(into.resolve("index.json"));
    return JsonReader.objects(JsonReader.object(JsonReader.read(index)).get("regions"));
  }

  private static Map<String, Object> holding(List<Map<String, Object>> rows, long address) {
    return rows.stream()
        .filter(row -> number(row.get("start")) <= address && address < number(row.get("end")))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> holes(Map<String, Object> row) {
    return JsonReader.objects(row.get("holes")).stream()
        .map(hole -> hole.get("start") + "-" + hole.get("end") + " " + hole.get("cause"))
        .toList();
  }

  /** Of /proc/PID/status, in KiB. */
  private long memory(String field) throws Exception {
    return Files.readAllLines(Path.of("/proc", Long.toString(foreign.pid()), "status")).stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  @Test
  void aDumpContinuesAfterGuardPages(@TempDir Path folder) throws Exception {
    long page = Foreign.PAGE;
    long rw = foreign.value("rw");
    long errno = foreign.askValue("guard", rw + page, 2 * page);
    Requires.that(errno == 0, "guard pages need Linux 6.13");
    List<Map<String, Object>> rows = dump(folder.resolve("dump"));
    Map<String, Object> row = holding(rows, rw);
    assertTrue(
        holes(row).contains(hex(rw + page) + "-" + hex(rw + 3 * page) + " unreadable"),
        row.toString());
    assertArrayEquals(
        Foreign.laid(3 * page, 13 * Foreign.PAGE),
        saved(folder.resolve("dump"), rows, rw + 3 * page, 13 * Foreign.PAGE));
    Cli.Result found = Cli.call("find", foreign.pid(), "hex:0726", "--in", hex(rw + 3 * page));
    assertTrue(found.err().contains("8 KiB could not be read"), found.err());
  }

  @Test
  void readingDoesNotMakeTheTargetGrow(@TempDir Path folder) throws Exception {
    byte[] bytes = new byte[(1 << 20) + 100];
    Arrays.fill(bytes, (byte) 'x');
    Path file = Files.write(folder.resolve("file"), bytes);
    long mapped = foreign.askValue("file", 64L << 30, file);
    long fresh = foreign.askValue("fresh", 1L << 30);
    foreign.ask("lay", fresh + (512L << 20), Foreign.PAGE);
    long resident = memory("VmRSS");
    long tables = memory("VmPTE");

    List<Map<String, Object>> rows = dump(folder.resolve("dump"));
    Cli.Result found = Cli.call("find", foreign.pid(), "xxxx", "--in", hex(mapped), "--limit", 1);
    assertEquals(0, found.status(), found.err());
    Cli.Result none = Cli.call("read", foreign.pid(), fresh, "32M", "--raw", "-");
    assertArrayEquals(new byte[32 << 20], none.bytes());
    Cli.Result whole = Cli.call("read", foreign.pid(), mapped + 5, 1 << 20, "--raw", "-");
    assertArrayEquals(Arrays.copyOfRange(bytes, 5, (1 << 20) + 5), whole.bytes());
    assertEquals(resident, memory("VmRSS"));
    assertEquals(tables, memory("VmPTE"));

    Map<String, Object> ofFile = holding(rows, mapped);
    assertEquals((double) (1 << 20) + Foreign.PAGE, ofFile.get("saved"));
    assertEquals(1, holes(ofFile).size(), ofFile.toString());
    Path saved = folder.resolve("dump").resolve((String) ofFile.get("file"));
    assertArrayEquals(Arrays.copyOf(bytes, (1 << 20) + Foreign.PAGE), Files.readAllBytes(saved));
    Map<String, Object> ofMemory = holding(rows, fresh);
    long touched = fresh + (512L << 20);
    assertTrue(
        holes(ofMemory).stream().anyMatch(hole -> hole.startsWith(hex(touched + Foreign.PAGE))),
        ofMemory.toString());
    assertTrue((double) ofMemory.get("saved") < 64 << 20, "not a GiB: " + ofMemory);
  }

  @Test
  void holesOfASparseFileAreNeitherReadNorSaved(@TempDir Path folder) throws Exception {
    long size = 1L << 30;
    long middle = (size >> 1) + 5;
    byte[] needle = "a needle in a hole".getBytes(US_ASCII);
    Path file = Files.createFile(folder.resolve("sparse"));
    try (FileChannel sparse = FileChannel.open(file, StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.wrap(needle), middle);
      sparse.write(ByteBuffer.wrap(new byte[] {'x'}), size - 1);
    }
    long mapped = foreign.askValue("file", size, file);
    long resident = memory("VmRSS");

    List<Map<String, Object>> rows = dump(folder.resolve("dump"));
    Map<String, Object> row = holding(rows, mapped);
    assertTrue((double) row.get("saved") < 1 << 20, row.toString());
    assertEquals(2, holes(row).size(), row.toString());
    Path saved = folder.resolve("dump").resolve((String) row.get("file"));
    assertEquals(-1, Files.mismatch(file, saved));
    Cli.Result found = Cli.call("find", foreign.pid(), "needle in a hole", "--in", hex(mapped));
    assertTrue(found.out().startsWith(hex(mapped + middle + 2)), found.out() + found.err());
    Cli.Result read = Cli.call("read", foreign.pid(), mapped + (16 << 20), "2M", "--raw", "-");
    assertArrayEquals(new byte[2 << 20], read.bytes());
    Cli.Result both = Cli.call("read", foreign.pid(), mapped + middle - 5000, 5018, "--raw", "-");
    assertArrayEquals(needle, Arrays.copyOfRange(both.bytes(), 5000, 5018));
    assertEquals(resident, memory("VmRSS"));
  }

  private static byte[] saved(Path into, List<Map<String, Object>> rows, long address, int length)
      throws Exception {
    for (Map<String, Object> row : rows) {
      long start = Long.decode((String) row.get("start"));
      if (start <= address && address < Long.decode((String) row.get("end"))) {
        byte[] bytes = Files.readAllBytes(into.resolve((String) row.get("file")));
        return Arrays.copyOfRange(bytes, (int) (address - start), (int) (address - start) + length);
      }
    }
    throw new AssertionError("not saved");
  }

  @Test
  void dumpIntoAFileIsRefused(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Cli.call("dump", foreign.pid(), file).failed(2, "expected a folder");
    Cli.call("dump", foreign.pid(), file.resolve("x")).failed(1, "crossmem dump");
    Cli.call("dump", foreign.pid()).failed(2, "<dir>");
  }
}
