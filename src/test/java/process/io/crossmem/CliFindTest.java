package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
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
  void whatWasPutIsFoundWhereItWasPut() throws Exception {
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
        "needle 4711\n", Cli.run("read", foreign.pid(), shown, 11, "--as", "string").succeeded());
  }

  @Test
  void theSameBytesAreFoundAsHexAndAsANumber() throws Exception {
    assertFinds(line("rw"), Cli.run("find", foreign.pid(), "6e6565646c652034373131").out());
    assertFinds(line("rw"), Cli.run("find", foreign.pid(), "u32:0x6465656e").out());
  }

  @Test
  void aLimitStopsIt() throws Exception {
    Cli.Result result = Cli.run("find", foreign.pid(), NEEDLE, "--limit", 1);
    assertEquals(0, result.status());
    assertEquals(1, result.out().lines().count(), result.out());
    assertTrue(
        result.err().contains("1 place in") && result.err().contains("stopped there"),
        result.err());
  }

  @Test
  void whatIsNowhereIsNoFailure() throws Exception {
    Cli.Result result = Cli.run("find", foreign.pid(), "i64:0x7edcba9876543210");
    assertEquals(0, result.status());
    assertEquals("", result.out());
    assertTrue(result.err().contains(": 0 places in "), result.err());
  }

  @Test
  void badInputIsOneLine() throws Exception {
    Cli.run("find", foreign.pid()).failed(2, "<pattern>");
    Cli.run("find", foreign.pid(), "i8:300").failed(2, "expected a number that fits i8");
    Cli.run("find", foreign.pid(), "x", "--limit", 0).failed(2, "limit of 1 or more");
    Cli.run("find", Integer.MAX_VALUE, "x").failed(1, "ESRCH");
  }
}
