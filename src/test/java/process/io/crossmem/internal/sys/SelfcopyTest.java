package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * src/test/native/selfcopy.c on this machine; {@code scripts/test-arch} runs it on the others. It
 * is what the shim is made of without a JVM around it, down to the narrowing of 32-bit builds.
 */
class SelfcopyTest {
  @ParameterizedTest
  @ValueSource(ints = {64, 32})
  void theKernelAnswersAsTheHeadersSay(int bits) throws Exception {
    List<String> lines =
        Architecture.output("", "target/test-native/selfcopy" + bits).strip().lines().toList();
    List<String> checks = lines.subList(0, lines.size() - 1);
    assertTrue(checks.stream().allMatch(line -> line.startsWith("passed: ")), "" + lines);
    assertEquals("selfcopy: everything passed", lines.get(lines.size() - 1));
    assertTrue(checks.size() > 30, "" + lines);
  }
}
