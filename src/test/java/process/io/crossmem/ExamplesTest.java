package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.example.ExchangeAddress;
import io.crossmem.example.HaloExchange;
import io.crossmem.example.MoveMessage;
import io.crossmem.example.Norm;
import io.crossmem.example.PingPong;
import io.crossmem.example.ReadForeign;
import io.crossmem.example.SumOfRanks;
import io.crossmem.example.TakeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs that the Javadoc shows. */
class ExamplesTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)<pre>\\{@code\n(.*?)}</pre>");

  private static Jvm jvm() {
    return Jvm.ofBits(64).with("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8");
  }

  private static String output(Jvm.Result result) {
    assertEquals(0, result.status(), result.output());
    return result.output();
  }

  @ParameterizedTest
  @ValueSource(classes = {ReadForeign.class, MoveMessage.class, ExchangeAddress.class})
  void theJavadocShowsTheVeryText(Class<?> example) throws Exception {
    assertShows("src/main/java/io/crossmem/package-info.java", example);
  }

  @ParameterizedTest
  @ValueSource(classes = {PingPong.class, HaloExchange.class, Norm.class})
  void theJavadocOfMessagesShowsTheVeryText(Class<?> example) throws Exception {
    assertShows("src/main/java/io/crossmem/message/package-info.java", example);
  }

  @ParameterizedTest
  @ValueSource(classes = {SumOfRanks.class, TakeMessage.class}) // DocsTest runs them
  void theJavadocsFrontPageShowsTheVeryText(Class<?> example) throws Exception {
    assertShows("src/main/java/module-info.java", example);
  }

  /** SegmentExamplesTest runs them, on a JDK that has segments. */
  @ParameterizedTest
  @CsvSource({
    "src/main/java/io/crossmem/package-info.java, ReadSegment",
    "src/main/java/io/crossmem/message/package-info.java, SendSegment"
  })
  void theJavadocShowsTheProgramsWithSegments(String packageInfo, String name) throws Exception {
    assertShows(packageInfo, Path.of("src/test/java22/io/crossmem/example"), name);
  }

  private static void assertShows(String packageInfo, Class<?> example) throws Exception {
    Path folder = Path.of("src/test/java/programs/io/crossmem/example");
    assertShows(packageInfo, folder, example.getSimpleName());
  }

  private static void assertShows(String packageInfo, Path folder, String name) throws Exception {
    String source = Files.readString(folder.resolve(name + ".java"));
    String javadoc = Files.readString(Path.of(packageInfo));
    String shown =
        BLOCK
            .matcher(javadoc.replaceAll("(?m)^ \\* ?", ""))
            .results()
            .map(block -> block.group(1))
            .filter(text -> text.contains("public class " + name + " {"))
            .findFirst()
            .orElse("no block with " + name);
    assertEquals(source.replaceFirst("package .*;\n\n", ""), shown);
  }

  @Test
  void pingPongTakesTheTime() throws Exception {
    String output = Launched.run(2, PingPong.class);
    assertTrue(
        output.matches("(?s)(\\[[01]\\] 1048576 bytes take \\d+ us to rank [01]\n){2}"), output);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void haloExchangeGetsTheNeighboursColumns(int ranks) throws Exception {
    List<String> rows = Launched.run(ranks, HaloExchange.class).lines().sorted().toList();
    for (int rank = 0; rank < ranks; rank++) {
      double left = (rank + ranks - 1) % ranks;
      double own = rank;
      double right = (rank + 1) % ranks;
      String row = "[%d] %s %s ... %s %s".formatted(rank, left, own, own, right);
      assertEquals(row, rows.get(rank));
    }
  }

  @Test
  void normIsTheSameEverywhere() throws Exception {
    double sum = 0;
    for (int x = 0; x < 2000; x++) {
      sum += (double) x * x;
    }
    String norm = "norm " + Math.sqrt(sum);
    List<String> lines = Launched.run(2, Norm.class).lines().sorted().toList();
    assertEquals(List.of("[0] " + norm, "[1] " + norm), lines);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 32})
  void readForeignFindsTheProgram(int bits) throws Exception {
    try (Foreign foreign = Foreign.start(bits)) {
      String output = output(jvm().run(ReadForeign.class, foreign.pid()));
      String program = Foreign.program("foreign", bits);
      assertTrue(output.contains("ELF " + bits + "-bit " + program), output);
    }
  }

  @Test
  void moveMessageMovesThemAll() throws Exception {
    String output = output(jvm().run(MoveMessage.class));
    assertTrue(output.contains("1000 messages of 1048576 bytes"), output);
  }

  @Test
  void exchangeAddressReadsTheOfferedMemory(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("socket");
    CompletableFuture<Jvm.Result> offer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return jvm().run(ExchangeAddress.class, "offer", socket, "An address, and no more");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    for (int i = 0; i < 500 && !Files.exists(socket); i++) {
      Thread.sleep(20);
    }
    String taken = output(jvm().run(ExchangeAddress.class, "take", socket));
    assertTrue(taken.contains("An address, and no more"), taken);
    output(offer.join());
  }
}
