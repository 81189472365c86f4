package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColdRunTest {
  @Test
  void agesThatHadNoMessageHaveNoTime() throws IOException {
    ColdRun run = ColdRun.parse("x", List.of("first 250000000", "age 2 1234.5", "age 5 300"));

    assertEquals(250e6, run.firstNanos());
    assertEquals(Map.of(2, 1234.5, 5, 300.0), run.halfNanos());
  }

  @Test
  void jobThatSaysNoTimesIsRefused() {
    assertThrows(IOException.class, () -> ColdRun.parse("x", List.of("not what was wanted")));
  }

  @Test
  void jobThatFailsIsRefusedThoughItHasSpoken() {
    ProcessBuilder failing = new ProcessBuilder("sh", "-c", "echo first 1; exit 3");

    IOException e = assertThrows(IOException.class, () -> ColdRun.of("x", List.of(failing)));
    assertTrue(e.getMessage().contains("3"), e.getMessage());
  }
}
