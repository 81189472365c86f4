package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.example.OfferMessage;
import io.crossmem.example.SumOfRanks;
import io.crossmem.example.TakeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the README promises. */
class ReadmeTest {
  /** A system property, where it is asked for. */
  private static final Pattern PROPERTY =
      Pattern.compile(
          "(?:getProperty|getInteger|getLong|getBoolean)\\(\\s*\"(crossmem\\.[a-z.]+)\"");

  @ParameterizedTest
  @CsvSource({"TakeMessage, 15", "SumOfRanks, 25"})
  void itsExamplesAreTheOnesThatAreCompiled(String name, int lines) throws Exception {
    Path file = Path.of("src/test/java/programs/io/crossmem/example", name + ".java");
    String readme = Files.readString(Path.of("README.md"));
    String example = Files.readString(file).replaceFirst("package .*;\n\n", "");
    assertTrue(readme.contains("```java\n" + example + "```"), "the example differs from " + file);
    assertTrue(example.lines().count() <= lines);
  }

  @Test
  void itsRanksHearOfEachOther() throws Exception {
    String command =
        "scripts/launch -n 4 java -cp target/classes:target/test-classes "
            + SumOfRanks.class.getName();
    assertTrue(Files.readString(Path.of("README.md")).contains(command), command);
    List<String> lines = Launched.run(4, SumOfRanks.class).lines().sorted().toList();
    assertEquals(4, lines.size());
    for (int rank = 0; rank < 4; rank++) {
      int previous = (rank + 3) % 4;
      String line = "[%d] heard of rank %d, the sum is 6.0".formatted(rank, previous);
      assertEquals(line, lines.get(rank));
    }
  }

  @Test
  void itsPropertiesAreThoseThatAreRead() throws Exception {
    Set<String> read = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        PROPERTY.matcher(Files.readString(source)).results().forEach(m -> read.add(m.group(1)));
      }
    }
    String readme = Files.readString(Path.of("README.md"));
    assertTrue(read.size() >= 6, read.toString());
    for (String property : read) {
      assertTrue(readme.contains(property), property + " is missing");
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
