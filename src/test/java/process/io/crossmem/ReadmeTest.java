package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.example.OfferMessage;
import io.crossmem.example.TakeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README and docs say, in addition to what DocsTest runs. */
class ReadmeTest {
  /** The name of a system property. */
  private static final Pattern PROPERTY = Pattern.compile("\"(crossmem(?:\\.[a-z]+)+)\"");

  @Test
  void tuningHasEachPropertyThatIsRead() throws Exception {
    Set<String> read = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        PROPERTY.matcher(Files.readString(source)).results().forEach(m -> read.add(m.group(1)));
      }
    }
    String tuning = Files.readString(Path.of("docs/tuning.md"));
    assertTrue(read.size() >= 6, read.toString());
    for (String property : read) {
      assertTrue(tuning.contains("| `" + property + "` |"), property + " is missing");
    }
  }

  @Test
  void itsExampleTakesTheMessageThatTheOtherEndOffers() throws Exception {
    Process offer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "target/classes:target/test-classes",
                OfferMessage.class.getName(),
                "Hello, process")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      Object[] where = offer.inputReader().readLine().split(" ");
      Jvm.Result result = Jvm.ofBits(64).run(TakeMessage.class, where);
      assertEquals("Hello, process", result.output().strip());
    } finally {
      offer.destroyForcibly();
    }
  }

  @Test
  void containersNamesEveryCauseThatAProcessCanHave() throws Exception {
    String containers = Files.readString(Path.of("docs/containers.md"));
    for (AccessReport.Cause cause : AccessReport.Cause.values()) {
      switch (cause) {
        case NONE, OTHER, NO_KERNEL_CALL, UNSUPPORTED_PLATFORM -> {}
        default -> assertTrue(containers.contains("`" + cause + "`"), cause + " is missing");
      }
    }
  }
}
