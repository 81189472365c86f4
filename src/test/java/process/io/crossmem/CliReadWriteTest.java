package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.cli.JsonReader;
import io.crossmem.internal.sys.Proc;
import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code crossmem read} and {@code write}, against a C process with known memory. */
class CliReadWriteTest {
  private static final int PAGE = Foreign.PAGE;
  private static final int HUGE = 4 << 20;

  private Foreign foreign;

  @BeforeEach
  void start() {
    foreign = Foreign.start();
  }

  @AfterEach
  void stop() {
    foreign.close();
  }

  private long at(String name) {
    return foreign.value(name);
  }

  /** The bytes that a hex dump shows. */
  private static byte[] bytesOf(String dump) {
    StringBuilder digits = new StringBuilder();
    dump.lines()
        .forEach(
            line ->
                digits.append(
                    line,
                    line.indexOf(':') + 1,
                    line.indexOf("  ", line.indexOf(':')) < 0
                        ? line.length()
                        : Math.min(line.length(), line.indexOf(':') + 41)));
    return HexFormat.of().parseHex(digits.toString().replace(" ", ""));
  }

  @Test
  void aDumpHasAddressesBytesAndCharacters() throws Exception {
    String out = Cli.run("read", foreign.pid(), at("rw") + 3, 40).succeeded();
    assertEquals(3, out.lines().count(), out);
    assertTrue(out.startsWith(Long.toHexString(at("rw") + 3) + ": "), out);
    assertArrayEquals(Foreign.laid(3, 40), bytesOf(out));
    String program = Cli.call("read", foreign.pid(), "foreign64", 4).succeeded();
    assertTrue(program.matches("[0-9a-f]+: 7f45 4c46 +\\.ELF\n"), program);
  }

  @Test
  void aSymbolIsAnAddress() throws Exception {
    String code = Cli.call("read", foreign.pid(), at("text"), 16).succeeded();
    assertEquals(code, Cli.call("read", foreign.pid(), "program", 16).succeeded());
    assertEquals(code, Cli.call("read", foreign.pid(), "foreign64!program", 16).succeeded());
    Cli.call("read", foreign.pid(), "foreign64!nothing", 4).failed(2, "expected an address");
  }

  @Test
  void aSymbolOfALibraryLeadsToItsValue() throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();
    try {
      while (Proc.stat(process.pid()).orElseThrow().state() != 'S') {
        Thread.onSpinWait(); // until the dynamic linker has done its work
      }
      String maps = Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"));
      Requires.that(maps.contains("/libc.so.6"), "sleep is not linked to glibc");
      String out =
          Cli.call("read", process.pid(), "libc.so.6!environ", "--as", "pointer").succeeded();
      assertTrue(out.contains("([stack]+0x"), out);
    } finally {
      process.destroy();
    }
  }

  @Test
  void aValueAcrossTouchedAndUntouchedPagesIsWhole() throws Exception {
    long fresh = foreign.askValue("fresh", 4 * PAGE);
    foreignWrite(fresh + PAGE - 2, new byte[] {1, 2});
    String address = Long.toUnsignedString(fresh + PAGE - 6);
    String out = Cli.call("read", foreign.pid(), address, 16, "--as", "u32").succeeded();
    assertEquals(
        List.of("0", "513", "0", "0"),
        out.lines().map(line -> line.substring(line.indexOf(' ') + 1)).toList());
    Cli.Result all = Cli.call("read", foreign.pid(), fresh + 3, 4 * PAGE - 3, "--raw", "-");
    byte[] expected = new byte[4 * PAGE - 3];
    expected[PAGE - 5] = 1;
    expected[PAGE - 4] = 2;
    assertArrayEquals(expected, all.bytes());
  }

  @Test
  void aDumpWithoutALengthEndsWithTheMapping() throws Exception {
    String out = Cli.call("read", foreign.pid(), at("rw")).succeeded();
    assertArrayEquals(Foreign.laid(0, 256), bytesOf(out));
    String last = Cli.call("read", foreign.pid(), at("end") + PAGE - 32).succeeded();
    assertArrayEquals(Foreign.laid(PAGE - 32, 32), bytesOf(last));
  }

  @Test
  void anAddressIsTypedInManyForms() throws Exception {
    String bytes = Cli.call("read", foreign.pid(), at("rw") + 16, 16).succeeded();
    String decimal = Long.toString(at("rw") + 16);
    String hex = Long.toHexString(at("rw"));
    for (String address : new String[] {decimal, hex + "+16", "0x" + hex + "+0x10"}) {
      assertEquals(bytes, Cli.call("read", foreign.pid(), address, 16).succeeded(), address);
    }
    assertFalse(Cli.call("read", foreign.pid(), "stack", 16).succeeded().isEmpty());
  }

  @Test
  void aDumpThatBecomesShortPrintsTheRest() throws Exception {
    long from = at("twothenone") + PAGE;
    Cli.Result result = Cli.call("read", foreign.pid(), from, "0x2000");
    result.failed(
        1, "read 4096 of 8192 bytes, stopped at 0x" + Long.toHexString(from + PAGE), "EFAULT");
    assertArrayEquals(Foreign.laid(PAGE, PAGE), bytesOf(result.out()));
    assertEquals(
        "", Cli.call("read", foreign.pid(), at("none"), 1).failed(1, "read 0 of 1 bytes").out());
  }

  @Test
  void rawBytesGoToAFileOrAPipe(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a file");
    assertEquals("", Cli.call("read", foreign.pid(), at("huge"), "4M", "--raw", file).succeeded());
    assertArrayEquals(Foreign.laid(0, HUGE), Files.readAllBytes(file));
    Cli.Result piped = Cli.run("read", "--raw", "-", foreign.pid(), at("huge") + 1, HUGE - 1);
    assertEquals("", piped.err());
    assertEquals(0, piped.status());
    assertArrayEquals(Foreign.laid(1, HUGE - 1), piped.bytes());
    Cli.call("read", foreign.pid(), at("end"), "4G", "--raw", file)
        .failed(1, "read 4096 of 4294967296 bytes");
    assertEquals(PAGE, Files.size(file));
    Cli.call("read", foreign.pid(), at("rw"), 1, "--raw", folder).failed(1, folder.toString());
  }

  @Test
  void valuesArePrintedByType() throws Exception {
    ByteBuffer laid = ByteBuffer.wrap(Foreign.laid(0, 16)).order(ByteOrder.nativeOrder());
    long rw = at("rw");
    assertEquals(
        laid.getInt(0) + "\n", Cli.call("read", foreign.pid(), rw, "--as", "i32").succeeded());
    assertEquals(
        Long.toUnsignedString(laid.getLong(0)) + "\n",
        Cli.call("read", foreign.pid(), rw, 8, "--as", "u64").succeeded());
    String first = "0x" + Long.toHexString(rw) + ": ";
    String second = "0x" + Long.toHexString(rw + 8) + ": ";
    assertEquals(
        first + laid.getDouble(0) + "\n" + second + laid.getDouble(8) + "\n",
        Cli.call("read", foreign.pid(), rw, 16, "--as", "f64").succeeded());
    foreignWrite(
        rw, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(0, at("text")).array());
    String pointer = Cli.call("read", foreign.pid(), rw, "--as", "pointer").succeeded();
    assertTrue(pointer.startsWith("0x" + Long.toHexString(at("text")) + " (foreign64+0x"), pointer);
    foreignWrite(rw, "Grüße\0".getBytes(UTF_8));
    assertEquals("Grüße\n", Cli.call("read", foreign.pid(), rw, "--as", "string").succeeded());
    assertEquals("Gr\n", Cli.call("read", foreign.pid(), rw, 2, "--as", "string").succeeded());
  }

  @Test
  void aPointerOfA32BitProcessHasFourBytes() throws Exception {
    try (Foreign narrow = Foreign.start(32);
        ProcessMemory process = ProcessMemory.open(narrow.pid())) {
      process.writeFully(
          narrow.value("rw"), ByteBuffer.wrap(HexFormat.of().parseHex("040000200500002000")));
      assertEquals(
          "0x"
              + Long.toHexString(narrow.value("rw"))
              + ": 0x20000004 (0x20000000+0x4)\n"
              + "0x"
              + Long.toHexString(narrow.value("rw") + 4)
              + ": 0x20000005 (0x20000000+0x5)\n",
          Cli.call("read", narrow.pid(), narrow.value("rw"), 8, "--as", "pointer").succeeded());
    }
  }

  private static Map<String, Object> json(String out) {
    return JsonReader.object(JsonReader.read(out));
  }

  @Test
  void jsonHoldsBytesAndValues() throws Exception {
    long rw = at("rw");
    Map<String, Object> bytes = json(Cli.call("read", foreign.pid(), rw, 5, "--json").succeeded());
    assertEquals("0x" + Long.toHexString(rw), bytes.get("address"));
    assertEquals(HexFormat.of().formatHex(Foreign.laid(0, 5)), bytes.get("bytes"));
    ByteBuffer laid = ByteBuffer.wrap(Foreign.laid(0, 16)).order(ByteOrder.nativeOrder());
    Map<String, Object> values =
        json(Cli.call("read", foreign.pid(), rw, 16, "--as", "i64", "--json").succeeded());
    assertEquals("i64", values.get("type"));
    Map<String, Object> second = JsonReader.objects(values.get("values")).get(1);
    assertEquals(Long.toString(laid.getLong(8)), second.get("value"));
    foreignWrite(rw, "a\nb\0".getBytes(UTF_8));
    Map<String, Object> text =
        json(Cli.call("read", foreign.pid(), rw, "--as", "string", "--json").succeeded());
    assertEquals("a\nb", text.get("value"));
    Map<String, Object> written =
        json(Cli.call("write", foreign.pid(), rw, "dead", "--yes", "--json").succeeded());
    assertEquals(2.0, written.get("written"));
  }

  @Test
  void jsonIsCompleteEvenIfMemoryEnds() throws Exception {
    Cli.Result result = Cli.call("read", foreign.pid(), at("end"), 2 * PAGE, "--json");
    result.failed(1, "read 4096 of 8192 bytes");
    assertEquals(HexFormat.of().formatHex(Foreign.laid(0, PAGE)), json(result.out()).get("bytes"));
    Cli.Result values = Cli.call("read", foreign.pid(), at("none"), 8, "--as", "i32", "--json");
    values.failed(1, "read 0 of 8 bytes");
    assertEquals(List.of(), json(values.out()).get("values"));
  }

  @Test
  void aWatchPrintsEachChangeUntilTheProcessEnds() throws Exception {
    foreignWrite(at("rw"), new byte[] {1});
    Process process =
        new ProcessBuilder(
                new Cli().line("read", foreign.pid(), at("rw"), "--as", "u8", "--watch", "0.01"))
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertEquals("1", out.readLine());
      foreignWrite(at("rw"), new byte[] {2});
      assertEquals("2", out.readLine());
      foreign.kill();
      assertNull(out.readLine());
    }
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertTrue(err.contains("ESRCH"), err);
    assertEquals(1, process.waitFor());
  }

  private void foreignWrite(long address, byte[] bytes) throws Exception {
    try (ProcessMemory process = ProcessMemory.open(foreign.pid())) {
      process.writeFully(address, ByteBuffer.wrap(bytes));
    }
  }

  @Test
  void badInputToReadIsOneLine() throws Exception {
    long rw = at("rw");
    Cli.call("read", foreign.pid(), rw, "--raw", "-").failed(2, "expected a length");
    Cli.call("read", foreign.pid(), rw, 4, "--raw", "-", "--json").failed(2, "--raw alone");
    Cli.call("read", foreign.pid(), rw, 4, "--watch", 0).failed(2, "expected seconds");
    Cli.call("read", foreign.pid(), rw, 0).failed(2, "expected bytes, at least 1", "'0'");
    Cli.call("read", foreign.pid(), rw, "1X").failed(2, "'1X'");
    Cli.call("read", foreign.pid(), "nothing+0x10", 4)
        .failed(2, "expected an address", "foreign64");
    Cli.call("read", foreign.pid(), rw, 4, "--as", "i33")
        .failed(2, "expected one of i8, ", "'i33'");
    Cli.call("read", foreign.pid(), rw, 5, "--as", "i32")
        .failed(2, "expected a length of whole values");
    Cli.call("read", foreign.pid(), rw, 4, "--as", "i32", "--raw", "x")
        .failed(2, "mutually exclusive");
    assertFalse(Files.exists(Path.of("x")));
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoDisaster() throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of("bash", "-c", "\"$@\" | head -c 10; exit ${PIPESTATUS[0]}", "bash"));
    line.addAll(new Cli().line("read", foreign.pid(), at("huge"), "4M"));
    Process process = new ProcessBuilder(line).start();
    assertEquals(10, process.getInputStream().readAllBytes().length);
    assertEquals("", new String(process.getErrorStream().readAllBytes(), UTF_8));
    assertEquals(141, process.waitFor());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "read --help", "help read"})
  void helpOnAFullDiskIsReportedAsSuch(String command) throws Exception {
    List<String> line = new ArrayList<>(List.of("bash", "-c", "\"$@\" > /dev/full", "bash"));
    line.addAll(new Cli().line((Object[]) command.split(" ")));
    Process process = new ProcessBuilder(line).start();
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertTrue(err.matches("crossmem: standard output: .+\n"), err);
    assertEquals(1, process.waitFor());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--raw -", "--as i32"})
  void aFullDiskIsReportedAsSuch(String form) throws Exception {
    List<String> line = new ArrayList<>(List.of("bash", "-c", "\"$@\" > /dev/full", "bash"));
    line.addAll(new Cli().line("read", foreign.pid(), at("huge"), "4M"));
    Arrays.stream(form.split(" ")).filter(word -> !word.isEmpty()).forEach(line::add);
    Process process = new ProcessBuilder(line).start();
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertTrue(err.matches("crossmem: standard output: .+\n"), err);
    assertEquals(1, process.waitFor());
  }

  @Test
  void aWriteChangesOnlyTheReportedBytes() throws Exception {
    byte[] expected = Foreign.laid(0, PAGE);
    expected[5] = (byte) 0xde;
    expected[6] = (byte) 0xad;
    String out = Cli.run("write", foreign.pid(), at("rw") + 5, "dead", "--yes").succeeded();
    assertEquals("wrote 2 bytes at 0x" + Long.toHexString(at("rw") + 5) + "\n", out);
    assertEquals(Foreign.hash(expected), foreign.hash(at("rw"), PAGE));
  }

  @Test
  void aValueIsWrittenByItsType() throws Exception {
    ByteBuffer expected = ByteBuffer.wrap(Foreign.laid(0, PAGE)).order(ByteOrder.nativeOrder());
    expected.putInt(4, -5).putDouble(8, 0.25).putChar(16, 'e');
    String[][] writes = {{"+4", "i32:-5"}, {"+8", "f64:0.25"}, {"+16", "utf16:e"}};
    for (String[] write : writes) {
      String address = Long.toUnsignedString(at("rw")) + write[0];
      Cli.call("write", foreign.pid(), address, write[1], "--yes").succeeded();
    }
    assertEquals(Foreign.hash(expected.array()), foreign.hash(at("rw"), PAGE));
  }

  @Test
  void aFileIsWrittenWhole(@TempDir Path folder) throws Exception {
    byte[] bytes = new byte[3 << 20];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7 + (i >> 9));
    }
    Path file = Files.write(folder.resolve("a file"), bytes);
    Cli.call("write", "--yes", foreign.pid(), at("huge"), "@" + file).succeeded();
    assertEquals(Foreign.hash(bytes), foreign.hash(at("huge"), bytes.length));
    Cli.call("write", "--yes", foreign.pid(), at("huge"), "@" + folder.resolve("none"))
        .failed(2, "expected a readable file");
    Path empty = Files.write(folder.resolve("empty"), new byte[0]);
    Cli.call("write", "--yes", foreign.pid(), at("huge"), "@" + empty)
        .failed(2, "at least one byte");
    Path page = Files.write(folder.resolve("page"), Arrays.copyOf(bytes, 2 * PAGE));
    Cli.call("write", "--yes", foreign.pid(), at("end"), "@" + page)
        .failed(1, "wrote 4096 of 8192 bytes, stopped at 0x" + Long.toHexString(at("end") + PAGE));
  }

  @Test
  void withoutATerminalOrYesNothingIsWritten() throws Exception {
    int before = foreign.hash(at("rw"), PAGE);
    Cli.call("write", foreign.pid(), at("rw"), "dead").failed(2, "--yes", "nothing was written");
    Cli.call("write", foreign.pid(), at("rw"), "dea", "--yes")
        .failed(2, "pairs of hex digits", "'dea'");
    assertEquals(before, foreign.hash(at("rw"), PAGE));
    Cli.call("write", foreign.pid(), at("ro"), "dead", "--yes")
        .failed(1, "wrote 0 of 2 bytes", "EFAULT", "this mapping is r--p");
    Cli.call("write", foreign.pid(), at("rw"), "i99:1", "--yes").failed(2, "no type 'i99'", "i8");
    assertEquals(before, foreign.hash(at("rw"), PAGE));
  }

  @Test
  void onATerminalItAsks() throws Exception {
    int before = foreign.hash(at("rw"), PAGE);
    for (String answer : new String[] {"\n", "n\n", "yikes\n"}) {
      Cli.Result no = Cli.onTerminal(answer, "write", foreign.pid(), at("rw"), "dead");
      assertEquals(1, no.status(), no.out());
      assertTrue(no.out().contains("new de ad"), no.out());
      String old = HexFormat.ofDelimiter(" ").formatHex(Foreign.laid(0, 2));
      assertTrue(no.out().contains("old " + old), no.out());
      assertTrue(no.out().contains("Write? [y/N]"), no.out());
      assertTrue(no.out().contains("nothing was written"), no.out());
      assertEquals(before, foreign.hash(at("rw"), PAGE));
    }
    Cli.Result yes = Cli.onTerminal("y\n", "write", foreign.pid(), at("rw"), "dead");
    assertEquals(0, yes.status(), yes.out());
    assertEquals(Foreign.hash(new byte[] {(byte) 0xde, (byte) 0xad}), foreign.hash(at("rw"), 2));
  }
}
