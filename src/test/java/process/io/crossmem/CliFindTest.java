package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.cli.JsonReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code crossmem find}, against a C process with known memory. */
class CliFindTest {
  private static final String NEEDLE = "needle 4711";

  private Foreign foreign;

  @BeforeEach
  void start() throws Exception {
    foreign = Foreign.start();
    try (ProcessMemory process = ProcessMemory.open(foreign.pid())) {
      for (String area : new String[] {"low", "rw"}) {
        process.writeFully(foreign.value(area) + 100, ByteBuffer.wrap(NEEDLE.getBytes(UTF_8)));
      }
    }
  }

  @AfterEach
  void stop() {
    foreign.close();
  }

  private String line(String area) {
    String address = Long.toHexString(foreign.value(area) + 100);
    return "(?m)^0x" + address + "  \\S+$";
  }

  private static void assertFinds(String pattern, String text) {
    assertTrue(
        text.lines().anyMatch(line -> line.matches(pattern)), pattern + " is missing in: " + text);
  }

  @Test
  void storedValuesAreFoundAtTheirAddresses() throws Exception {
    Cli.Result result = Cli.run("find", foreign.pid(), NEEDLE);
    assertEquals(0, result.status(), result.err());
    assertFinds(line("low"), result.out());
    assertFinds(line("rw"), result.out());
    assertFalse(result.err().contains("\033"), "no progress in a pipe: " + result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().startsWith("text 'needle 4711': "), result.err());
    assertTrue(result.err().contains("could not be read"), "[vvar]: " + result.err());
    String shown =
        result
            .out()
            .lines()
            .filter(l -> l.matches(line("rw")))
            .findFirst()
            .orElseThrow()
            .split("  ")[1];
    assertEquals(
        "needle 4711\n", Cli.call("read", foreign.pid(), shown, 11, "--as", "string").succeeded());
  }

  @Test
  void theSameBytesAreFoundAsHexAndAsANumber() throws Exception {
    assertFinds(line("rw"), Cli.call("find", foreign.pid(), "6e6565646c652034373131").out());
    assertFinds(line("rw"), Cli.call("find", foreign.pid(), "u32:0x6465656e").out());
  }

  @Test
  void aLimitStopsIt() throws Exception {
    Cli.Result result = Cli.call("find", foreign.pid(), NEEDLE, "--limit", 1);
    assertEquals(0, result.status());
    assertEquals(1, result.out().lines().count(), result.out());
    assertTrue(
        result.err().contains("1 place in") && result.err().contains("stopped there"),
        result.err());
  }

  @Test
  void theStatusIs1WhereNothingIsFound() throws Exception {
    Cli.Result result = Cli.call("find", foreign.pid(), "i64:0x7edcba9876543210");
    assertEquals(1, result.status());
    assertEquals("", result.out());
    assertTrue(result.err().contains(": 0 places in "), result.err());
  }

  @Test
  void findSearchesOnlyTheGivenRegion() throws Exception {
    Cli.Result low = Cli.call("find", foreign.pid(), NEEDLE, "--in", foreign.value("low") + 1);
    assertFinds(line("low"), low.out());
    assertEquals(1, low.out().lines().count(), low.out());
    assertEquals(1, Cli.call("find", foreign.pid(), NEEDLE, "--in", "foreign64").status());
    Cli.call("find", foreign.pid(), NEEDLE, "--in", "nothing").failed(2, "foreign64");
    Cli.call("find", foreign.pid(), NEEDLE, "--in", "1").failed(2, "nothing is mapped at '1'");
  }

  @Test
  void textIsFoundInAnyCaseAndInUtf16() throws Exception {
    try (ProcessMemory process = ProcessMemory.open(foreign.pid())) {
      byte[] wide = "WIDE needle".getBytes(UTF_16LE);
      process.writeFully(foreign.value("low") + 100, ByteBuffer.wrap(wide));
    }
    String in = Long.toString(foreign.value("low"));
    long pid = foreign.pid();
    assertFinds(line("low"), Cli.call("find", pid, "utf16:WIDE", "--in", in).out());
    assertEquals(1, Cli.call("find", pid, "utf16:wide", "--in", in).status());
    assertFinds(
        line("low"), Cli.call("find", pid, "utf16:wide NEEDLE", "--ignore-case", "--in", in).out());
    String rw = Long.toString(foreign.value("rw"));
    assertFinds(line("rw"), Cli.call("find", pid, "Needle", "--ignore-case", "--in", rw).out());
    Cli.call("find", pid, "i32:5", "--ignore-case").failed(2, "expected text for --ignore-case");
  }

  @Test
  void aContextLineShowsTheBytes() throws Exception {
    String rw = Long.toString(foreign.value("rw"));
    String out = Cli.call("find", foreign.pid(), NEEDLE, "--context", "--in", rw).out();
    assertEquals(2, out.lines().count(), out);
    assertTrue(out.lines().toList().get(1).contains(" 6e65 6564 6c65 2034 3731 31"), out);
    assertTrue(out.lines().toList().get(1).contains("  needle 4711"), out);
  }

  @Test
  void jsonHasTheResultsAndTheSearchedRegions() throws Exception {
    String rw = Long.toString(foreign.value("rw"));
    Map<String, Object> json =
        json(Cli.call("find", foreign.pid(), NEEDLE, "--in", rw, "--json", "--context"));
    Map<String, Object> place = JsonReader.objects(json.get("places")).get(0);
    assertEquals("0x" + Long.toHexString(foreign.value("rw") + 100), place.get("address"));
    assertTrue(((String) place.get("bytes")).startsWith("6e6565646c652034373131"));
    assertEquals(false, json.get("stopped"));
    assertTrue((double) json.get("looked") >= 16 * Foreign.PAGE, json.toString());
    Cli.Result none = Cli.call("find", foreign.pid(), "no such thing", "--in", rw, "--json");
    assertEquals(1, none.status());
    assertEquals(List.of(), JsonReader.object(JsonReader.read(none.out())).get("places"));
  }

  private static Map<String, Object> json(Cli.Result result) {
    return JsonReader.object(JsonReader.read(result.succeeded()));
  }

  @Test
  void aPlaceAcrossTwoPiecesIsFoundOnce() throws Exception {
    long at = foreign.value("huge") + (1 << 20) - 5;
    try (ProcessMemory process = ProcessMemory.open(foreign.pid())) {
      process.writeFully(at, ByteBuffer.wrap(NEEDLE.getBytes(UTF_8)));
      process.writeFully(at + (256 << 10), ByteBuffer.wrap(NEEDLE.getBytes(UTF_8)));
    }
    String out = Cli.call("find", foreign.pid(), NEEDLE, "--in", foreign.value("huge")).out();
    assertEquals(2, out.lines().count(), out);
    assertTrue(out.startsWith("0x" + Long.toHexString(at) + " "), out);
  }

  @Test
  void badInputIsOneLine() throws Exception {
    Cli.call("find", foreign.pid()).failed(2, "<pattern>");
    Cli.call("find", foreign.pid(), "i8:300").failed(2, "expected a number that fits i8");
    Cli.call("find", foreign.pid(), "x", "--limit", 0).failed(2, "limit of 1 or more");
    Cli.call("find", Integer.MAX_VALUE, "x").failed(1, "ESRCH");
  }
}
