package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.example.OfferMessage;
import io.crossmem.example.TakeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README promises. */
class ReadmeTest {
  private static final Path EXAMPLE = Path.of("src/test/java/io/crossmem/example/TakeMessage.java");

  @Test
  void itsExampleIsTheOneThatIsCompiled() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    String example = Files.readString(EXAMPLE).replaceFirst("package .*;\n\n", "");
    assertTrue(
        readme.contains("```java\n" + example + "```"), "the example differs from " + EXAMPLE);
    assertTrue(example.lines().count() <= 15);
  }

  @Test
  void itsExampleTakesTheMessageThatTheOtherEndOffers() throws Exception {
    Process offer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "target/classes:target/test-classes",
                OfferMessage.class.getName(),
                "Grüße, process")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      Object[] where = offer.inputReader().readLine().split(" ");
      Jvm.Result result =
          Jvm.ofBits(64)
              .with("-Dfile.encoding=UTF-8")
              .with("-Dstdout.encoding=UTF-8")
              .run(TakeMessage.class, where);
      assertEquals("Grüße, process", result.output().strip());
    } finally {
      offer.destroyForcibly();
    }
  }

  @Test
  void itsPermissionTableNamesEveryCauseThatAProcessCanHave() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    for (AccessReport.Cause cause : AccessReport.Cause.values()) {
      switch (cause) {
        case NONE, OTHER, NO_KERNEL_CALL, UNSUPPORTED_PLATFORM -> {}
        default -> assertTrue(readme.contains("`" + cause + "`"), cause + " is missing");
      }
    }
  }
}
