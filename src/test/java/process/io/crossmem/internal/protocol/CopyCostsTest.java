package io.crossmem.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Jvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that may not copy leaves for the others. */
class CopyCostsTest {
  @Test
  void copiesThatAreRefusedAreNotTakenForFast(@TempDir Path cache) throws Exception {
    String home = "XDG_CACHE_HOME=" + cache;
    String deny = Path.of("target/test-native/deny64").toAbsolutePath().toString();
    Jvm denied = Jvm.under("env", home, deny, "1", "310,311");
    String output = denied.run(CopyCostsPrinter.class).output();
    assertTrue(output.contains("single " + (1L << 40) + ", huge " + (1L << 40)), output);
    assertFalse(Files.exists(cache.resolve("crossmem")));

    Jvm.Result allowed = Jvm.under("env", home).run(CopyCostsPrinter.class);
    assertEquals(0, allowed.status(), allowed.output());
    assertTrue(Files.exists(cache.resolve("crossmem")));
  }
}
