package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program with several ranks, started as by scripts/launch. */
final class Launched {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private Launched() {}

  /**
   * Returns the output of the ranks; fails unless all succeed and leave nothing in shared memory.
   *
   * @param options of the launcher's JVM and of those of the ranks
   */
  static String run(int ranks, Class<?> main, String... options) throws Exception {
    Cli cli = new Cli();
    List<Object> command = new ArrayList<>(List.of("run", "-n", ranks));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m"));
    command.addAll(Jvm.SHORT_LIVED);
    for (String option : options) {
      cli.option(option);
      command.add(option);
    }
    command.addAll(
        List.of("-cp", "target/classes:target/test-classes:target/test-classes22", main.getName()));
    Process launcher =
        new ProcessBuilder(cli.line(command.toArray()))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(Redirect.INHERIT)
            .start();
    String output = new String(launcher.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, launcher.waitFor(), output);
    assertEquals(List.of(), leftBy("run-" + launcher.pid() + "-"));
    return output;
  }

  /**
   * Files of groups whose names begin with this prefix; other groups may be joining at the same
   * time.
   */
  private static List<String> leftBy(String prefix) throws IOException {
    try (Stream<Path> folders = Files.list(SHARED_MEMORY)) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith("crossmem-"))
          .flatMap(folder -> Stream.ofNullable(folder.toFile().list())) // null: it is gone
          .flatMap(Stream::of)
          .filter(name -> name.startsWith(prefix))
          .toList();
    }
  }
}
