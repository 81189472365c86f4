package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 64-bit and 32-bit JVMs access 64-bit and 32-bit processes, in each combination. */
class WordSizeTest {
  @ParameterizedTest(name = "{0}-bit JVM with {1}-bit process")
  @CsvSource({"64,64", "64,32", "32,32", "32,64"})
  void everyPairOfWordSizesWorks(int jvmBits, int processBits) throws Exception {
    Requires.jvmOfBits(jvmBits);
    try (Foreign foreign = Foreign.start(processBits)) {
      Jvm.Result result =
          Jvm.ofBits(jvmBits)
              .run(
                  WordSizeProbe.class,
                  foreign.pid(),
                  hex(foreign.value("low")),
                  hex(foreign.value("rw")));
      String output = result.output();
      assertEquals(0, result.status(), output);
      assertSaid(output, "bits " + jvmBits);
      assertSaid(output, "pointer " + processBits / 8);
      assertSaid(output, "direct true");
      assertSaid(output, "heap true");
      assertSaid(output, "vectors true");
      assertSaid(output, "halves true");
      assertEquals(
          Foreign.hash(WordSizeProbe.whatHalvesWrites()),
          foreign.hash(foreign.value("low") + Foreign.PAGE, Foreign.PAGE));
      // To a 32-bit caller a length of 2^31 is negative, so EINVAL.
      assertSaid(output, jvmBits == 32 ? "bare EINVAL" : "bare 8");
      if (jvmBits == 32 && processBits == 64) {
        assertTrue(output.contains("EOVERFLOW (75"), output);
        assertTrue(output.contains("only address the first 4 GiB"), output);
      } else {
        assertSaid(output, "far true");
      }
    }
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }

  private static void assertSaid(String output, String line) {
    assertTrue(output.contains(line + "\n"), line + " is missing in:\n" + output);
  }
}
